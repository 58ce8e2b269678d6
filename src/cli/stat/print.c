// SPDX-License-Identifier: BSD-3-Clause
/* The counts as tables for people */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "cli/scale.h"
#include "cli/stat/stat.h"
#include "cli/table.h"

const struct stat_quantile stat_quantiles[STAT_QUANTILES] = {
	{"p50", "p50_ns", 500},
	{"p90", "p90_ns", 900},
	{"p99", "p99_ns", 990},
};

#define COUNTERS  6		       /* from "TLPs" to "data/s" */
#define LATENCIES (3 + STAT_QUANTILES) /* completed, min, quantiles, max */

static void rate_cell(struct table *table, uint64_t n, double seconds,
		      const char *unit)
{
	char text[SCALE_MAX];

	if (seconds > 0)
		table_cell(table, "%s", scale(n / seconds, unit, text));
	else
		table_cell(table, "-");
}

static void counter_cells(struct table *table, const struct tally_row *row,
			  double seconds)
{
	char text[SCALE_MAX];

	table_cell(table, "%" PRIu64, row->tlps);
	table_cell(table, "%.1f%%",
		   row->tlps ? 100.0 * row->th / row->tlps : 0);
	table_cell(table, "%s", scale(row->data, "B", text));
	table_cell(table, "%s", scale(row->wire, "B", text));
	rate_cell(table, row->tlps, seconds, "/s");
	rate_cell(table, row->data, seconds, "B/s");
}

static void time_cell(struct table *table, uint64_t ns)
{
	char text[SCALE_MAX];

	table_cell(table, "%s", scale_ns(ns, text));
}

static void latency_cells(struct table *table, const struct latency *latency)
{
	if (!latency) {
		for (unsigned int i = 0; i < LATENCIES; i++)
			table_cell(table, "-");
		return;
	}
	table_cell(table, "%" PRIu64, latency->count);
	time_cell(table, latency->min);
	for (unsigned int i = 0; i < STAT_QUANTILES; i++)
		time_cell(table, latency_percentile(
					 latency, stat_quantiles[i].permille));
	time_cell(table, latency->max);
}

static bool has_latency(const struct tally *tally)
{
	for (size_t i = 0; i < tally->count; i++)
		if (tally->rows[i].latency)
			return true;
	return tally->others.latency;
}

static void headings(struct table *table, enum traffic_by by, bool latency)
{
	static const char *const counters[COUNTERS] = {
		"TLPs", "TH", "data", "wire", "rate", "data rate"};

	for (unsigned int i = 0; i < table->left; i++)
		table_cell(table, "%s", traffic_heading(by, i));
	for (unsigned int i = 0; i < COUNTERS; i++)
		table_cell(table, "%s", counters[i]);
	if (!latency)
		return;
	table_cell(table, "completed");
	table_cell(table, "min");
	for (unsigned int i = 0; i < STAT_QUANTILES; i++)
		table_cell(table, "%s", stat_quantiles[i].heading);
	table_cell(table, "max");
}

/* Sum of the rows that are not shown or were not counted for lack of room */
static void others_row(struct table *table, const struct tally *tally,
		       const struct tally_row **ranked, size_t shown,
		       double seconds, bool latency)
{
	struct tally_row others = tally->others;

	for (size_t i = shown; i < tally->count; i++)
		tally_row_sum(&others, ranked[i]);
	if (!others.tlps)
		return;
	table_cell(table, "others (%zu%s)", tally->count - shown,
		   tally->others.tlps ? " and more" : "");
	for (unsigned int i = 1; i < table->left; i++)
		table_cell(table, "%s", "");
	counter_cells(table, &others, seconds);
	if (latency)
		latency_cells(table,
			      shown == tally->count ? others.latency : NULL);
}

static int print_table(const struct traffic *traffic, enum traffic_by by,
		       const struct stat_view *view, FILE *out)
{
	const struct tally *tally = &traffic->by[by];
	const struct tally_row **ranked = tally_ranked(tally);
	size_t shown = view->top && view->top < tally->count ? view->top
							     : tally->count;
	const unsigned int left = traffic_heading(by, 1) ? 2 : 1;
	const bool latency = has_latency(tally);
	const double seconds = traffic_seconds(traffic);
	struct traffic_label label;
	struct table table;

	if (!ranked ||
	    table_begin(&table, left + COUNTERS + (latency ? LATENCIES : 0),
			left)) {
		free(ranked);
		return -ENOMEM;
	}
	headings(&table, by, latency);
	for (size_t i = 0; i < shown; i++) {
		traffic_label(traffic, by, ranked[i]->key, &label);
		for (unsigned int j = 0; j < left; j++)
			table_cell(&table, "%s", label.name[j]);
		counter_cells(&table, ranked[i], seconds);
		if (latency)
			latency_cells(&table, ranked[i]->latency);
	}
	others_row(&table, tally, ranked, shown, seconds, latency);
	free(ranked);
	return table_end(&table, out);
}

/* Print a count; @one is the singular */
static void print_count(uint64_t n, const char *one, const char *many,
			FILE *out)
{
	if (n)
		fprintf(out, "%" PRIu64 " %s\n", n, n == 1 ? one : many);
}

static void print_summary(const struct stat_counts *counts, FILE *out)
{
	const struct traffic *traffic = &counts->traffic;
	const struct tally_row all = tally_sum(&traffic->by[TRAFFIC_TYPE]);
	double seconds = traffic_seconds(traffic);
	char text[SCALE_MAX];

	fprintf(out, "%" PRIu64 " TLP%s", all.tlps, all.tlps == 1 ? "" : "s");
	if (traffic->timed)
		fprintf(out, " in %s",
			scale_ns(traffic->last_ns - traffic->first_ns, text));
	fprintf(out, ", %" PRIu64 " with hints", all.th);
	fprintf(out, "; %s of data", scale(all.data, "B", text));
	if (seconds > 0)
		fprintf(out, ", %s", scale(all.data / seconds, "B/s", text));
	fputc('\n', out);
	print_count(counts->unreadable.malformed.count, "malformed packet",
		    "malformed packets", out);
	print_count(counts->unreadable.lost, "packet that the capture lost",
		    "packets that the capture lost", out);
	print_count(counts->unreadable.damaged.count, "damaged place",
		    "damaged places", out);
	print_count(counts->cut, "TLP with a truncated payload",
		    "TLPs with truncated payloads", out);
	print_count(counts->skipped, "packet without a TLP",
		    "packets without a TLP", out);
	print_count(counts->join.unanswered, "request never completed",
		    "requests never completed", out);
	print_count(counts->join.given_up,
		    "request forgotten: too many outstanding",
		    "requests forgotten: too many outstanding", out);
}

int stat_print(const struct stat_counts *counts, const struct stat_view *view,
	       FILE *out)
{
	const struct traffic *traffic = &counts->traffic;

	print_summary(counts, out);
	for (unsigned int by = 0; by < TRAFFIC_MAX; by++) {
		int ret;

		if (!(view->tables & 1u << by) ||
		    !(traffic->by[by].count || traffic->by[by].others.tlps))
			continue;
		fputc('\n', out);
		ret = print_table(traffic, by, view, out);
		if (ret)
			return ret;
	}
	return 0;
}
