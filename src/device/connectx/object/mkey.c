// SPDX-License-Identifier: BSD-3-Clause
/* Commands of memory keys (drivers/infiniband/hw/mlx5/mr.c) */
#include "device/connectx/object/mkey.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/connectx/hca.h"
#include "device/connectx/object/memory.h"

#define CONTEXT_AT     0x10  /* of CREATE_MKEY and of QUERY_MKEY's answer */
#define LIST_AT	       0x110 /* of both */
#define LIST_ALIGN     4u    /* octwords: UMRs fill units of 64 bytes */
#define PAGE_SHIFT_MIN 12u   /* log_pg_sz */
/* Number of octwords in the answer to QUERY_MKEY */
#define QUERY_OCTWORDS 2u

struct cx_mkey *cx_mkey_find(const struct cx_hca *hca, uint32_t key)
{
	return (struct cx_mkey *)cx_table_find(&hca->mkeys, key >> 8);
}

static unsigned int mode_of(const uint8_t *context)
{
	return cx_get(context, CX_MKC_MODE_HIGH) << 2 |
	       cx_get(context, CX_MKC_MODE_LOW);
}

static uint8_t rights_of(const uint8_t *context)
{
	return cx_get(context, CX_MKC_LR) << CX_LOCAL_READ |
	       cx_get(context, CX_MKC_LW) << CX_LOCAL_WRITE |
	       cx_get(context, CX_MKC_RR) << CX_REMOTE_READ |
	       cx_get(context, CX_MKC_RW) << CX_REMOTE_WRITE |
	       cx_get(context, CX_MKC_A) << CX_REMOTE_ATOMIC;
}

static void name_pd(struct cx_hca *hca, struct cx_mkey *mkey,
		    struct cx_object *pd)
{
	struct cx_object *old = cx_table_find(&hca->pds, mkey->pd);

	if (old)
		old->users--;
	if (pd)
		pd->users++;
	mkey->pd = pd ? pd->id : 0;
}

enum cx_status cx_mkey_set(struct cx_hca *hca, struct cx_mkey *mkey,
			   const uint8_t context[CX_MKC_SIZE])
{
	const unsigned int mode = mode_of(context);
	const unsigned int shift = cx_get(context, CX_MKC_LOG_PAGE_SIZE);
	struct cx_object *pd =
		cx_table_find(&hca->pds, cx_get(context, CX_MKC_PD));

	if (mode > CX_MODE_KSM || cx_get(context, CX_MKC_BSF_EN) ||
	    cx_get(context, CX_MKC_RO_WRITE) ||
	    cx_get(context, CX_MKC_RO_READ) ||
	    (mode == CX_MODE_MTT && shift < PAGE_SHIFT_MIN))
		return CX_BAD_PARAM;
	if (!pd)
		return CX_BAD_RESOURCE;
	name_pd(hca, mkey, pd);
	memcpy(mkey->context, context, CX_MKC_SIZE);
	mkey->mode = mode;
	mkey->shift = shift;
	mkey->variant = cx_get(context, CX_MKC_VARIANT);
	mkey->free = cx_get(context, CX_MKC_FREE);
	mkey->umr_en = cx_get(context, CX_MKC_UMR_EN);
	mkey->all = cx_get(context, CX_MKC_LENGTH64);
	mkey->rights = rights_of(context);
	mkey->start = cx_get(context, CX_MKC_START);
	mkey->len = cx_get(context, CX_MKC_LEN);
	mkey->tph_en = cx_get(context, CX_MKC_TPH_EN);
	mkey->tph_ph = cx_get(context, CX_MKC_TPH_PH);
	mkey->tph_index = cx_get(context, CX_MKC_TPH_INDEX);
	return CX_OK;
}

/* Add @more bytes to entry @at, modulo 2^64. */
static void add(struct cx_mkey *mkey, uint64_t at, uint64_t more)
{
	for (uint64_t i = at + 1; more && i <= mkey->octwords; i += i & -i)
		mkey->sums[i - 1] += more;
}

int cx_mkey_load(struct cx_mkey *mkey, uint64_t octword, const void *list,
		 uint32_t octwords)
{
	const uint8_t *from = list;

	if (octword > mkey->octwords || octwords > mkey->octwords - octword)
		return -ERANGE;
	for (uint64_t i = 0; i < 2ull * octwords; i++) {
		uint64_t *entry = &mkey->entries[2 * octword + i];
		const uint64_t value = cx_get(from + 8 * i, CX_MTT);

		if (mkey->sums && i % 2 == 0)
			add(mkey, octword + i / 2,
			    (value >> 32) - (*entry >> 32));
		*entry = value;
	}
	return 0;
}

