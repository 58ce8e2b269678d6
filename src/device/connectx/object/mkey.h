/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory keys: translation of key and address to bus addresses, and rights */
#ifndef DEVICE_CONNECTX_OBJECT_MKEY_H
#define DEVICE_CONNECTX_OBJECT_MKEY_H

#include <stdbool.h>
#include <stdint.h>

#include "device/connectx/command.h"
#include "device/connectx/object/object.h"

struct cx_hca;

#define CX_MKC_SIZE 64 /* bytes of a memory key context */

/* Keys below this number are reserved: 0x100 ends a scatter list
 * (MLX5_TERMINATE_SCATTER_LIST_LKEY). */
#define CX_MKEY_FIRST 2u
#define CX_OCTWORD    16u /* bytes; unit of translation lists */

/* access_mode_4_2 and access_mode_1_0 of the context as one number */
enum cx_mkey_mode {
	CX_MODE_PA = 0,	 /* addresses are bus addresses */
	CX_MODE_MTT = 1, /* pages */
	CX_MODE_KLM = 2, /* pieces of any length of other keys */
	CX_MODE_KSM = 3, /* pieces of one length of other keys */
};

/* Bits of an MTT below the address (MLX5_IB_MTT_*): allowed accesses */
#define CX_MTT_READ  1u
#define CX_MTT_WRITE 2u

/* Kinds of accesses to check; remote ones come from the wire */
enum cx_access {
	CX_LOCAL_READ,
	CX_LOCAL_WRITE,
	CX_REMOTE_READ,
	CX_REMOTE_WRITE,
	CX_REMOTE_ATOMIC,
};

/**
 * struct cx_mkey - memory key
 * @object:	number, the upper 24 bits of the key
 * @context:	memory key context as set by commands and UMRs
 * @variant:	lower 8 bits of the key
 * @free:	no access, and UMRs may check for it
 * @umr_en:	UMRs may change it
 * @all:	from address 0 to the end (length64)
 * @rights:	bit @access of enum cx_access
 * @mode:	kind of its entries
 * @shift:	log2 of the bytes of a page or of a KSM's piece
 * @pd, @start, @len: as in the context
 * @tph_en, @tph_ph, @tph_index: hints for writes; only CREATE_MKEY sets them
 * @octwords:	translation list, in units of 16 bytes; a multiple of 4, because
 *		UMRs fill whole units of 64 bytes (MLX5_UMR_FLEX_ALIGNMENT)
 * @entries:	the list in host byte order: MTTs of one element (address and
 *		present bits), KLMs and KSMs of two (count << 32 | key, address)
 * @sums:	for KLMs: a binary indexed tree of their bytes. @sums[i - 1] is
 *		the sum of the last (i & -i) of the first i entries, so that
 *		both a search and a change take as many steps as @octwords has
 *		bits
 */
struct cx_mkey {
	struct cx_object object;
	uint8_t context[CX_MKC_SIZE];
	uint8_t variant;
	bool free, umr_en, all;
	uint8_t rights;
	enum cx_mkey_mode mode;
	unsigned int shift;
	uint32_t pd;
	uint64_t start, len;
	bool tph_en;
	uint8_t tph_ph, tph_index;
	uint32_t octwords;
	uint64_t *entries;
	uint64_t *sums;
};

enum cx_mkey_result {
	CX_MKEY_OK,
	CX_MKEY_DENIED, /* protection: key, variant, PD, right, range */
	CX_MKEY_ABSENT, /* the page is not present: page fault */
};

/**
 * struct cx_span - contiguous piece of memory
 * @addr:	bus address
 * @len:	bytes
 * @mkey:	key whose hints a write carries: the last one of a chain
 */
struct cx_span {
	uint64_t addr, len;
	const struct cx_mkey *mkey;
};

/**
 * cx_mkey_translate() - translate the first piece of a range of a key
 * @hca:	device
 * @key:	key: number << 8 | variant
 * @pd:		protection domain of the queue pair
 * @access:	kind of access
 * @va:		address
 * @len:	bytes of the range, not 0; key, domain, right and bounds
 *		are checked for the whole range
 * @ret_span:	the largest contiguous piece that begins at @va
 *
 * Indirect keys are followed: their own rights were checked, so the keys they
 * name are checked for local access, as drivers build them
 * (mlx5_ib_sg_to_klms() puts local keys into lists of remote keys).
 *
 * Return: CX_MKEY_OK; CX_MKEY_DENIED the key does not exist, is free or of
 * another domain, lacks the right, does not contain the range, or indirect keys
 * are nested too deep; CX_MKEY_ABSENT the first page is not present.
 */
enum cx_mkey_result cx_mkey_translate(const struct cx_hca *hca, uint32_t key,
				      uint32_t pd, enum cx_access access,
				      uint64_t va, uint64_t len,
				      struct cx_span *ret_span);

/* Return: the key with the number in @key and any variant, or NULL. */
struct cx_mkey *cx_mkey_find(const struct cx_hca *hca, uint32_t key);

/**
 * cx_mkey_set() - replace the context of a key
 * @hca:	device
 * @mkey:	memory key
 * @context:	the new context
 *
 * Return: CX_OK; CX_BAD_RESOURCE the protection domain does not exist;
 * CX_BAD_PARAM unsupported mode, or page size out of range. Nothing is changed
 * on failure.
 */
enum cx_status cx_mkey_set(struct cx_hca *hca, struct cx_mkey *mkey,
			   const uint8_t context[CX_MKC_SIZE]);

/**
 * cx_mkey_load() - replace a part of a translation list
 * @mkey:	memory key
 * @octword:	first unit of 16 bytes
 * @list:	MTTs, KLMs or KSMs in the driver's format
 * @octwords:	number of units
 *
 * Return: 0; -ERANGE the part exceeds the list.
 */
int cx_mkey_load(struct cx_mkey *mkey, uint64_t octword, const void *list,
		 uint32_t octwords);

cx_handler cx_create_mkey, cx_destroy_mkey, cx_query_mkey;

/* Reset of the device: free all keys */
void cx_mkeys_free(struct cx_hca *hca);

#endif /* DEVICE_CONNECTX_OBJECT_MKEY_H */
