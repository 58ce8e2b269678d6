/* SPDX-License-Identifier: BSD-3-Clause */
/* A table of text with columns as wide as their cells */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stddef.h>
#include <stdio.h>

#define TABLE_MAX_COLUMNS 16

/**
 * struct table - cells, row by row
 * @columns:	at most TABLE_MAX_COLUMNS
 * @left:	number of columns aligned to the left; the others to the right
 * @cells:	cells so far
 * @width:	width of each column
 * @text:	cells, each with its NUL
 */
struct table {
	size_t columns, left, cells;
	size_t width[TABLE_MAX_COLUMNS];
	char *text;
	size_t size;
	FILE *stream;
};

/* Return: 0; -ENOMEM. */
int table_begin(struct table *table, size_t columns, size_t left);

/* Add the next cell, from left to right. */
void table_cell(struct table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Print the table and free it. Return: 0; -ENOMEM cells were lost. */
int table_end(struct table *table, FILE *out);

#endif /* CLI_TABLE_H */
