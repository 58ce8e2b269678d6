// SPDX-License-Identifier: BSD-3-Clause
#include "capture/names.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS (2 * NAMES_MAX)

/* FNV-1a */
static unsigned int hash(const char *text, size_t len)
{
	unsigned int h = 2166136261;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 16777619;
	return h;
}

const char *names_find(struct names *names, const char *text, size_t len,
		       unsigned int *ret_number)
{
	unsigned int i = hash(text, len) % SLOTS;
	struct name *name;

	/* Half of the slots are free, so the search ends */
	for (; (name = names->slots[i]); i = (i + 1) % SLOTS) {
		if (strlen(name->text) != len || memcmp(name->text, text, len))
			continue;
		*ret_number = name->number;
		return name->text;
	}
	*ret_number = 0;
	if (names->count == NAMES_MAX)
		return "";
	name = calloc(1, sizeof(*name) + len + 1);
	if (!name)
		return "";
	memcpy(name->text, text, len);
	name->number = ++names->count;
	names->slots[i] = name;
	*ret_number = name->number;
	return name->text;
}

void names_free(struct names *names)
{
	for (unsigned int i = 0; i < SLOTS; i++)
		free(names->slots[i]);
}
