// SPDX-License-Identifier: BSD-3-Clause
/* The report for machines and for people */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/json.h"
#include "cli/report/report.h"
#include "ground.h"

/* Characters for tags in the table; a longer list ends in ",..." */
#define ST_WIDTH 14

/* All windows of a case taken together */
static void sum(const struct report_case *c, struct summary *all)
{
	memset(all, 0, sizeof(*all));
	for (size_t i = 0; i < c->nwindows; i++) {
		const struct summary *s = &c->seen[i];

		all->tlps += s->tlps;
		all->with_th += s->with_th;
		all->bytes += s->bytes;
		all->phs |= s->phs;
		for (unsigned int j = 0;
		     j < s->st_count && j < SUMMARY_MAX_ST &&
		     all->st_count < SUMMARY_MAX_ST;
		     j++)
			all->st[all->st_count++] = s->st[j];
	}
}

static struct json_object *number_or_list(const int *values, unsigned int n)
{
	struct json_object *list;

	if (!n)
		return NULL;
	if (n == 1)
		return json_object_new_int(values[0]);
	list = json_object_new_array();
	for (unsigned int i = 0; i < n; i++)
		json_object_array_add(list, json_object_new_int(values[i]));
	return list;
}

static struct json_object *wire_json(const struct summary *s)
{
	struct json_object *j = json_object_new_object();
	int st[SUMMARY_MAX_ST], ph[4];
	unsigned int n = 0;

	json_add_number(j, "tlps", s->tlps);
	json_add_number(j, "with_th", s->with_th);
	json_add_number(j, "bytes", s->bytes);
	for (unsigned int i = 0; i < s->st_count; i++)
		st[i] = s->st[i];
	json_object_object_add(j, "st", number_or_list(st, s->st_count));
	for (int i = 0; i < 4; i++)
		if (s->phs & 1u << i)
			ph[n++] = i;
	json_object_object_add(j, "ph", number_or_list(ph, n));
	return j;
}

/* Add member @key of @from, or null */
static void copy_member(struct json_object *to, struct json_object *from,
			const char *key)
{
	json_object_object_add(
		to, key, json_object_get(json_object_object_get(from, key)));
}

static const char *verdict(const struct report_case *c)
{
	if (report_case_faults(c))
		return "fail";
	return c->skipped ? "skip" : "pass";
}

static struct json_object *case_json(const struct report_case *c)
{
	static const char *const optional[] = {
		"with_tag", "without_tag", "cycles_are",     "build",
		"reason",   "skipped",	   "traffic-writes",
	};
	struct json_object *j = json_object_new_object();
	struct summary all;

	copy_member(j, c->in, "name");
	json_add_text(j, "run", c->run);
	json_add_text(j, "verdict", verdict(c));
	copy_member(j, c->in, "requested");
	sum(c, &all);
	json_object_object_add(j, "wire", wire_json(&all));
	copy_member(j, c->in, "operation");
	copy_member(j, c->in, "memory");
	for (size_t i = 0; i < ARRAY_SIZE(optional); i++)
		if (json_object_object_get(c->in, optional[i]))
			copy_member(j, c->in, optional[i]);
	json_object_object_add(j, "faults", json_object_get(c->faults));
	return j;
}

/* Cases by their verdict */
struct totals {
	size_t passed, failed, skipped;
};

static struct totals count(const struct report *report)
{
	struct totals n = {.passed = report->ncases};

	for (size_t i = 0; i < report->ncases; i++) {
		n.failed += !!report_case_faults(&report->cases[i]);
		n.skipped += !!report->cases[i].skipped;
	}
	n.passed -= n.failed + n.skipped;
	return n;
}

struct json_object *report_json(const struct report *report)
{
	struct json_object *j = json_object_new_object();
	struct json_object *cases = json_object_new_array();
	struct totals n = count(report);

	for (size_t i = 0; i < report->ncases; i++)
		json_object_array_add(cases, case_json(&report->cases[i]));
	json_add_number(j, "passed", n.passed);
	json_add_number(j, "failed", n.failed);
	json_add_number(j, "skipped", n.skipped);
	json_object_object_add(j, "cases", cases);
	return j;
}

static const char *text(struct json_object *json, const char *key)
{
	struct json_object *value = json_object_object_get(json, key);

	return value ? json_object_get_string(value) : "-";
}

