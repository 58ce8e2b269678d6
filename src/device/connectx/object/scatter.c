// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/object/scatter.h"

#include <errno.h>

#include "device/connectx/hca.h"
#include "device/connectx/layout.h"
#include "device/connectx/object/hint.h"

#define UNIT	      16u	 /* of a WQE */
#define LENGTH_0      (1u << 31) /* value of a length of 0 */
#define KEY_TERMINATE 0x100u	 /* MLX5_TERMINATE_SCATTER_LIST_LKEY */
#define INLINE_MASK   0x3ffu	 /* MLX5_WQE_INLINE_SEG_BYTE_COUNT_MASK */

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

int cx_scatter_parse(const uint8_t *wqe, uint32_t len, bool receive,
		     struct cx_scatter *list, uint64_t *ret_length)
{
	uint64_t length = 0;
	uint32_t at = 0, n = 0;

	while (at < len) {
		struct cx_segment *segment = &list->segments[n];
		const uint8_t *p = wqe + at;
		uint32_t count = cx_get(p, CX_DATA_COUNT);

		if (cx_get(p, CX_DATA_INLINE)) {
			count &= INLINE_MASK;
			if (receive || 4 + count > len - at)
				return -EINVAL;
			segment->data = p + 4;
			at += (4 + count + UNIT - 1) / UNIT * UNIT;
			if (!count)
				continue;
		} else {
			segment->data = NULL;
			segment->key = cx_get(p, CX_DATA_KEY);
			segment->addr = cx_get(p, CX_DATA_ADDR);
			if (receive && !count && segment->key == KEY_TERMINATE)
				break;
			at += UNIT;
			if (!count)
				count = LENGTH_0;
		}
		segment->len = count;
		length += count;
		n++;
	}
	list->n = n;
	cx_scatter_rewind(list);
	*ret_length = length;
	return 0;
}

void cx_scatter_rewind(struct cx_scatter *list)
{
	list->at = 0;
	list->offset = 0;
}

void cx_scatter_skip(struct cx_scatter *list, uint64_t len)
{
	while (len) {
		const struct cx_segment *segment = &list->segments[list->at];
		uint64_t n = least(len, segment->len - list->offset);

		list->offset += n;
		len -= n;
		if (list->offset == segment->len) {
			list->at++;
			list->offset = 0;
		}
	}
}

/*
 * Find the contiguous part of the next @len bytes: @ret_data in the WQE, or
 * @ret_span. Return: 0; -EACCES; -EFAULT, with @ret_stop filled.
 */
static int piece(const struct cx_hca *hca, const struct cx_end *end,
		 uint64_t len, const uint8_t **ret_data,
		 struct cx_span *ret_span, struct cx_stop *ret_stop)
{
	const struct cx_scatter *list = end->list;
	const struct cx_segment *segment = &list->segments[list->at];
	enum cx_mkey_result result;

	len = least(len, segment->len - list->offset);
	if (segment->data) {
		*ret_data = segment->data + list->offset;
		ret_span->len = len;
		return 0;
	}
	*ret_data = NULL;
	result = cx_mkey_translate(hca, segment->key, end->pd, end->access,
				   segment->addr + list->offset, len, ret_span);
	if (result == CX_MKEY_OK)
		return 0;
	*ret_stop = (struct cx_stop){
		.key = segment->key,
		.addr = segment->addr + list->offset,
		.len = len,
	};
	return result == CX_MKEY_ABSENT ? -EFAULT : -EACCES;
}

void cx_scatter_charge(uint64_t *budget, uint64_t len)
{
	*budget -= least(len < CX_PIECE_MIN ? CX_PIECE_MIN : len, *budget);
}

int cx_scatter_check(struct cx_hca *hca, const struct cx_end *end, uint64_t len,
		     uint64_t *budget, struct cx_stop *ret_stop)
{
	struct cx_scatter list = *end->list;
	const struct cx_end copy = {&list, end->pd, end->access};
	struct cx_span span;
	const uint8_t *data;

	while (len) {
		int ret = piece(hca, &copy, len, &data, &span, ret_stop);

		if (ret)
			return ret;
		cx_scatter_skip(&list, span.len);
		len -= span.len;
		cx_scatter_charge(budget, CX_PIECE_MIN);
	}
	return 0;
}

/* Return: 0; -EIO, with @ret_at_source set */
static int move(struct cx_hca *hca, const struct cx_span *to,
		const uint8_t *data, const struct cx_span *from, uint64_t len,
		bool *ret_at_source)
{
	uint64_t n;

	for (uint64_t at = 0; at < len; at += n) {
		struct pcie_hint hint;
		const void *p = data ? data + at : NULL;

		n = least(len - at, sizeof(hca->bounce));
		if (!data && pcie_function_fetch(&hca->fn, from->addr + at,
						 hca->bounce, n, &p)) {
			*ret_at_source = true;
			return -EIO;
		}
		cx_hint(hca, to->mkey, &hint);
		if (pcie_function_write(&hca->fn, to->addr + at, p, n, &hint) <
		    0) {
			*ret_at_source = false;
			return -EIO;
		}
	}
	return 0;
}

int cx_scatter_copy(struct cx_hca *hca, const struct cx_end *to,
		    const struct cx_end *from, uint64_t len, uint64_t *budget,
		    uint64_t *ret_moved, struct cx_stop *ret_stop)
{
	struct cx_span source, sink;
	const uint8_t *data, *none;
	uint64_t moved = 0;
	int ret = 0;

	while (moved < len && *budget) {
		bool at_source = true;

		ret = piece(hca, from, least(len - moved, *budget), &data,
			    &source, ret_stop);
		if (!ret) {
			at_source = false;
			ret = piece(hca, to, source.len, &none, &sink,
				    ret_stop);
		}
		if (!ret)
			ret = move(hca, &sink, data, &source, sink.len,
				   &at_source);
		if (ret) {
			ret_stop->at_source = at_source;
			break;
		}
		cx_scatter_skip(from->list, sink.len);
		cx_scatter_skip(to->list, sink.len);
		moved += sink.len;
		cx_scatter_charge(budget, sink.len);
	}
	*ret_moved = moved;
	return ret;
}
