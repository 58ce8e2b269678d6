// SPDX-License-Identifier: BSD-3-Clause
#include "tests/runs/journal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[ENTRY_KINDS] = {
	[ENTRY_UP] = "up",
	[ENTRY_DOWN] = "down",
	[ENTRY_INTERRUPT] = "interrupt",
	[ENTRY_ERROR] = "error",
	[ENTRY_VIOLATION] = "violation",
	[ENTRY_CALL] = "call",
	[ENTRY_RESULT] = "result",
	[ENTRY_STATE] = "state",
};

void journal_free(struct journal *journal)
{
	free(journal->data);
	journal->data = NULL;
}

void journal_clear(struct journal *journal)
{
	journal->len = 0;
}

void journal_add(struct journal *journal, enum entry_kind kind,
		 const char *name, const void *bytes, size_t len)
{
	const size_t need = journal->len + sizeof(struct entry) + len;
	struct entry entry = {.kind = kind, .len = (uint32_t)len};

	if (need > journal->room) {
		journal->room = 2 * need;
		journal->data = realloc(journal->data, journal->room);
		if (!journal->data)
			abort();
	}
	memcpy(entry.name, name, strnlen(name, sizeof(entry.name) - 1));
	memcpy(journal->data + journal->len, &entry, sizeof(entry));
	if (len)
		memcpy(journal->data + journal->len + sizeof(entry), bytes,
		       len);
	journal->len = need;
	journal->count[kind]++;
}

bool journal_same(const struct journal *a, const struct journal *b)
{
	return a->len == b->len &&
	       (!a->len || !memcmp(a->data, b->data, a->len));
}

/* Return: bytes of the entry at @at, 0 at the end */
static size_t read_entry(const struct journal *journal, size_t at,
			 struct entry *entry)
{
	if (at >= journal->len)
		return 0;
	memcpy(entry, journal->data + at, sizeof(*entry));
	return sizeof(*entry) + entry->len;
}

struct text {
	char *at;
	size_t left;
};

static __attribute__((format(printf, 2, 3))) void say(struct text *text,
						      const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text->at, text->left, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= text->left)
		n = text->left ? (int)text->left - 1 : 0;
	text->at += n;
	text->left -= (size_t)n;
}

static void say_entry(struct text *text, const struct journal *journal,
		      size_t at, size_t differs)
{
	const uint8_t *bytes = journal->data + at + sizeof(struct entry);
	struct entry entry;
	size_t from = 0;

	if (!read_entry(journal, at, &entry)) {
		say(text, "nothing\n");
		return;
	}
	say(text, "%s %s, %u bytes:", entry.name, kinds[entry.kind], entry.len);
	for (size_t i = 0; i < 20 && i < entry.len; i++)
		say(text, " %02x", bytes[i]);
	if (differs > 16)
		from = differs - 4;
	if (from >= 20)
		say(text, " .. at %zu:", from);
	for (size_t i = from < 20 ? 20 : from;
	     from && i < from + 16 && i < entry.len; i++)
		say(text, " %02x", bytes[i]);
	say(text, "\n");
}

void journal_describe(const struct journal *a, const struct journal *b,
		      char *buf, size_t size)
{
	struct text text = {buf, size};
	size_t at = 0, differs = 0, n, m;
	struct entry x, y;

	for (;; at += n) {
		n = read_entry(a, at, &x);
		m = read_entry(b, at, &y);
		if (n != m || !n || memcmp(a->data + at, b->data + at, n))
			break;
	}
	if (n && m)
		while (differs + sizeof(x) < n && differs + sizeof(x) < m &&
		       a->data[at + sizeof(x) + differs] ==
			       b->data[at + sizeof(x) + differs])
			differs++;
	say(&text, "with runs:    ");
	say_entry(&text, a, at, differs);
	say(&text, "without runs: ");
	say_entry(&text, b, at, differs);
}
