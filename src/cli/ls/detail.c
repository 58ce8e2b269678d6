// SPDX-License-Identifier: BSD-3-Clause
/* tph ls -v: all registers of a function, and why one is not known */
#include <string.h>

#include "cli/ls/ls.h"

static void print_number(const char *name, struct tph_host_value value,
			 FILE *out)
{
	if (!value.why)
		fprintf(out, "%s %d", name, value.value);
	else if (value.why == TPH_HOST_ABSENT)
		fprintf(out, "%s none", name);
	else
		fprintf(out, "%s? (%s)", name, tph_host_why_text(value.why));
}

static void print_place(const struct tph_host_function *function, FILE *out)
{
	fprintf(out, "    Place: ");
	if (function->parent)
		fprintf(out, "below %s", function->parent->bdf);
	else if (function->top.why)
		fprintf(out, "bridge above it? (%s)",
			tph_host_why_text(function->top.why));
	else
		fprintf(out, "root bus");
	if (function->physfn)
		fprintf(out, ", VF of %s", function->physfn->bdf);
	print_number(", IOMMU group", function->group, out);
	print_number(", NUMA node", function->numa, out);
	fprintf(out, "\n    Driver: %s",
		function->driver       ? function->driver
		: function->driver_why ? "?"
				       : "none");
	if (function->driver_why)
		fprintf(out, " (%s)", tph_host_why_text(function->driver_why));
	putc('\n', out);
}

static bool same_register(enum tph_host_field a, enum tph_host_field b)
{
	return !strcmp(tph_host_field_info(a)->reg,
		       tph_host_field_info(b)->reg);
}

/* Return: field after the last one of the register */
static enum tph_host_field
print_register(const struct tph_host_function *function,
	       enum tph_host_field first, FILE *out)
{
	enum tph_host_field field = first;
	struct tph_host_value value;
	enum tph_host_why why = TPH_HOST_KNOWN;
	char text[LS_TEXT];
	bool any = false;

	for (; field < TPH_HOST_FIELD_COUNT && same_register(first, field);
	     field++) {
		value = tph_host_get(function, field);
		if (value.why == TPH_HOST_ABSENT)
			continue;
		if (!any)
			fprintf(out,
				"    %s:", tph_host_field_info(first)->reg);
		any = true;
		ls_value(function, field, text);
		fprintf(out, " %s", text);
		why = value.why ? value.why : why;
	}
	if (why)
		fprintf(out, " (%s)", tph_host_why_text(why));
	if (any)
		putc('\n', out);
	return field;
}

static void print_table(const struct tph_host_function *function, FILE *out)
{
	for (size_t i = 0; i < function->st_count; i++) {
		if (i % 8 == 0)
			fprintf(out, "%s    ST %zu:", i ? "\n" : "", i);
		fprintf(out, " %04x", function->st[i]);
	}
	if (function->st_count)
		putc('\n', out);
}

static void print_function(const struct tph_host_function *function, FILE *out)
{
	enum tph_host_field field = 0;

	fprintf(out, "%s %s\n", function->bdf,
		function->name ? function->name : "?");
	print_place(function, out);
	while (field < TPH_HOST_FIELD_COUNT)
		field = print_register(function, field, out);
	print_table(function, out);
}

int ls_print_details(const struct tph_host *host,
		     const struct ls_selection *selection)
{
	const struct tph_host_function *function;
	bool any = false;

	for (size_t i = 0; (function = tph_host_at(host, i)); i++) {
		if (!ls_selected(selection, function))
			continue;
		if (any)
			putchar('\n');
		any = true;
		print_function(function, stdout);
	}
	return 0;
}
