// SPDX-License-Identifier: BSD-3-Clause
/*
 * The ingress block: looks up a write's tag and applies its operation.
 */
#include "device/accel/core.h"
#include "device/accel/ops.h"
#include "device/enables.h"

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

/**
 * struct lookup - entry of a tag, for all writes of a run
 * @entry:	entry that applies
 * @kind:	their counter
 * @tag:	counters of the tag; NULL: no tag
 */
struct lookup {
	uint32_t entry;
	enum accel_counter kind;
	struct accel_tag_count *tag;
};

static struct lookup look_up(const struct accel *accel, const struct tlp *tlp)
{
	unsigned int tag;

	/* INGRESS cannot be set in a function that is not a TPH completer */
	if (!tlp->th || !(accel->ctrl & ACCEL_CTRL_INGRESS))
		return (struct lookup){ENTRY_STORE, ACCEL_COUNT_UNTAGGED, NULL};
	/* Only completers of both widths use ST[15:8] */
	tag = accel_tag_index(tlp->st_ext && accel->tph_ext, tlp->st);
	if (!(accel->table[tag] & ACCEL_ENTRY_VALID))
		return (struct lookup){ENTRY_STORE, ACCEL_COUNT_UNKNOWN,
				       &accel->tags[tag]};
	return (struct lookup){accel->table[tag], ACCEL_COUNT_TAGGED,
			       &accel->tags[tag]};
}

/**
 * struct landing - destination of a write and those of its run that go with it
 * @op:		operation
 * @dst:	offset in memory
 * @n:		number of writes
 * @bytes:	payload of all
 */
struct landing {
	const struct accel_op_info *op;
	uint64_t dst, n, bytes;
};

/* Find the destination of a write of @len bytes, and reduce @to->n writes to
 * those within the same partitions. Return: 0 or the event of its fault. */
static uint32_t resolve(const struct accel *accel, uint32_t entry,
			uint64_t offset, uint64_t len, struct landing *to)
{
	uint64_t size = 1ull << accel->shift, inside = offset & (size - 1);
	uint32_t number = entry & ACCEL_ENTRY_OP;
	uint64_t partition;

	if (number >= ACCEL_OP_MAX)
		return ACCEL_EVENT_ENTRY;
	to->op = &accel_ops[number];
	to->dst = offset;
	if (entry & ACCEL_ENTRY_MOVE) {
		partition = (entry & ACCEL_ENTRY_PARTITION) >> 8;
		if (partition >= accel->partitions)
			return ACCEL_EVENT_ENTRY;
		to->dst = (partition << accel->shift) +
			  accel_op_scale(to->op, inside);
		if (to->op->grow > ACCEL_OP_SAME)
			size /= 2;
	} else if (accel_op_resizes(to->op)) {
		return ACCEL_EVENT_ENTRY;
	}
	if (offset >= accel->size)
		return ACCEL_EVENT_RANGE;
	/* Address and destination must each be within one partition */
	to->bytes = to->n * len;
	if (inside + to->bytes > size) {
		if (inside + len > size)
			return ACCEL_EVENT_RANGE;
		to->n = (size - inside) / len;
		to->bytes = to->n * len;
	}
	return 0;
}

/* Return: true if payloads lie in their destination, where a write may change
 * the data of the next */
static bool overlaps(const struct accel *accel, const struct landing *to,
		     const uint8_t *payload)
{
	uintptr_t src = (uintptr_t)payload;
	uintptr_t dst = (uintptr_t)(accel->mem + to->dst);

	return src < dst + accel_op_scale(to->op, to->bytes) &&
	       dst < src + to->bytes;
}

/* Count @n writes with payloads of @bytes in all by their tag. */
static void count(struct accel *accel, const struct lookup *found, uint64_t n,
		  uint64_t bytes)
{
	accel->count[found->kind] += n;
	accel->count[ACCEL_COUNT_LINK_BYTES] += bytes;
	if (found->tag) {
		found->tag->writes += n;
		found->tag->bytes += bytes;
	}
}

/* Count writes that landed; @each bytes of a payload took part. */
static inline void count_landed(struct accel *accel, const struct landing *to,
				uint64_t each)
{
	const struct accel_op_info *op = to->op;
	uint64_t *part = accel->part[to->dst >> accel->shift];
	uint64_t scaled = accel_op_scale(op, each);

	if (!op->writes)
		return;
	part[ACCEL_PART_COUNT_WRITES] += to->n;
	part[ACCEL_PART_COUNT_BYTES] += to->n * each;
	if (op->reads || accel_op_resizes(op))
		part[ACCEL_PART_COUNT_ELEMENTS] += to->n * each >> op->log2;
	accel_cost(accel, to->n, op->reads ? scaled : 0, scaled);
}

/* Rare, so apart from the way of most writes */
static __attribute__((cold)) void drop(struct accel *accel, uint32_t event,
				       uint64_t offset, const struct tlp *tlp)
{
	accel->count[ACCEL_COUNT_DROPPED]++;
	if (offset < accel->size)
		accel->part[offset >> accel->shift][ACCEL_PART_COUNT_ERRORS]++;
	error_event(accel, event, offset, tlp);
}

/* Apply a write without some bytes. Return: payload bytes that took part */
static __attribute__((cold)) uint64_t
apply_partial(struct accel *accel, const struct accel_op_info *op, uint64_t dst,
	      uint64_t offset, const struct tlp *tlp)
{
	unsigned int partial;
	size_t bytes = accel_op_apply(op, accel->mem + dst, tlp, &partial);

	if (partial) {
		accel->count[ACCEL_COUNT_PARTIAL] += partial;
		error_event(accel, ACCEL_EVENT_PARTIAL, offset, tlp);
	}
	return bytes;
}

static bool all_enabled(const struct tlp *tlp)
{
	return tlp->first_be == ENABLES_ALL &&
	       (tlp->length == 1 || tlp->last_be == ENABLES_ALL);
}

unsigned int accel_ingress_run(struct accel *accel, uint64_t offset,
			       const struct tlp *tlp, unsigned int n)
{
	const struct lookup found = look_up(accel, tlp);
	const uint64_t len = tlp->length * 4u;
	struct landing to = {.n = n};
	uint32_t wrong =
		tlp->ep ? ACCEL_EVENT_POISON
			: resolve(accel, found.entry, offset, len, &to);

	if (wrong) {
		count(accel, &found, 1, len);
		drop(accel, wrong, offset, tlp);
		return 1;
	}
	if (to.n > 1 &&
	    (!all_enabled(tlp) || overlaps(accel, &to, tlp->payload))) {
		to.n = 1;
		to.bytes = len;
	}
	count(accel, &found, to.n, to.bytes);
	if (all_enabled(tlp)) {
		count_landed(accel, &to, len);
		to.op->apply(accel->mem + to.dst, tlp->payload, to.bytes);
	} else {
		count_landed(accel, &to,
			     apply_partial(accel, to.op, to.dst, offset, tlp));
	}
	return (unsigned int)to.n;
}
