// SPDX-License-Identifier: BSD-3-Clause
/*
 * The digest of a TLP: its end-to-end CRC (PCIe Base sec 2.2.3, 2.7.1). It is
 * the CRC-32 of zlib over End-End prefixes, header and payload, with the
 * variant bits set to 1, least significant byte first on the wire.
 */
#include <errno.h>
#include <zlib.h>

#include "tlp/layout.h"

/*
 * Type[0] and EP of the header's DW0 may change on the way, so they count as 1.
 * No public source says whether bit 0 of the type of an End-End prefix does
 * too; here prefixes are used unchanged.
 */
#define VARIANT (1u << 24 | DW0_EP)

/*
 * @tlp is what @p decodes to, @end its size without a digest.
 * Return: the digest in the form of struct tlp.
 */
static uint32_t compute(const uint8_t *p, const struct tlp *tlp, size_t end)
{
	size_t first = 0, head = tlp->nprefix * 4u;
	uint8_t dw0[4];
	uLong crc;

	/* Local prefixes end at the next port */
	while (first < head && !tlp_prefix_is_end_end(tlp->prefix[first / 4]))
		first += 4;
	store_be32(dw0, load_be32(p + head) | VARIANT);
	crc = crc32(0, p + first, head - first);
	crc = crc32(crc, dw0, sizeof(dw0));
	crc = crc32(crc, p + head + 4, end - head - 4);
	return __builtin_bswap32(crc);
}

int tlp_ecrc_check(const void *buf, size_t len, enum tlp_framing framing,
		   uint32_t *ret_ecrc)
{
	struct tlp tlp;
	uint32_t ecrc;
	int ret;

	ret = framing == TLP_FLIT ? tlp_decode_flit(buf, len, &tlp)
				  : tlp_decode(buf, len, &tlp);
	if (ret)
		return ret;
	if (!tlp.td)
		return -ENOMSG;
	if (framing == TLP_FLIT)
		return -EOPNOTSUPP;
	ecrc = compute(buf, &tlp, len - 4);
	if (ret_ecrc)
		*ret_ecrc = ecrc;
	return ecrc == tlp.ecrc ? 0 : -EBADMSG;
}

ssize_t tlp_ecrc_seal(void *buf, size_t len, size_t size,
		      enum tlp_framing framing)
{
	uint8_t *p = buf, *dw0;
	struct tlp tlp;
	size_t end;
	int ret;

	if (framing == TLP_FLIT)
		return -EOPNOTSUPP;
	ret = tlp_decode(buf, len, &tlp);
	if (ret)
		return ret;
	end = tlp.td ? len - 4 : len;
	if (end + 4 > size)
		return -ENOSPC;
	dw0 = p + tlp.nprefix * 4;
	/* TD is covered */
	store_be32(dw0, load_be32(dw0) | DW0_TD);
	store_be32(p + end, compute(buf, &tlp, end));
	return end + 4;
}
