// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/us/source.h"

#include <dirent.h>
#include <stdio.h>

#include "capture/capture.h"
#include "tests/device/support.h"

static struct capture_reader *open_capture(const char *path)
{
	struct capture_reader *reader;

	if (capture_open(path, &reader))
		fail_msg("%s cannot be read", path);
	return reader;
}

static void pass(const struct replay_sink *sink, const struct tlp *tlp)
{
	uint8_t bytes[TLP_MAX_SIZE];
	ssize_t len = tlp_encode(tlp, bytes, sizeof(bytes));

	assert_true(len > 0);
	sink->take(sink->ctx, bytes, len);
}

/* Data of a completion become a write, at a place of its own */
static struct tlp request(const struct capture_packet *packet,
			  const struct tlp *tlp, const uint8_t *data)
{
	struct tlp made = *tlp;

	if (tlp->type == TLP_MRD)
		return made;
	made = write_tlp(data, tlp->length);
	made.requester = tlp->requester;
	made.tag = tlp->tag;
	made.attr = tlp->attr;
	made.addr = packet->number * 512 + (tlp->lower_addr & ~3u);
	made.addr64 = false;
	return made;
}

static void foreign(const struct replay_sink *sink, const char *path,
		    bool tagged)
{
	struct capture_reader *reader = open_capture(path);
	struct capture_packet packet;
	unsigned int n = 0;
	struct tlp tlp;

	while (capture_next(reader, &packet) == 1) {
		uint8_t data[TLP_MAX_PAYLOAD] = {0};

		if (tlp_parse(packet.data, packet.len, TLP_NON_FLIT, &tlp) <
			    0 ||
		    (tlp.type != TLP_MRD && tlp.type != TLP_CPLD))
			continue;
		memcpy(data, packet.data + tlp_header_size(&tlp),
		       packet.len - tlp_header_size(&tlp));
		tlp = request(&packet, &tlp, data);
		if (tagged && tlp.type == TLP_MWR) {
			tlp.th = true;
			tlp.st = 0x10 + n++ % 0x1c;
			tlp.tag = 0;
		}
		pass(sink, &tlp);
	}
	capture_free(reader);
}

void source_foreign(const struct replay_sink *sink, const char *folder,
		    bool tagged)
{
	struct dirent *entry;
	char path[4096];
	DIR *dir;

	dir = opendir(folder);
	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		if (!strstr(entry->d_name, ".pcap"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		foreign(sink, path, tagged);
	}
	closedir(dir);
}
