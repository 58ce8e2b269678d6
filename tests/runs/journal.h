/* SPDX-License-Identifier: BSD-3-Clause */
/* All that can be observed in a hierarchy, in its order */
#ifndef TESTS_RUNS_JOURNAL_H
#define TESTS_RUNS_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum entry_kind {
	ENTRY_UP,   /* TLP on a link, towards the root complex */
	ENTRY_DOWN, /* away from it */
	ENTRY_INTERRUPT,
	ENTRY_ERROR,
	ENTRY_VIOLATION,
	ENTRY_CALL,   /* of a model */
	ENTRY_RESULT, /* of a request */
	ENTRY_STATE,
	ENTRY_KINDS,
};

/* Precedes the bytes of an entry */
struct entry {
	uint32_t kind, len;
	char name[16];
};

/**
 * struct journal - entries
 * @data, @len, @room: struct entry and bytes of each
 * @count:	entries of each kind, since the journal was created
 */
struct journal {
	uint8_t *data;
	size_t len, room;
	uint64_t count[ENTRY_KINDS];
};

void journal_free(struct journal *journal);
void journal_clear(struct journal *journal);
void journal_add(struct journal *journal, enum entry_kind kind,
		 const char *name, const void *bytes, size_t len);

bool journal_same(const struct journal *a, const struct journal *b);

/* Describe the first entry that differs, of each journal: @size bytes at @text */
void journal_describe(const struct journal *a, const struct journal *b,
		      char *text, size_t size);

#endif /* TESTS_RUNS_JOURNAL_H */
