// SPDX-License-Identifier: BSD-3-Clause
/* Results of tph doctor for people */
#include <stdbool.h>
#include <string.h>

#include "cli/doctor/print.h"
#include "cli/style.h"
#include "ground.h"

#define INDENT "         "

static const char *colour(const struct style *style, enum doctor_state state)
{
	const char *const colours[DOCTOR_STATES] = {
		[DOCTOR_OK] = style->hint,
		[DOCTOR_FAIL] = style->error,
		[DOCTOR_UNKNOWN] = style->type,
	};

	return colours[state];
}

static int width_of_ids(const struct doctor_result *first)
{
	size_t width = 0;

	for (const struct doctor_result *r = first; r; r = r->next)
		width = max(width, strlen(r->id));
	return (int)width;
}

static void print_evidence(const struct doctor_result *result,
			   const struct style *style, FILE *out)
{
	if (!result->reg && !result->file)
		return;
	fprintf(out, INDENT "%s", style->dim);
	if (result->reg)
		fprintf(out, "%s: %s", result->reg,
			result->value ? result->value : "?");
	if (result->file)
		fprintf(out, "%s%s", result->reg ? ", in " : "in ",
			result->file);
	fprintf(out, "%s\n", style->off);
}

static void print_result(const struct doctor_result *result, int width,
			 const struct style *style, FILE *out)
{
	fprintf(out, "%s%-7s%s  %-*s  ", colour(style, result->state),
		doctor_state_name(result->state), style->off, width,
		result->id);
	if (result->function)
		fprintf(out, "%s ", result->function->bdf);
	fprintf(out, "%s\n", result->finding);
	print_evidence(result, style, out);
	/* The end says it for all of them */
	if (result->remedy && strcmp(result->remedy, DOCTOR_AS_ROOT) != 0)
		fprintf(out, INDENT "%s\n", result->remedy);
	if (result->command)
		fprintf(out, INDENT "    %s\n", result->command);
}

/* The checks that root would answer, each once */
static void print_root(const struct doctor_result *first, FILE *out)
{
	const char *last = NULL;

	for (const struct doctor_result *r = first; r; r = r->next) {
		if (!r->root || r->id == last)
			continue;
		fprintf(out, "%s%s",
			last ? " " : "\nRoot would know more about: ", r->id);
		last = r->id;
	}
	if (last)
		putc('\n', out);
}

void print_text(const struct doctor_result *first, FILE *out)
{
	const struct style *style = style_of(out);
	size_t count[DOCTOR_STATES] = {0};
	int width = width_of_ids(first);

	for (const struct doctor_result *r = first; r; r = r->next) {
		print_result(r, width, style, out);
		count[r->state]++;
	}
	print_root(first, out);
	fprintf(out, "\n%zu ok, %zu fail, %zu unknown\n", count[DOCTOR_OK],
		count[DOCTOR_FAIL], count[DOCTOR_UNKNOWN]);
}
