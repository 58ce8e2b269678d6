/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbered objects, created by commands and named by their number */
#ifndef DEVICE_CONNECTX_OBJECT_OBJECT_H
#define DEVICE_CONNECTX_OBJECT_OBJECT_H

#include <stdint.h>

/**
 * struct cx_object - first member of each kind
 * @id:		number in its table
 * @users:	number of objects that name it; it cannot be destroyed unless 0
 */
struct cx_object {
	uint32_t id;
	unsigned int users;
};

/**
 * struct cx_table - objects of one kind
 * @first:	number of the first object
 * @limit:	limit on the number of objects
 * @slots:	objects by number less @first, NULL in free slots
 * @size:	number of slots
 * @next:	start of the search for a free slot: numbers are reused late
 * @count:	number of objects
 */
struct cx_table {
	uint32_t first, limit;
	struct cx_object **slots;
	uint32_t size, next, count;
};

/*
 * Add @object to the table, which assigns its number. Return: 0; -ENOSPC @limit
 * is reached; -ENOMEM.
 */
int cx_table_add(struct cx_table *table, struct cx_object *object);

/* Return: the object or NULL. */
struct cx_object *cx_table_find(const struct cx_table *table, uint32_t id);

/* Remove an object, which then belongs to the caller. */
void cx_table_remove(struct cx_table *table, struct cx_object *object);

/*
 * Return: the object with the lowest number from @id, or NULL. For loops over
 * all objects that may remove the current one: they continue from its number,
 * as a restart from 0 would take quadratic time.
 */
struct cx_object *cx_table_from(const struct cx_table *table, uint32_t id);

/* Free the slots. The table must be empty. */
void cx_table_free(struct cx_table *table);

#endif /* DEVICE_CONNECTX_OBJECT_OBJECT_H */
