// SPDX-License-Identifier: BSD-3-Clause
/*
 * The ingress block: looks up a write's tag and applies its operation.
 */
#include "device/accel/core.h"
#include "device/accel/ops.h"

#define ERROR_EVENTS                                                   \
	(ACCEL_EVENT_ENTRY | ACCEL_EVENT_RANGE | ACCEL_EVENT_PARTIAL | \
	 ACCEL_EVENT_POISON)
#define ENTRY_STORE ACCEL_OP_STORE /* no MOVE: at the write's address */

/* Raise an error event; the first one since the last clear is kept. */
static void error_event(struct accel *accel, uint32_t bit, uint64_t offset,
			const struct tlp *tlp)
{
	if (!(accel->event.status & ERROR_EVENTS)) {
		accel->event_addr = offset;
		accel->event_st = 0;
		if (tlp->th)
			accel->event_st =
				tlp->st | ACCEL_EVENT_ST_TH |
				(tlp->st_ext ? ACCEL_EVENT_ST_EXT : 0);
	}
	accel_event(accel, bit);
}

/* Count a write by its tag. Return: the entry that applies to it. */
static uint32_t classify(struct accel *accel, const struct tlp *tlp)
{
	unsigned int tag;

	/* INGRESS cannot be set in a function that is not a TPH completer */
	if (!tlp->th || !(accel->ctrl & ACCEL_CTRL_INGRESS)) {
		accel->count[ACCEL_COUNT_UNTAGGED]++;
		return ENTRY_STORE;
	}
	/* Only completers of both widths use ST[15:8] */
	tag = accel_tag_index(tlp->st_ext && accel->tph_ext, tlp->st);
	accel->tags[tag].writes++;
	accel->tags[tag].bytes += tlp->length * 4u;
	if (!(accel->table[tag] & ACCEL_ENTRY_VALID)) {
		accel->count[ACCEL_COUNT_UNKNOWN]++;
		return ENTRY_STORE;
	}
	accel->count[ACCEL_COUNT_TAGGED]++;
	return accel->table[tag];
}

/* Find the destination of a write. Return: 0 or the event of its fault. */
static uint32_t resolve(const struct accel *accel, uint32_t entry,
			uint64_t offset, uint64_t len,
			const struct accel_op_info **ret_op, uint64_t *ret_dst)
{
	uint32_t number = entry & ACCEL_ENTRY_OP;
	uint64_t size = 1ull << accel->shift, inside = offset & (size - 1);
	uint64_t partition = (entry & ACCEL_ENTRY_PARTITION) >> 8;
	const struct accel_op_info *op;

	if (number >= ACCEL_OP_MAX)
		return ACCEL_EVENT_ENTRY;
	op = &accel_ops[number];
	if (!(entry & ACCEL_ENTRY_MOVE)) {
		if (accel_op_resizes(op))
			return ACCEL_EVENT_ENTRY;
		partition = offset >> accel->shift;
	} else if (partition >= accel->partitions) {
		return ACCEL_EVENT_ENTRY;
	}
	/* Address and destination must each be within one partition */
	if (offset >= accel->size || inside + len > size)
		return ACCEL_EVENT_RANGE;
	inside = accel_op_scale(op, inside);
	if (inside + accel_op_scale(op, len) > size)
		return ACCEL_EVENT_RANGE;
	*ret_op = op;
	*ret_dst = (partition << accel->shift) + inside;
	return 0;
}

static void land(struct accel *accel, const struct accel_op_info *op,
		 uint64_t dst, uint64_t offset, const struct tlp *tlp)
{
	uint64_t *part = accel->part[dst >> accel->shift];
	unsigned int partial;
	size_t bytes = accel_op_apply(op, accel->mem + dst, tlp, &partial);
	uint64_t scaled = accel_op_scale(op, bytes);

	if (partial) {
		accel->count[ACCEL_COUNT_PARTIAL] += partial;
		error_event(accel, ACCEL_EVENT_PARTIAL, offset, tlp);
	}
	if (!op->writes)
		return;
	part[ACCEL_PART_COUNT_WRITES]++;
	part[ACCEL_PART_COUNT_BYTES] += bytes;
	if (op->reads || accel_op_resizes(op))
		part[ACCEL_PART_COUNT_ELEMENTS] += bytes >> op->log2;
	accel_cost(accel, op->reads ? scaled : 0, scaled);
}

void accel_ingress(struct accel *accel, uint64_t offset, const struct tlp *tlp)
{
	uint32_t entry = classify(accel, tlp), wrong;
	uint64_t len = tlp->length * 4u, dst;
	const struct accel_op_info *op;

	accel->count[ACCEL_COUNT_LINK_BYTES] += len;
	wrong = tlp->ep ? ACCEL_EVENT_POISON
			: resolve(accel, entry, offset, len, &op, &dst);
	if (wrong) {
		accel->count[ACCEL_COUNT_DROPPED]++;
		if (offset < accel->size)
			accel->part[offset >> accel->shift]
				   [ACCEL_PART_COUNT_ERRORS]++;
		error_event(accel, wrong, offset, tlp);
		return;
	}
	land(accel, op, dst, offset, tlp);
}