/* Copy the command's list into one that is large enough for UMRs */
static enum cx_status take_list(struct cx_hca *hca, struct cx_mkey *mkey,
				const struct cx_command *cmd)
{
	const uint32_t octwords = cx_get(mkey->context, CX_MKC_OCTWORDS);
	const uint32_t given = cx_get(cmd->in, CX_CREATE_MKEY_OCTWORDS);
	const uint64_t size =
		((uint64_t)octwords + LIST_ALIGN - 1) / LIST_ALIGN * LIST_ALIGN;

	if (mkey->mode == CX_MODE_PA)
		return CX_OK;
	if (mkey->mode != CX_MODE_MTT &&
	    octwords > 1u << cx_caps_get(hca, CX_CAPS_GENERAL,
					 CX_CAP_LOG_MAX_KLM_LIST_SIZE))
		return CX_LIMIT;
	if (given > octwords)
		return CX_BAD_PARAM;
	if ((cmd->in_len - LIST_AT) / CX_OCTWORD < given)
		return CX_BAD_IN_LEN;
	if (!size)
		return CX_OK;
	mkey->entries = cx_memory_get(hca, size, CX_OCTWORD);
	if (!mkey->entries)
		return CX_NO_RESOURCES;
	mkey->octwords = size;
	if (mkey->mode == CX_MODE_KLM) {
		mkey->sums = cx_memory_get(hca, size, sizeof(uint64_t));
		if (!mkey->sums)
			return CX_NO_RESOURCES;
	}
	cx_mkey_load(mkey, 0, cmd->in + LIST_AT, given);
	/*
	 * Without pg_access there are no present bits: all pages are present.
	 */
	if (mkey->mode == CX_MODE_MTT &&
	    !cx_get(cmd->in, CX_CREATE_MKEY_PG_ACCESS))
		for (uint32_t i = 0; i < 2 * given; i++)
			mkey->entries[i] |= CX_MTT_READ | CX_MTT_WRITE;
	return CX_OK;
}

static void release(struct cx_hca *hca, struct cx_mkey *mkey)
{
	name_pd(hca, mkey, NULL);
	cx_memory_put(hca, mkey->entries, mkey->octwords, CX_OCTWORD);
	cx_memory_put(hca, mkey->sums, mkey->octwords, sizeof(uint64_t));
	free(mkey);
}

enum cx_status cx_create_mkey(struct cx_hca *hca, struct cx_command *cmd)
{
	enum cx_status status;
	struct cx_mkey *mkey;

	if (cx_get(cmd->in, CX_CREATE_MKEY_UMEM) ||
	    cx_get(cmd->in, CX_CREATE_MKEY_DIRECT))
		return CX_BAD_PARAM;
	mkey = calloc(1, sizeof(*mkey));
	if (!mkey)
		return CX_NO_RESOURCES;
	status = cx_mkey_set(hca, mkey, cmd->in + CONTEXT_AT);
	if (status == CX_OK)
		status = take_list(hca, mkey, cmd);
	if (status == CX_OK && cx_table_add(&hca->mkeys, &mkey->object))
		status = CX_NO_RESOURCES;
	if (status != CX_OK) {
		release(hca, mkey);
		return status;
	}
	cx_set(cmd->out, CX_CREATE_MKEY_INDEX, mkey->object.id);
	return CX_OK;
}

enum cx_status cx_destroy_mkey(struct cx_hca *hca, struct cx_command *cmd)
{
	const uint32_t index = cx_get(cmd->in, CX_DESTROY_MKEY_INDEX);
	struct cx_object *object = cx_table_find(&hca->mkeys, index);

	if (!object)
		return CX_BAD_RESOURCE;
	cx_table_remove(&hca->mkeys, object);
	release(hca, (struct cx_mkey *)object);
	return CX_OK;
}

enum cx_status cx_query_mkey(struct cx_hca *hca, struct cx_command *cmd)
{
	const uint32_t index = cx_get(cmd->in, CX_QUERY_MKEY_INDEX);
	const struct cx_mkey *mkey =
		(struct cx_mkey *)cx_table_find(&hca->mkeys, index);

	if (!mkey)
		return CX_BAD_RESOURCE;
	memcpy(cmd->out + CONTEXT_AT, mkey->context, CX_MKC_SIZE);
	for (uint32_t i = 0; i < 2 * QUERY_OCTWORDS && i < 2 * mkey->octwords &&
			     LIST_AT + 8 * (i + 1) <= cmd->out_len;
	     i++)
		cx_set(cmd->out + LIST_AT + (size_t)8 * i, CX_MTT,
		       mkey->entries[i]);
	return CX_OK;
}

void cx_mkeys_free(struct cx_hca *hca)
{
	struct cx_object *object;
	uint32_t id = 0;

	while ((object = cx_table_from(&hca->mkeys, id))) {
		id = object->id;
		cx_table_remove(&hca->mkeys, object);
		release(hca, (struct cx_mkey *)object);
	}
	cx_table_free(&hca->mkeys);
}
