// SPDX-License-Identifier: BSD-3-Clause
#include "tests/golden/golden.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int add_byte(struct golden *entry, uint8_t byte)
{
	if (entry->len == sizeof(entry->bytes))
		return -1;
	entry->bytes[entry->len++] = byte;
	return 0;
}

static int add_broken(struct golden *entry, const char *name)
{
	size_t len = strlen(entry->broken);

	if (len + strlen(name) + 2 > sizeof(entry->broken))
		return -1;
	sprintf(entry->broken + len, "%s%s", len ? " " : "", name);
	return 0;
}

static int add_word(struct golden *entry, const char *word)
{
	unsigned int byte;

	if (!strcmp(word, "flit")) {
		entry->flit = true;
		return 0;
	}
	if (!strncmp(word, "broken:", 7))
		return add_broken(entry, word + 7);
	if (!strncmp(word, "count:", 6)) {
		for (int i = 0; i < atoi(word + 6); i++)
			if (add_byte(entry, i))
				return -1;
		return 0;
	}
	for (; *word; word += 2) {
		if (!isxdigit((unsigned char)word[0]) ||
		    !isxdigit((unsigned char)word[1]) ||
		    sscanf(word, "%2x", &byte) != 1 || add_byte(entry, byte))
			return -1;
	}
	return 0;
}

static int take_name_and_bytes(struct golden *entry, char *line)
{
	char *colon = strchr(line, ':'), *save = NULL;

	if (!colon || colon - line >= (ptrdiff_t)sizeof(entry->name))
		return -1;
	*colon = '\0';
	strcpy(entry->name, line);
	entry->len = 0;
	entry->flit = false;
	*entry->broken = '\0';
	for (char *word = strtok_r(colon + 1, " \n", &save); word;
	     word = strtok_r(NULL, " \n", &save))
		if (add_word(entry, word))
			return -1;
	return 0;
}

int golden_next(FILE *file, struct golden *entry)
{
	char line[2048], text[sizeof(entry->text) + 2];

	do {
		if (!fgets(line, sizeof(line), file))
			return 0;
	} while (line[0] == '#' || line[0] == '\n');

	if (take_name_and_bytes(entry, line) ||
	    !fgets(text, sizeof(text), file) || text[0] != '\t') {
		fprintf(stderr, "golden file: no sense: %s\n", line);
		return -1;
	}
	text[strcspn(text, "\n")] = '\0';
	strcpy(entry->text, text + 1);
	return 1;
}
