// SPDX-License-Identifier: BSD-3-Clause
/* Any frame: a TLP lies within the frame, or the frame is ignored */
#include <stdlib.h>
#include <string.h>

#include <opentph/tlp.h>

#include "capture/read_nettlp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* The first byte chooses */
static const int linktypes[] = {0, 1, 12, 101, 108, 113, 228, 276};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const size_t types = sizeof(linktypes) / sizeof(linktypes[0]);
	struct capture_packet packet = {.dir = CAPTURE_DOWN}, before;
	struct tlp tlp;
	uint8_t *frame;

	if (!len--)
		return 0;
	/* A block of the exact size, so that an access beyond it is detected */
	frame = malloc(len);
	if (!frame)
		return 0;
	memcpy(frame, data + 1, len);
	packet.linktype = linktypes[data[0] % types];
	packet.data = frame;
	packet.len = packet.orig_len = len;
	memcpy(&before, &packet, sizeof(packet));
	if (!nettlp_unwrap(&packet)) {
		if (memcmp(&before, &packet, sizeof(packet)))
			abort();
	} else {
		if (packet.data < frame || packet.data > frame + len ||
		    packet.len > (size_t)(frame + len - packet.data) ||
		    packet.len > packet.orig_len || packet.orig_len > 65535)
			abort();
		tlp_parse(packet.data, packet.len, TLP_NON_FLIT, &tlp);
	}
	free(frame);
	return 0;
}
