// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/uar.h"

#include <endian.h>
#include <stdlib.h>

#include "device/connectx/hca.h"
#include "device/connectx/object/cq.h"
#include "device/connectx/object/eq.h"
#include "device/connectx/transport/transport.h"
#include "device/enables.h"

/* Doorbells in a page (MLX5_CQ_DOORBELL, MLX5_EQ_DOORBELL_OFFSET and
 * MLX5_BF_OFFSET of include/linux/mlx5) */
enum {
	CQ = 0x20, /* 8 bytes */
	EQ_ARM = 0x40,
	EQ_CONSUMED = 0x48,
	SQ = 0x800,	   /* 8 bytes, the first of several */
	SQ_STRIDE = 0x100, /* each half of a BlueFlame register */
};

/* Return: offset of the 8-byte doorbell that contains @offset, or 0 */
static uint32_t long_doorbell(uint32_t offset)
{
	const uint32_t at = offset & ~7u;

	if (at == CQ || (at >= SQ && !(at % SQ_STRIDE)))
		return at;
	return 0;
}

static void ring(struct cx_hca *hca, struct cx_uar *uar, uint32_t offset,
		 uint32_t value)
{
	const uint32_t at = long_doorbell(offset);

	if (offset == EQ_ARM || offset == EQ_CONSUMED) {
		cx_eq_doorbell(hca, uar->object.id, offset == EQ_ARM, value);
	} else if (at && offset == at) {
		uar->first.next = at + 4;
		uar->first.value = value;
	} else if (at && uar->first.next == offset) {
		uar->first.next = 0;
		(at == CQ ? cx_cq_doorbell : cx_sq_doorbell)(
			hca, uar->object.id, uar->first.value, value);
	}
}

void cx_uar_write(struct cx_hca *hca, uint64_t offset, const struct tlp *tlp)
{
	for (size_t dw = 0; dw < tlp->length; dw++) {
		const uint64_t at = offset + 4 * dw;
		struct cx_uar *uar = (struct cx_uar *)cx_table_find(
			&hca->uars, at / CX_PAGE_SIZE);
		uint32_t value;

		if (!uar || enables_of_dw(tlp, dw) != ENABLES_ALL)
			continue;
		memcpy(&value, tlp->payload + 4 * dw, sizeof(value));
		ring(hca, uar, at % CX_PAGE_SIZE, be32toh(value));
	}
}

enum cx_status cx_alloc_uar(struct cx_hca *hca, struct cx_command *cmd)
{
	struct cx_uar *uar = calloc(1, sizeof(*uar));

	if (!uar || cx_table_add(&hca->uars, &uar->object)) {
		free(uar);
		return CX_NO_RESOURCES;
	}
	cx_set(cmd->out, CX_ALLOC_UAR, uar->object.id);
	return CX_OK;
}

static void destroy(struct cx_hca *hca, struct cx_object *uar)
{
	cx_table_remove(&hca->uars, uar);
	free(uar);
}

enum cx_status cx_dealloc_uar(struct cx_hca *hca, struct cx_command *cmd)
{
	struct cx_object *uar =
		cx_table_find(&hca->uars, cx_get(cmd->in, CX_DEALLOC_UAR));

	if (!uar)
		return CX_BAD_RESOURCE;
	if (uar->users)
		return CX_RESOURCE_BUSY;
	destroy(hca, uar);
	return CX_OK;
}

void cx_uars_free(struct cx_hca *hca)
{
	struct cx_object *uar;
	uint32_t id = 0;

	while ((uar = cx_table_from(&hca->uars, id))) {
		id = uar->id;
		destroy(hca, uar);
	}
	cx_table_free(&hca->uars);
}
