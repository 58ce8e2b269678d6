/* SPDX-License-Identifier: BSD-3-Clause */
/* Entries of the queue between the caller of a writer and its thread. One of no TLPs
 * is a note, in place of its header, or, without a link, bytes that are not in use. */
#ifndef CAPTURE_WRITE_ENTRY_H
#define CAPTURE_WRITE_ENTRY_H

#include <string.h>

#include "capture/capture.h"

/* In @cut: the header was rebuilt. Fewer bytes than this are lacking. */
#define ENTRY_REBUILT 0x80000000u

/* A line of a cache: the thread reads no line that is being written */
#define ENTRY_ALIGN 64

/* Bytes without the payload */
static inline size_t entry_front(const struct capture_run *run)
{
	return capture_front(run->nseen, run->head_len);
}

static inline size_t entry_align(size_t size)
{
	return (size + ENTRY_ALIGN - 1) & ~(size_t)(ENTRY_ALIGN - 1);
}

/* Return: TLPs of a run that fit into @left bytes */
static inline unsigned int entry_fits(const struct capture_run *run,
				      size_t left)
{
	const size_t front = entry_front(run);

	if (left < front)
		return 0;
	if (run->count * run->payload_len <= left - front)
		return run->count;
	return (left - front) / run->payload_len;
}

/*
 * Write the first @count TLPs to @to, their payload at @at, where it may be
 * already. Return: bytes
 */
static inline size_t entry_put(uint8_t *to, size_t at,
			       const struct capture_run *run,
			       unsigned int count, size_t cut)
{
	const unsigned int nseen = run->nseen;
	const struct capture_sighting *seen = run->seen;
	const size_t len = count * run->payload_len;
	struct capture_entry *entry = (struct capture_entry *)to;

	entry->ns = run->ns;
	entry->size = entry_align(at + len);
	entry->at = at;
	entry->count = count;
	entry->payload_len = run->payload_len;
	entry->cut = run->rebuilt ? cut | ENTRY_REBUILT : cut;
	entry->nseen = nseen;
	for (unsigned int i = 0; i < nseen; i++)
		entry->seen[i] = capture_seen(seen[i].interface, seen[i].dir);
	capture_set_head(entry, run->head, run->head_len);
	if (len && run->payload != to + at)
		memcpy(to + at, run->payload, len);
	return entry_align(at + len);
}

/* Leave @len bytes at @at alone. Return: bytes */
static inline size_t entry_skip(uint8_t *to, size_t at, size_t len)
{
	struct capture_entry *entry = (struct capture_entry *)to;

	entry->size = entry_align(at + len);
	entry->count = 0;
	entry->nseen = 0;
	return entry->size;
}

/* Return: the run of an entry, in whose bytes it lies; @seen: room for its links */
static inline struct capture_run
entry_run(const struct capture_entry *entry,
	  struct capture_sighting seen[CAPTURE_SIGHTINGS_MAX])
{
	for (unsigned int i = 0; i < entry->nseen; i++)
		seen[i] = (struct capture_sighting){entry->seen[i] / 4,
						    entry->seen[i] % 4};
	return (struct capture_run){
		.ns = entry->ns,
		.seen = seen,
		.nseen = entry->nseen,
		.head = entry->seen + entry->nseen,
		.head_len = entry->head_len,
		.payload = (const uint8_t *)entry + entry->at,
		.payload_len = entry->payload_len,
		.count = entry->count,
		.rebuilt = entry->cut & ENTRY_REBUILT,
	};
}

#endif /* CAPTURE_WRITE_ENTRY_H */
