// SPDX-License-Identifier: BSD-3-Clause
/* Work requests that change memory keys (drivers/infiniband/hw/mlx5/umr.c) */
#include "device/connectx/transport/umr.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/connectx/hca.h"
#include "device/connectx/object/mkey.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/object/scatter.h"
#include "ground.h"

/* Parts of the WQE */
#define UMR_AT	   0x10
#define CONTEXT_AT 0x40
#define LIST_AT	   0x80 /* or the data segment with its place */
#define DATA_SIZE  0x10

/*
 * Limit on the pieces of a list's memory: 1 MiB in pages has 257. A list is
 * read in one step, so its length alone does not bound the work.
 */
#define PIECES_MAX 1024u

/* MLX5_UMR_* of linux/mlx5/device.h */
enum umr_flag {
	OFFSET_EN = 1 << 4,
	CHECK_NOT_FREE = 1 << 5, /* fail unless the key is free */
	CHECK_FREE = 1 << 6,	 /* fail if the key is free */
	INLINE = 1 << 7,	 /* the list follows */
};

#define MASK_KEY (1ull << 13)

/* The two parts of log_page_size, each with its own mask bit */
#define LOG_PAGE_SIZE_LOW  CX_FIELD(CX_FIELD_OFFSET(CX_MKC_LOG_PAGE_SIZE), 4, 0)
#define LOG_PAGE_SIZE_HIGH CX_FIELD(CX_FIELD_OFFSET(CX_MKC_LOG_PAGE_SIZE), 5, 5)

/*
 * Bits of mkey_mask (MLX5_MKEY_MASK_* of linux/mlx5/device.h) and their fields
 * in the WQE. Signatures and relaxed ordering are missing, as in the
 * capabilities; hints have no bits.
 */
static const struct {
	unsigned int bit;
	uint32_t field;
} fields[] = {
	{0, CX_MKC_LEN},	{0, CX_MKC_LENGTH64},
	{1, LOG_PAGE_SIZE_LOW}, {6, CX_MKC_START},
	{7, CX_MKC_PD},		{8, CX_MKC_EN_RINVAL},
	{13, CX_MKC_VARIANT},	{14, CX_MKC_QPN},
	{17, CX_MKC_LR},	{18, CX_MKC_LW},
	{19, CX_MKC_RR},	{20, CX_MKC_RW},
	{21, CX_MKC_A},		{23, CX_MKC_SMALL_FENCE},
	{29, CX_MKC_FREE},	{42, LOG_PAGE_SIZE_HIGH},
};

/* Return: 0; -EINVAL the mask has a bit that is not supported */
static int merge(uint8_t *context, const uint8_t *from, uint64_t mask)
{
	uint64_t rest = mask;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (!(mask >> fields[i].bit & 1))
			continue;
		cx_set(context, fields[i].field, cx_get(from, fields[i].field));
		rest &= ~(1ull << fields[i].bit);
	}
	return rest ? -EINVAL : 0;
}

/* Return: the key that the WQE names, if the WQE may change it */
static struct cx_mkey *target(const struct cx_hca *hca, const struct cx_qp *qp,
			      const uint8_t *wqe, unsigned int flags,
			      uint64_t mask)
{
	const uint32_t key = cx_get(wqe, CX_CTRL_IMM);
	struct cx_mkey *mkey = cx_mkey_find(hca, key);

	if (!mkey || !mkey->umr_en)
		return NULL;
	/* The driver's own QP serves all domains */
	if (qp->service != CX_QP_REG_UMR && mkey->pd != qp->pd)
		return NULL;
	/* The new key contains a new variant (set_reg_wr()). */
	if (!(mask & MASK_KEY) && mkey->variant != (key & 0xff))
		return NULL;
	if ((flags & CHECK_NOT_FREE && !mkey->free) ||
	    (flags & CHECK_FREE && mkey->free))
		return NULL;
	return mkey;
}

