// SPDX-License-Identifier: BSD-3-Clause
/* The lists of docs/connectx.md match the model exactly. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/device/support.h"
#include "device/connectx/command.h"
#include "device/connectx/command/access_reg.h"

#define LINE 1024

static const char *const states[] = {
	[CX_DISABLED] = "any",
	[CX_ENABLED] = "enabled",
	[CX_RUNNING] = "running",
};

/* The next line of the table below the heading @title that begins with 0x */
static bool next_row(FILE *doc, const char *title, char *line, bool *inside)
{
	while (fgets(line, LINE, doc)) {
		if (line[0] == '#')
			*inside = !strncmp(line, title, strlen(title));
		if (*inside && !strncmp(line, "| 0x", 4))
			return true;
	}
	return false;
}

static FILE *open_doc(void)
{
	FILE *doc = fopen(getenv("CONNECTX_DOC"), "r");

	assert_non_null(doc);
	return doc;
}

static void commands(void **state)
{
	const struct cx_command_row *row;
	FILE *doc = open_doc();
	bool inside = false;
	char line[LINE], name[64], when[16];
	unsigned int opcode, n = 0, last = 0;

	while (next_row(doc, "### Commands", line, &inside)) {
		assert_int_equal(sscanf(line, "| 0x%x | %63[^ ] | %15[^ ] |",
					&opcode, name, when),
				 3);
		print_message("# %s\n", name);
		row = cx_command_row(n++);
		assert_non_null(row);
		assert_int_equal(opcode, row->opcode);
		assert_string_equal(name, row->name);
		assert_string_equal(when, states[row->state]);
		/* In ascending order, as cx_command_find() requires */
		assert_true(opcode > last);
		assert_ptr_equal(cx_command_find(opcode), row);
		last = opcode;
	}
	assert_true(n);
	assert_null(cx_command_row(n));
	fclose(doc);
}

static void registers(void **state)
{
	const struct cx_reg_row *row;
	FILE *doc = open_doc();
	bool inside = false;
	char line[LINE], name[64];
	unsigned int id, n = 0;

	while (next_row(doc, "### Access registers", line, &inside)) {
		assert_int_equal(sscanf(line, "| 0x%x | %63[^ ] |", &id, name),
				 2);
		row = cx_reg_row(n++);
		assert_non_null(row);
		assert_int_equal(id, row->id);
		assert_string_equal(name, row->name);
	}
	assert_true(n);
	assert_null(cx_reg_row(n));
	fclose(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands),
		cmocka_unit_test(registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
