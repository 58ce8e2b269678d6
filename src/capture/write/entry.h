/* SPDX-License-Identifier: BSD-3-Clause */
/* Entries of the queue between the caller of a writer and its thread */
#ifndef CAPTURE_WRITE_ENTRY_H
#define CAPTURE_WRITE_ENTRY_H

#include <string.h>

#include "capture/capture.h"

/**
 * struct entry - a run in the queue: this, its links, its header, its payload
 * @size:	bytes of all parts, a multiple of ENTRY_ALIGN
 * @cut:	bytes on the wire that each packet lacks
 * @ns, @count, @head_len, @payload_len, @nseen: as in struct capture_run
 */
struct entry {
	uint64_t ns;
	uint32_t size, count, head_len, payload_len, cut, nseen;
	struct capture_sighting seen[];
};

#define ENTRY_ALIGN 8

/* Bytes without the payload */
static inline size_t entry_front(const struct capture_run *run)
{
	return sizeof(struct entry) + run->nseen * sizeof(*run->seen) +
	       run->head_len;
}

/* Return: bytes of the first @count TLPs */
static inline size_t entry_size(const struct capture_run *run, size_t count)
{
	const size_t size = entry_front(run) + count * run->payload_len;

	return (size + ENTRY_ALIGN - 1) & ~(size_t)(ENTRY_ALIGN - 1);
}

/* Return: TLPs of a run that fit into @left bytes */
static inline unsigned int entry_fits(const struct capture_run *run,
				      size_t left)
{
	const size_t front = entry_front(run);

	left &= ~(size_t)(ENTRY_ALIGN - 1);
	if (left < front)
		return 0;
	if (run->payload_len && (left - front) / run->payload_len < run->count)
		return (left - front) / run->payload_len;
	return run->count;
}

/* Write the first @count TLPs to @to. Return: bytes */
static inline size_t entry_put(void *to, const struct capture_run *run,
			       unsigned int count, size_t cut)
{
	struct entry *entry = to;
	const size_t seen_len = run->nseen * sizeof(*run->seen);
	uint8_t *p = (uint8_t *)entry->seen + seen_len;

	entry->ns = run->ns;
	entry->size = entry_size(run, count);
	entry->count = count;
	entry->head_len = run->head_len;
	entry->payload_len = run->payload_len;
	entry->cut = cut;
	entry->nseen = run->nseen;
	for (unsigned int i = 0; i < run->nseen; i++)
		entry->seen[i] = run->seen[i];
	if (run->head_len)
		memcpy(p, run->head, run->head_len);
	if (run->payload_len)
		memcpy(p + run->head_len, run->payload,
		       count * run->payload_len);
	return entry->size;
}

/* Return: the run of an entry, in whose bytes it lies */
static inline struct capture_run entry_run(const struct entry *entry)
{
	const uint8_t *head = (const uint8_t *)(entry->seen + entry->nseen);

	return (struct capture_run){
		.ns = entry->ns,
		.seen = entry->seen,
		.nseen = entry->nseen,
		.head = head,
		.head_len = entry->head_len,
		.payload = head + entry->head_len,
		.payload_len = entry->payload_len,
		.count = entry->count,
	};
}

#endif /* CAPTURE_WRITE_ENTRY_H */
