// SPDX-License-Identifier: BSD-3-Clause
/* Translation from a memory key to bus addresses */
#include "device/connectx/hca.h"
#include "device/connectx/object/mkey.h"

/* Limit on the nesting of indirect keys */
#define DEPTH_MAX 4

/* A place in a key, and the requested length */
struct step {
	uint32_t key;
	uint64_t va, len;
};

static bool writes(enum cx_access access)
{
	return access != CX_LOCAL_READ && access != CX_REMOTE_READ;
}

static bool within(const struct cx_mkey *mkey, uint64_t va, uint64_t len)
{
	if (va < mkey->start || va + (len - 1) < va)
		return false;
	va -= mkey->start;
	return mkey->all || (va < mkey->len && len <= mkey->len - va);
}

/* Entry, of pages or pieces of equal length, that contains @va */
static uint64_t entry_of(const struct cx_mkey *mkey, uint64_t va)
{
	return (va >> mkey->shift) - (mkey->start >> mkey->shift);
}

static enum cx_mkey_result in_pages(const struct cx_mkey *mkey, bool write,
				    const struct step *step,
				    struct cx_span *ret_span)
{
	const uint64_t size = 1ull << mkey->shift, n = 2ull * mkey->octwords;
	const uint64_t present = write ? CX_MTT_WRITE : CX_MTT_READ;
	const uint64_t page = ~(size - 1), offset = step->va & (size - 1);
	uint64_t at = entry_of(mkey, step->va), left = size - offset, first;

	if (at >= n)
		return CX_MKEY_DENIED;
	if (!(mkey->entries[at] & present))
		return CX_MKEY_ABSENT;
	first = mkey->entries[at] & page;
	/* Pages that are also adjacent on the bus are one piece. */
	while (left < step->len && ++at < n && (mkey->entries[at] & present) &&
	       (mkey->entries[at] & page) == first + offset + left)
		left = step->len - left > size ? left + size : step->len;
	*ret_span = (struct cx_span){
		.addr = first + offset,
		.len = left < step->len ? left : step->len,
		.mkey = mkey,
	};
	return CX_MKEY_OK;
}

/* Continue in the key of entry @at, @offset bytes into the entry's @size */
static enum cx_mkey_result follow(const struct cx_mkey *mkey, uint64_t at,
				  uint64_t offset, uint64_t size,
				  struct step *step)
{
	const uint32_t key = (uint32_t)mkey->entries[2 * at];

	/* Zapped (mlx5r_umr_update_data_direct_ksm_pas()) */
	if (!key)
		return CX_MKEY_ABSENT;
	step->key = key;
	step->va = mkey->entries[2 * at + 1] + offset;
	if (step->len > size - offset)
		step->len = size - offset;
	return CX_MKEY_OK;
}

static enum cx_mkey_result in_equal_pieces(const struct cx_mkey *mkey,
					   struct step *step)
{
	const uint64_t size = 1ull << mkey->shift;
	const uint64_t at = entry_of(mkey, step->va);

	if (at >= mkey->octwords)
		return CX_MKEY_DENIED;
	return follow(mkey, at, step->va & (size - 1), size, step);
}

static enum cx_mkey_result in_pieces(const struct cx_mkey *mkey,
				     struct step *step)
{
	uint64_t offset = step->va - mkey->start;
	uint32_t at = 0, bit = 1u << 31;

	/* The first entry that ends after it: skip as many as possible. */
	for (; bit; bit >>= 1) {
		if (bit > mkey->octwords - at ||
		    mkey->sums[at + bit - 1] > offset)
			continue;
		at += bit;
		offset -= mkey->sums[at - 1];
	}
	if (at == mkey->octwords)
		return CX_MKEY_DENIED;
	return follow(mkey, at, offset, mkey->entries[2 * at] >> 32, step);
}

enum cx_mkey_result cx_mkey_translate(const struct cx_hca *hca, uint32_t key,
				      uint32_t pd, enum cx_access access,
				      uint64_t va, uint64_t len,
				      struct cx_span *ret_span)
{
	const bool write = writes(access);
	struct step step = {.key = key, .va = va, .len = len};

	for (unsigned int depth = 0; depth < DEPTH_MAX; depth++) {
		const struct cx_mkey *mkey = cx_mkey_find(hca, step.key);
		enum cx_mkey_result result;

		if (!mkey || mkey->variant != (step.key & 0xff) || mkey->free ||
		    mkey->pd != pd || !(mkey->rights >> access & 1) ||
		    !within(mkey, step.va, step.len))
			return CX_MKEY_DENIED;
		switch (mkey->mode) {
		case CX_MODE_PA:
			*ret_span = (struct cx_span){step.va, step.len, mkey};
			return CX_MKEY_OK;
		case CX_MODE_MTT:
			return in_pages(mkey, write, &step, ret_span);
		case CX_MODE_KLM:
			result = in_pieces(mkey, &step);
			break;
		default:
			result = in_equal_pieces(mkey, &step);
			break;
		}
		if (result != CX_MKEY_OK)
			return result;
		access = write ? CX_LOCAL_WRITE : CX_LOCAL_READ;
	}
	return CX_MKEY_DENIED;
}
