// SPDX-License-Identifier: BSD-3-Clause
#include "cli/table.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int table_begin(struct table *table, size_t columns, size_t left)
{
	*table = (struct table){.columns = columns, .left = left};
	table->stream = open_memstream(&table->text, &table->size);
	return table->stream ? 0 : -ENOMEM;
}

void table_cell(struct table *table, const char *format, ...)
{
	size_t *width = &table->width[table->cells++ % table->columns];
	va_list args;
	int len;

	va_start(args, format);
	len = vfprintf(table->stream, format, args);
	va_end(args);
	fputc(0, table->stream);
	if (len > 0 && (size_t)len > *width)
		*width = len;
}

int table_end(struct table *table, FILE *out)
{
	int lost = fclose(table->stream);
	const char *cell = table->text;

	for (size_t i = 0; !lost && i < table->cells; i++) {
		size_t column = i % table->columns;
		bool last = column == table->columns - 1;
		int width = table->width[column];

		/* No blanks at the end of a line */
		if (column < table->left)
			width = last ? 0 : -width;
		fprintf(out, "%s%*s%s", column && (*cell || !last) ? "  " : "",
			width, cell, last ? "\n" : "");
		cell += strlen(cell) + 1;
	}
	free(table->text);
	return lost ? -ENOMEM : 0;
}
