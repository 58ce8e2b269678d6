// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/object/object.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_MIN 64

static int grow(struct cx_table *table)
{
	uint32_t size = table->size ? 2 * table->size : SLOTS_MIN;
	struct cx_object **slots;

	if (size > table->limit)
		size = table->limit;
	slots = realloc(table->slots, size * sizeof(struct cx_object *));
	if (!slots)
		return -ENOMEM;
	memset(slots + table->size, 0,
	       (size - table->size) * sizeof(struct cx_object *));
	table->slots = slots;
	table->next = table->size;
	table->size = size;
	return 0;
}

int cx_table_add(struct cx_table *table, struct cx_object *object)
{
	int ret;

	if (table->count == table->limit)
		return -ENOSPC;
	if (table->count == table->size) {
		ret = grow(table);
		if (ret)
			return ret;
	}
	while (table->next == table->size || table->slots[table->next])
		table->next = table->next == table->size ? 0 : table->next + 1;
	object->id = table->first + table->next;
	table->slots[table->next++] = object;
	table->count++;
	return 0;
}

struct cx_object *cx_table_find(const struct cx_table *table, uint32_t id)
{
	return id >= table->first && id - table->first < table->size
		       ? table->slots[id - table->first]
		       : NULL;
}

void cx_table_remove(struct cx_table *table, struct cx_object *object)
{
	table->slots[object->id - table->first] = NULL;
	table->count--;
}

struct cx_object *cx_table_from(const struct cx_table *table, uint32_t id)
{
	uint32_t at = id > table->first ? id - table->first : 0;

	while (at < table->size && !table->slots[at])
		at++;
	return at < table->size ? table->slots[at] : NULL;
}

void cx_table_free(struct cx_table *table)
{
	free(table->slots);
	table->slots = NULL;
	table->size = table->next = 0;
}
