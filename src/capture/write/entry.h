/* SPDX-License-Identifier: BSD-3-Clause */
/* Entries of the queue between the caller of a writer and its thread */
#ifndef CAPTURE_WRITE_ENTRY_H
#define CAPTURE_WRITE_ENTRY_H

#include <string.h>

#include "capture/capture.h"

/**
 * struct entry - a run in the queue: this, its links, its header, its payload
 * @size:	bytes of all parts, a multiple of ENTRY_ALIGN
 * @at:		place of the payload
 * @count:	TLPs; 0: the bytes are not in use
 * @cut:	bytes on the wire that each packet lacks
 * @ns, @head_len, @payload_len, @nseen: as in struct capture_run
 */
struct entry {
	uint64_t ns;
	uint32_t size, at, count, head_len, payload_len, cut, nseen;
	struct capture_sighting seen[];
};

/* A line of a cache: the thread reads no line that is being written */
#define ENTRY_ALIGN 64

/* Room in front of a payload that is already in place */
#define ENTRY_FRONT 128

/* Bytes without the payload */
static inline size_t entry_front(const struct capture_run *run)
{
	return sizeof(struct entry) + run->nseen * sizeof(*run->seen) +
	       run->head_len;
}

static inline size_t entry_align(size_t size)
{
	return (size + ENTRY_ALIGN - 1) & ~(size_t)(ENTRY_ALIGN - 1);
}

/* Return: TLPs of a run that fit into @left bytes, with the payload at @at */
static inline unsigned int entry_fits(const struct capture_run *run, size_t at,
				      size_t left)
{
	if (left < at)
		return 0;
	if (run->payload_len && (left - at) / run->payload_len < run->count)
		return (left - at) / run->payload_len;
	return run->count;
}

/*
 * Write the first @count TLPs to @to, their payload at @at, where it may be
 * already. Return: bytes
 */
static inline size_t entry_put(uint8_t *to, size_t at,
			       const struct capture_run *run,
			       unsigned int count, size_t cut)
{
	const size_t len = (size_t)count * run->payload_len;
	struct entry *entry = (struct entry *)to;

	entry->ns = run->ns;
	entry->size = entry_align(at + len);
	entry->at = at;
	entry->count = count;
	entry->head_len = run->head_len;
	entry->payload_len = run->payload_len;
	entry->cut = cut;
	entry->nseen = run->nseen;
	for (unsigned int i = 0; i < run->nseen; i++)
		entry->seen[i] = run->seen[i];
	if (run->head_len)
		memcpy(entry->seen + run->nseen, run->head, run->head_len);
	if (len && run->payload != to + at)
		memcpy(to + at, run->payload, len);
	return entry->size;
}

/* Leave @len bytes after the front alone. Return: bytes */
static inline size_t entry_skip(uint8_t *to, size_t len)
{
	struct entry *entry = (struct entry *)to;

	entry->size = entry_align(ENTRY_FRONT + len);
	entry->count = 0;
	return entry->size;
}

/* Return: the run of an entry, in whose bytes it lies */
static inline struct capture_run entry_run(const struct entry *entry)
{
	return (struct capture_run){
		.ns = entry->ns,
		.seen = entry->seen,
		.nseen = entry->nseen,
		.head = entry->seen + entry->nseen,
		.head_len = entry->head_len,
		.payload = (const uint8_t *)entry + entry->at,
		.payload_len = entry->payload_len,
		.count = entry->count,
	};
}

#endif /* CAPTURE_WRITE_ENTRY_H */