static enum cx_syndrome read_list(struct cx_hca *hca, const struct cx_qp *qp,
				  const uint8_t *data, uint8_t *list,
				  uint64_t size, uint64_t *budget)
{
	const uint32_t key = cx_get(data, CX_DATA_KEY);
	const uint64_t va = cx_get(data, CX_DATA_ADDR);
	const struct cx_mkey *mkey = cx_mkey_find(hca, key);
	unsigned int pieces = 0;
	struct cx_span span;
	uint32_t pd = qp->pd;

	/* The driver's own QP has no domain (create_kernel_qp()). */
	if (qp->service == CX_QP_REG_UMR && mkey)
		pd = mkey->pd;
	for (uint64_t at = 0; at < size; at += span.len) {
		if (pieces++ == PIECES_MAX ||
		    cx_mkey_translate(hca, key, pd, CX_LOCAL_READ, va + at,
				      size - at, &span) != CX_MKEY_OK ||
		    pcie_function_read(&hca->fn, span.addr, list + at,
				       span.len))
			return CX_SYNDROME_LOCAL_PROT;
		cx_scatter_charge(budget, span.len);
	}
	return CX_SYNDROME_NONE;
}

/*
 * Get the list of the WQE. @ret_list is in the WQE, or equals @ret_copy, which
 * the caller must free.
 */
static enum cx_syndrome get_list(struct cx_hca *hca, const struct cx_qp *qp,
				 const uint8_t *wqe, uint32_t len,
				 unsigned int flags, uint64_t size,
				 uint64_t *budget, const uint8_t **ret_list,
				 uint8_t **ret_copy)
{
	const uint8_t *data = wqe + LIST_AT;
	enum cx_syndrome syndrome;
	uint8_t *list;

	if (flags & INLINE) {
		cx_scatter_charge(budget, size);
		*ret_list = data;
		return size > len - LIST_AT ? CX_SYNDROME_LOCAL_QP_OP
					    : CX_SYNDROME_NONE;
	}
	if (len - LIST_AT < DATA_SIZE || cx_get(data, CX_DATA_INLINE) ||
	    cx_get(data, CX_DATA_COUNT) < size)
		return CX_SYNDROME_LOCAL_QP_OP;
	list = malloc(size);
	if (!list)
		return CX_SYNDROME_MW_BIND;
	syndrome = read_list(hca, qp, data, list, size, budget);
	if (syndrome != CX_SYNDROME_NONE) {
		free(list);
		return syndrome;
	}
	*ret_list = *ret_copy = list;
	return CX_SYNDROME_NONE;
}

/* Lists of bus addresses are for drivers, not for applications. */
static bool may(const struct cx_qp *qp)
{
	return qp->service == CX_QP_REG_UMR || cx_get(qp->context, CX_QPC_FRE);
}

enum cx_syndrome cx_umr(struct cx_hca *hca, const struct cx_qp *qp,
			const uint8_t *wqe, uint32_t len, uint64_t *budget)
{
	const uint8_t *umr = wqe + UMR_AT, *list = NULL;
	uint8_t context[CX_MKC_SIZE], *copy = NULL;
	enum cx_syndrome syndrome;
	struct cx_mkey *mkey;
	unsigned int flags;
	uint32_t octwords;
	uint64_t offset = 0, mask, size;

	if (len < LIST_AT || !may(qp))
		return CX_SYNDROME_LOCAL_QP_OP;
	flags = cx_get(umr, CX_UMR_FLAGS);
	octwords = cx_get(umr, CX_UMR_OCTWORDS);
	mask = cx_get(umr, CX_UMR_MASK);
	if (flags & OFFSET_EN)
		offset = cx_get(umr, CX_UMR_OFFSET_HIGH) << 16 |
			 cx_get(umr, CX_UMR_OFFSET);
	mkey = target(hca, qp, wqe, flags, mask);
	if (!mkey || (octwords && (offset > mkey->octwords ||
				   octwords > mkey->octwords - offset)))
		return CX_SYNDROME_MW_BIND;
	memcpy(context, mkey->context, sizeof(context));
	if (merge(context, wqe + CONTEXT_AT, mask))
		return CX_SYNDROME_MW_BIND;
	size = (uint64_t)octwords * CX_OCTWORD;
	if (octwords) {
		syndrome = get_list(hca, qp, wqe, len, flags, size, budget,
				    &list, &copy);
		if (syndrome != CX_SYNDROME_NONE)
			return syndrome;
	}
	if (cx_mkey_set(hca, mkey, context) != CX_OK) {
		free(copy);
		return CX_SYNDROME_MW_BIND;
	}
	cx_mkey_load(mkey, offset, list, octwords);
	free(copy);
	return CX_SYNDROME_NONE;
}
