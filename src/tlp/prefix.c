// SPDX-License-Identifier: BSD-3-Clause
/* Prefixes: their fields, and those that a TLP needs (PCIe Base sec 2.2.10) */
#include "tlp/layout.h"

/* Only the first of a kind counts */
void tlp_unpack_prefixes(const uint8_t *p, unsigned int n, struct tlp *tlp)
{
	for (unsigned int i = 0; i < n; i++) {
		uint32_t dw = load_be32(p + i * 4);

		tlp->prefix[i] = dw;
		if (dw >> 24 == TLP_PREFIX_EXT_TPH && tlp->th && !tlp->st_ext) {
			tlp->st_ext = true;
			tlp->st |= (dw >> PREFIX_ST & 0xff) << 8;
		} else if (dw >> 24 == TLP_PREFIX_PASID && !tlp->pv) {
			tlp->pv = true;
			tlp->pmr = dw & PREFIX_PMR;
			tlp->er = dw & PREFIX_ER;
			tlp->pasid = dw & PREFIX_PASID;
		}
	}
	tlp->nprefix = n;
}

/* Return: place of the first prefix of the kind, or @n */
static unsigned int find(const uint32_t *list, unsigned int n, uint32_t byte)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (list[i] >> 24 == byte)
			break;
	return i;
}

/* Update the first prefix of the kind, or append one. Return: the new number */
static unsigned int put(uint32_t *list, unsigned int n, uint32_t byte,
			uint32_t mask, uint32_t bits)
{
	unsigned int i = find(list, n, byte);

	if (i == n)
		list[n++] = byte << 24;
	list[i] = (list[i] & ~mask) | bits;
	return n;
}

unsigned int tlp_list_prefixes(const struct tlp *tlp,
			       uint32_t list[TLP_MAX_PREFIX + 2])
{
	unsigned int n = tlp->nprefix;

	if (n > TLP_MAX_PREFIX)
		n = TLP_MAX_PREFIX;
	memcpy(list, tlp->prefix, n * sizeof(*list));
	if (tlp->flit)
		return n;
	if (tlp->st_ext)
		n = put(list, n, TLP_PREFIX_EXT_TPH, 0xffu << PREFIX_ST,
			(uint32_t)(tlp->st >> 8) << PREFIX_ST);
	if (tlp->pv)
		n = put(list, n, TLP_PREFIX_PASID,
			PREFIX_PMR | PREFIX_ER | PREFIX_PASID,
			(tlp->pmr ? PREFIX_PMR : 0) |
				(tlp->er ? PREFIX_ER : 0) | tlp->pasid);
	return n;
}

static bool flit_prefixes_valid(const struct tlp *tlp)
{
	for (unsigned int i = 0; i < tlp->nprefix; i++)
		if (tlp->prefix[i] >> 28 != BYTE0_PREFIX >> 4)
			return false;
	return true;
}

bool tlp_prefixes_valid(const struct tlp *tlp)
{
	uint32_t list[TLP_MAX_PREFIX + 2];
	unsigned int n, end_end = 0;

	if (tlp->nprefix > TLP_MAX_PREFIX ||
	    (tlp->pv && tlp->pasid > PREFIX_PASID))
		return false;
	if (tlp->flit)
		return flit_prefixes_valid(tlp);
	n = tlp_list_prefixes(tlp, list);
	if (n > TLP_MAX_PREFIX)
		return false;
	for (unsigned int i = 0; i < n; i++) {
		if (list[i] >> 29 != BYTE0_PREFIX >> 5)
			return false;
		if (tlp_prefix_is_end_end(list[i]))
			end_end++;
		else if (end_end)
			return false;
	}
	/* A prefix contradicts the fields */
	if (tlp->th && !tlp->st_ext && find(list, n, TLP_PREFIX_EXT_TPH) != n)
		return false;
	if (!tlp->pv && find(list, n, TLP_PREFIX_PASID) != n)
		return false;
	return end_end <= TLP_MAX_END_END;
}
