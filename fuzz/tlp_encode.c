// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any fields: an encoded TLP has the announced size, decodes and encodes again
 */
#include <stdlib.h>
#include <string.h>

#include <opentph/tlp.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A number from the input, 0 after its end */
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
	flags = take(&p, &len, 3);
	FLAG(flit), FLAG(addr64), FLAG(th), FLAG(st_ext), FLAG(td), FLAG(ep);
	FLAG(ln), FLAG(bcm), FLAG(pv), FLAG(pmr), FLAG(er), FLAG(nw);
	FLAG(dsv), FLAG(av);
	tlp->payload = flags >> bit & 1 ? payload : NULL;
	tlp->type = take(&p, &len, 1);
	TAKE(tc), TAKE(attr), TAKE(at), TAKE(ph), TAKE(st), TAKE(length);
	TAKE(requester), TAKE(tag), TAKE(first_be), TAKE(last_be), TAKE(addr);
	TAKE(completer), TAKE(status), TAKE(lower_addr), TAKE(byte_count);
	TAKE(target), TAKE(reg), TAKE(msg_code), TAKE(routing);
	TAKE(msg_dw[0]), TAKE(msg_dw[1]), TAKE(ecrc), TAKE(reserved);
	TAKE(ama), TAKE(pasid), TAKE(dst_segment), TAKE(cpl_segment);
	TAKE(req_segment), TAKE(ts), TAKE(ohc), TAKE(nprefix);
	for (int i = 0; i < TLP_MAX_PREFIX; i++)
		TAKE(prefix[i]);
	for (int i = 0; i < TLP_MAX_OHC; i++)
		TAKE(ohc_dw[i]);
	for (int i = 0; i < TLP_MAX_TRAILER; i++)
		TAKE(trailer[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static uint8_t buf[TLP_MAX_SIZE], again[TLP_MAX_SIZE];
	struct tlp tlp, out;
	char text[512];
	ssize_t n, head;

	fill(&tlp, data, len);
	tlp_format(&tlp, text, sizeof(text));
	head = tlp_encode_header(&tlp, buf, sizeof(buf));
	n = tlp_encode(&tlp, buf, sizeof(buf));
	if (n < 0)
		return 0;
	if (head < 4 || head > n || (size_t)n != tlp_size(&tlp) ||
	    (size_t)head != tlp_header_size(&tlp))
		abort();
	if (tlp.flit ? tlp_decode_flit(buf, n, &out) : tlp_decode(buf, n, &out))
		abort();
	if (tlp_encode(&out, again, sizeof(again)) != n ||
	    memcmp(buf, again, n))
		abort();
	return 0;
}