static void print_requested(struct json_object *in, FILE *out)
{
	struct json_object *requested = json_object_object_get(in, "requested");
	char buf[24] = "-";

	if (requested)
		snprintf(buf, sizeof(buf), "0x%04x/%-2d PH %d",
			 json_object_get_int(
				 json_object_object_get(requested, "st")),
			 json_object_get_int(
				 json_object_object_get(requested, "width")),
			 json_object_get_int(
				 json_object_object_get(requested, "ph")));
	fprintf(out, "%-15s  ", buf);
}

static void print_wire(const struct summary *s, FILE *out)
{
	char st[32] = "-", one[16];
	size_t len = 0;

	for (unsigned int i = 0; i < s->st_count; i++) {
		bool last = i + 1 == s->st_count;
		size_t n = snprintf(one, sizeof(one), "%s0x%x", i ? "," : "",
				    s->st[i]);

		if (len + n + (last ? 0 : strlen(",...")) > ST_WIDTH) {
			strcpy(st + len, ",...");
			break;
		}
		strcpy(st + len, one);
		len += n;
	}
	fprintf(out, "%6" PRIu64 " %6" PRIu64 "  %-13s ", s->tlps, s->with_th,
		st);
}

static void print_fault(const char *text, FILE *out)
{
	size_t len;

	for (; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		fprintf(out, "    %.*s\n", (int)len, text);
	}
}

/* @before: the case before it in the report, or NULL */
static void print_case(const struct report_case *c,
		       const struct report_case *before, bool colour, FILE *out)
{
	bool failed = report_case_faults(c);
	struct summary all;

	sum(c, &all);
	fprintf(out, "%-30s ", text(c->in, "name"));
	print_requested(c->in, out);
	print_wire(&all, out);
	fprintf(out, "%-14s %-6s %s%s%s\n", text(c->in, "operation"),
		text(c->in, "memory"),
		!colour	     ? ""
		: failed     ? "\033[31m"
		: c->skipped ? "\033[33m"
			     : "\033[32m",
		verdict(c), colour ? "\033[0m" : "");
	/* Cases that lack the same part often follow each other */
	if (c->skipped && !(before && before->skipped &&
			    !strcmp(before->skipped, c->skipped)))
		print_fault(c->skipped, out);
	for (size_t i = 0; i < report_case_faults(c); i++)
		print_fault(json_object_get_string(
				    json_object_array_get_idx(c->faults, i)),
			    out);
}

static void print_figures(const char *how, struct json_object *f, FILE *out)
{
	fprintf(out, "  %-28s %10s %10s %10s %8.2f %9s\n", how,
		text(f, "link_bytes"), text(f, "mem_read"),
		text(f, "mem_write"),
		json_object_get_double(json_object_object_get(f, "passes")),
		text(f, "cycles"));
}

/* The device counted clocks; else its cycles are a model */
static bool counts_clocks(const struct report_case *c)
{
	return !strcmp(text(c->in, "cycles_are"), "clocks");
}

/* The same result with the tag and without it */
static void print_effect(const struct report_case *c, FILE *out)
{
	struct json_object *with = json_object_object_get(c->in, "with_tag");
	struct json_object *without =
		json_object_object_get(c->in, "without_tag");

	if (!with || !without)
		return;
	fprintf(out, "\n%-30s %10s %10s %10s %8s %9s\n", text(c->in, "name"),
		"link B", "mem rd B", "mem wr B", "passes",
		counts_clocks(c) ? "clocks" : "cycles");
	print_figures("tagged write", with, out);
	print_figures("untagged write, second pass", without, out);
	if (counts_clocks(c))
		fprintf(out, "  clocks of the device, build 0x%08x\n",
			(unsigned int)json_object_get_int64(
				json_object_object_get(c->in, "build")));
	else
		fputs("  cycles are a model of a memory port\n", out);
}

void report_print(const struct report *report, FILE *out)
{
	bool colour = isatty(fileno(out)) && !getenv("NO_COLOR");
	const char *run = NULL;
	struct totals n = count(report);

	for (size_t i = 0; i < report->ncases; i++) {
		const struct report_case *c = &report->cases[i];

		if (!run || strcmp(run, c->run))
			fprintf(out,
				"%s%-30s %-15s  %6s %6s  %-13s %-14s %-6s %s\n",
				run ? "\n" : "", c->run, "requested", "TLPs",
				"TH", "ST", "operation", "memory", "verdict");
		run = c->run;
		print_case(c, i ? c - 1 : NULL, colour, out);
	}
	for (size_t i = 0; i < report->ncases; i++)
		print_effect(&report->cases[i], out);
	fprintf(out, "\n%zu cases passed, %zu failed", n.passed, n.failed);
	if (n.skipped)
		fprintf(out, ", %zu skipped", n.skipped);
	fputc('\n', out);
}
