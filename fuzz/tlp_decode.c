// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any bytes: what decodes has text, and encodes to the same bytes; what is
 * decoded from a part says the same size. The first byte chooses the framing.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/tlp.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_text(const struct tlp *tlp)
{
	char text[64], *whole;
	int n;

	n = tlp_format(tlp, text, sizeof(text));
	whole = malloc(n + 1);
	if (whole &&
	    (tlp_format(tlp, whole, n + 1) != n || (int)strlen(whole) != n))
		abort();
	free(whole);
}

/* @len bytes are a TLP: half of them are one too if they hold the header */
static void check_part(const uint8_t *data, size_t len,
		       enum tlp_framing framing, size_t head)
{
	uint8_t *part = malloc(len / 2 + 1);
	struct tlp tlp;
	ssize_t n;

	if (!part)
		return;
	memcpy(part, data, len / 2);
	n = tlp_parse(part, len / 2, framing, &tlp);
	if (n != (len / 2 < head ? -ENODATA : (ssize_t)len))
		abort();
	free(part);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static uint8_t again[TLP_MAX_SIZE];
	enum tlp_framing framing;
	struct tlp tlp;
	ssize_t n;
	int ret;

	if (!len)
		return 0;
	framing = data[0] & 1 ? TLP_FLIT : TLP_NON_FLIT;
	data++, len--;
	n = tlp_parse(data, len, framing, &tlp);
	ret = framing == TLP_FLIT ? tlp_decode_flit(data, len, &tlp)
				  : tlp_decode(data, len, &tlp);
	if (!ret != (n == (ssize_t)len && len))
		abort();
	if (n < 0)
		return 0;
	check_text(&tlp);
	if (ret)
		return 0;
	if (tlp_size(&tlp) != len ||
	    tlp_encode(&tlp, again, len) != (ssize_t)len ||
	    memcmp(again, data, len))
		abort();
	if (tlp_encode(&tlp, again, len - 1) >= 0)
		abort();
	check_part(data, len, framing, tlp_header_size(&tlp));
	return 0;
}
