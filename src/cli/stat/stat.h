/* SPDX-License-Identifier: BSD-3-Clause */
/* Counts of tph stat, and the forms in which it prints them */
#ifndef CLI_STAT_STAT_H
#define CLI_STAT_STAT_H

#include <stdio.h>

#include "analyze/count/stat_join.h"
#include "analyze/count/traffic.h"
#include "cli/unreadable.h"

/**
 * struct stat_counts - a capture
 * @traffic:	matching TLPs
 * @join:	their completions
 * @unreadable:	packets that are not TLPs, damaged places
 * @cut:	matching TLPs that were not captured completely
 * @skipped:	skipped packets without a TLP
 */
struct stat_counts {
	struct traffic traffic;
	struct stat_join join;
	struct unreadable unreadable;
	uint64_t cut, skipped;
};

/**
 * struct stat_view - selection of the output
 * @tables:	bits 1 << enum traffic_by
 * @top:	rows of a table for people, 0: all
 */
struct stat_view {
	unsigned int tables;
	size_t top;
};

/* Tables for people. Return: 0; -ENOMEM. */
int stat_print(const struct stat_counts *counts, const struct stat_view *view,
	       FILE *out);

/* One JSON object on a line, all rows of the tables. Return: 0; -ENOMEM. */
int stat_json(const struct stat_counts *counts, const struct stat_view *view,
	      FILE *out);

/**
 * stat_plot() - draw rates over time and latencies
 * @counts:	counts, with timelines
 * @path:	capture, for the title
 * @picture:	PNG file to create or replace
 *
 * Return: 0; -ENODATA no TLP has a time; errors of gnuplot_draw();
 * -ENOMEM.
 */
int stat_plot(const struct stat_counts *counts, const char *path,
	      const char *picture);

/* Quantiles of the tables, in permille, and their names */
#define STAT_QUANTILES 3
extern const struct stat_quantile {
	const char *heading, *key;
	unsigned int permille;
} stat_quantiles[STAT_QUANTILES];

#endif /* CLI_STAT_STAT_H */
