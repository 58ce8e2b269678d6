// SPDX-License-Identifier: BSD-3-Clause
/* Any bytes: what decodes has text, and encodes to the same bytes */
#include <stdlib.h>
#include <string.h>

#include <opentph/tlp.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static uint8_t again[TLP_MAX_SIZE];
	struct tlp tlp;
	char text[64], *whole;
	int n;

	if (tlp_decode(data, len, &tlp))
		return 0;
	if (tlp_size(&tlp) != len ||
	    tlp_encode(&tlp, again, len) != (ssize_t)len ||
	    memcmp(again, data, len))
		abort();
	if (tlp_encode(&tlp, again, len - 1) >= 0)
		abort();
	n = tlp_format(&tlp, text, sizeof(text));
	whole = malloc(n + 1);
	if (whole &&
	    (tlp_format(&tlp, whole, n + 1) != n || (int)strlen(whole) != n))
		abort();
	free(whole);
	return 0;
}
