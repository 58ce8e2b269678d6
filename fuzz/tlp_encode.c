// SPDX-License-Identifier: BSD-3-Clause
/* Any fields: what encodes has the announced size, decodes, and encodes again
 */
#include <stdlib.h>
#include <string.h>

#include <opentph/tlp.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A number from the input, 0 where it has ended */
static uint64_t take(const uint8_t **p, size_t *len, size_t n)
{
	uint64_t v = 0;

	if (n > *len)
		n = *len;
	memcpy(&v, *p, n);
	*p += n;
	*len -= n;
	return v;
}

#define TAKE(field) tlp->field = take(&p, &len, sizeof(tlp->field))
#define FLAG(field) tlp->field = flags >> bit++ & 1

static void fill(struct tlp *tlp, const uint8_t *p, size_t len)
{
	static uint8_t payload[TLP_MAX_PAYLOAD];
	unsigned int flags, bit = 0;

	memset(tlp, 0, sizeof(*tlp));
	tlp->type = take(&p, &len, 1);
	flags = take(&p, &len, 2);
	FLAG(addr64), FLAG(th), FLAG(st_ext), FLAG(td), FLAG(ep), FLAG(ln);
	FLAG(bcm);
	TAKE(tc), TAKE(attr), TAKE(at), TAKE(ph), TAKE(st), TAKE(length);
	TAKE(requester), TAKE(tag), TAKE(first_be), TAKE(last_be), TAKE(addr);
	TAKE(completer), TAKE(status), TAKE(lower_addr), TAKE(byte_count);
	TAKE(target), TAKE(reg), TAKE(msg_code), TAKE(routing);
	TAKE(msg_dw[0]), TAKE(msg_dw[1]), TAKE(ecrc), TAKE(reserved);
	TAKE(nprefix);
	for (int i = 0; i < TLP_MAX_PREFIX; i++)
		TAKE(prefix[i]);
	tlp->payload = flags >> bit & 1 ? payload : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static uint8_t buf[TLP_MAX_SIZE], again[TLP_MAX_SIZE];
	struct tlp tlp;
	char text[512];
	ssize_t n, head;

	fill(&tlp, data, len);
	tlp_format(&tlp, text, sizeof(text));
	head = tlp_encode_header(&tlp, buf, sizeof(buf));
	n = tlp_encode(&tlp, buf, sizeof(buf));
	if (n < 0)
		return 0;
	if (head < 12 || head > n || (size_t)n != tlp_size(&tlp))
		abort();
	if (tlp_decode(buf, n, &tlp) ||
	    tlp_encode(&tlp, again, sizeof(again)) != n ||
	    memcmp(buf, again, n))
		abort();
	return 0;
}
