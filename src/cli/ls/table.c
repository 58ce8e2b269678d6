// SPDX-License-Identifier: BSD-3-Clause
/* tph ls: a line for each function */
#include <string.h>

#include "cli/ls/ls.h"
#include "cli/table.h"
#include "ground.h"

/* Tags that it may send now: TPH Requester Enable, and the mode */
static void control(const struct tph_host_function *function,
		    char text[LS_TEXT])
{
	struct tph_host_value enable =
		tph_host_get(function, TPH_HOST_F_TPH_REQUESTER);
	struct tph_host_value mode =
		tph_host_get(function, TPH_HOST_F_TPH_MODE);
	const char *name =
		mode.why ? NULL : ls_name(TPH_HOST_F_TPH_MODE, mode.value);

	if (enable.why)
		strcpy(text, enable.why == TPH_HOST_ABSENT ? "-" : "?");
	else
		snprintf(text, LS_TEXT, "%s%s%s",
			 ls_name(TPH_HOST_F_TPH_REQUESTER, enable.value),
			 enable.value && name ? " " : "",
			 enable.value && name ? name : "");
}

static void st_table(const struct tph_host_function *function,
		     char text[LS_TEXT])
{
	struct tph_host_value where =
		tph_host_get(function, TPH_HOST_F_TPH_TABLE);
	struct tph_host_value last =
		tph_host_get(function, TPH_HOST_F_TPH_TABLE_SIZE);

	if (where.why)
		strcpy(text, where.why == TPH_HOST_ABSENT ? "-" : "?");
	else if (!where.value)
		strcpy(text, "-");
	else if (where.value == 1 && !last.why)
		snprintf(text, LS_TEXT, "%d", last.value + 1);
	else
		strcpy(text, ls_name(TPH_HOST_F_TPH_TABLE, where.value));
}

/* End-End prefixes, which 16-bit tags need without flit mode */
static void prefixes(const struct tph_host_function *function,
		     char text[LS_TEXT])
{
	struct tph_host_value some = tph_host_get(function, TPH_HOST_F_PREFIX);
	struct tph_host_value most =
		tph_host_get(function, TPH_HOST_F_PREFIX_MAX);
	struct tph_host_value block =
		tph_host_get(function, TPH_HOST_F_PREFIX_BLOCK);

	if (some.why || !some.value)
		strcpy(text,
		       some.why && some.why != TPH_HOST_ABSENT ? "?" : "-");
	else if (most.why)
		strcpy(text, "+");
	else
		snprintf(text, LS_TEXT, "%d", most.value ? most.value : 4);
	if (!block.why && block.value)
		strcat(text, " blocked");
}

static const struct {
	const char *head;
	void (*cell)(const struct tph_host_function *function,
		     char text[LS_TEXT]);
} columns[] = {
	{"Requester", ls_sends}, {"Control", control},
	{"Table", st_table},	 {"Completer", ls_completes},
	{"Prefixes", prefixes},
};

static void print_heads(struct table *table)
{
	table_cell(table, "Function");
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		table_cell(table, "%s", columns[i].head);
	table_cell(table, "Driver");
	table_cell(table, "Name");
}

static void print_row(struct table *table,
		      const struct tph_host_function *function)
{
	char text[LS_TEXT];

	table_cell(table, "%s", function->bdf);
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		columns[i].cell(function, text);
		table_cell(table, "%s", text);
	}
	table_cell(table, "%s",
		   function->driver	  ? function->driver
		   : function->driver_why ? "?"
					  : "-");
	table_cell(table, "%s", function->name ? function->name : "?");
}

int ls_print_table(const struct tph_host *host,
		   const struct ls_selection *selection)
{
	const size_t all = ARRAY_SIZE(columns) + 3;
	const struct tph_host_function *function;
	struct table table;
	int ret = table_begin(&table, all, all);

	if (ret)
		return ret;
	for (size_t i = 0; (function = tph_host_at(host, i)); i++) {
		if (!ls_selected(selection, function))
			continue;
		if (!table.cells)
			print_heads(&table);
		print_row(&table, function);
	}
	return table_end(&table, stdout);
}
