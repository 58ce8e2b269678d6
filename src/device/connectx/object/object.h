/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbered objects: what a command creates and others name by its number */
#ifndef DEVICE_CONNECTX_OBJECT_OBJECT_H
#define DEVICE_CONNECTX_OBJECT_OBJECT_H

#include <stdint.h>

/**
 * struct cx_object - first member of each kind
 * @id:		number in its table
 * @users:	objects that name it; while there are any it cannot be destroyed
 */
struct cx_object {
	uint32_t id;
	unsigned int users;
};

/**
 * struct cx_table - objects of one kind
 * @first:	number of the first one
 * @limit:	objects at most
 * @slots:	by number less @first, NULL where there is none
 * @size:	slots that exist
 * @next:	where the search for a free slot begins: numbers come again late
 * @count:	objects that exist
 */
struct cx_table {
	uint32_t first, limit;
	struct cx_object **slots;
	uint32_t size, next, count;
};

/*
 * Put @object into the table, which gives it its number. Return: 0; -ENOSPC
 * @limit is reached; -ENOMEM.
 */
int cx_table_add(struct cx_table *table, struct cx_object *object);

/* Return: the object or NULL. */
struct cx_object *cx_table_find(const struct cx_table *table, uint32_t id);

/* Take it out; it belongs to the caller then. */
void cx_table_remove(struct cx_table *table, struct cx_object *object);

/*
 * The object with the lowest number from @id on, or NULL: for loops over all,
 * in which the object at hand may be removed. They go on from its number: from
 * 0 each time they would take the square of their number.
 */
struct cx_object *cx_table_from(const struct cx_table *table, uint32_t id);

/* Free the slots. The table must be empty. */
void cx_table_free(struct cx_table *table);

#endif /* DEVICE_CONNECTX_OBJECT_OBJECT_H */
