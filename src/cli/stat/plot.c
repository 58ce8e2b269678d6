// SPDX-License-Identifier: BSD-3-Clause
/* The counts as a picture: rates over time, distribution of latencies */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/scale.h"
#include "cli/stat/gnuplot.h"
#include "cli/stat/stat.h"

#define WIDTH	     1280
#define PANEL_HEIGHT 380
#define TITLE_HEIGHT 60

/* Lines of a panel that differ visibly */
#define MAX_LINES 8

/* Average TLPs of a line for each point of a rate; and the minimal number of
 * points */
#define MEAN_TLPS  4
#define MIN_POINTS 16

/* Colours for all kinds of colour vision (Okabe, Ito) */
static const char *const colours[MAX_LINES] = {
	"#0072b2", "#d55e00", "#009e73", "#cc79a7",
	"#e69f00", "#56b4e9", "#000000", "#999999",
};

/**
 * struct course - a line of a rate
 * @title:	text for the legend
 * @row:	row of the tally; NULL: all rows without a line
 */
struct course {
	char title[300];
	const struct tally_row *row;
};

/* Each line but the last is a row, the last line is the rest. Return: lines */
static unsigned int choose(const struct traffic *traffic, enum traffic_by by,
			   const struct tally_row **ranked,
			   struct course courses[MAX_LINES])
{
	const struct tally *tally = &traffic->by[by];
	unsigned int n = 0;
	size_t left = tally->count;

	for (size_t i = 0; i < tally->count; i++) {
		struct traffic_label label;

		if (n == MAX_LINES - 1 && left > 1)
			break;
		if (ranked[i] - tally->rows >= TRAFFIC_SERIES - 1)
			continue;
		traffic_label(traffic, by, ranked[i]->key, &label);
		snprintf(courses[n].title, sizeof(courses[n].title),
			 "%.250s%s%.16s", label.name[0],
			 by == TRAFFIC_ST && ranked[i]->th ? " PH " : " ",
			 by == TRAFFIC_ST && !ranked[i]->th ? ""
							    : label.name[1]);
		courses[n++].row = ranked[i];
		left--;
	}
	if (left || tally->others.tlps) {
		snprintf(courses[n].title, sizeof(courses[n].title), "others");
		courses[n++].row = NULL;
	}
	return n;
}

/* Bins from @first to before @end */
static uint64_t count_series(const struct timeline *timeline, size_t series,
			     unsigned int first, unsigned int end)
{
	const uint64_t *bins = timeline->bins + series * TIMELINE_BINS;
	uint64_t sum = 0;

	for (; first < end; first++)
		sum += bins[first];
	return sum;
}

static uint64_t count_all(const struct timeline *timeline, unsigned int first,
			  unsigned int end)
{
	uint64_t sum = 0;

	for (size_t s = 0; s < timeline->series; s++)
		sum += count_series(timeline, s, first, end);
	return sum;
}

static uint64_t count_line(const struct timeline *timeline,
			   const struct tally *tally,
			   const struct course *courses, unsigned int n,
			   unsigned int which, unsigned int first,
			   unsigned int end)
{
	uint64_t sum;

	if (courses[which].row)
		return count_series(timeline, courses[which].row - tally->rows,
				    first, end);
	sum = count_all(timeline, first, end);
	for (unsigned int i = 0; i < n; i++)
		if (courses[i].row)
			sum -= count_line(timeline, tally, courses, n, i, first,
					  end);
	return sum;
}

/* Return: bins that make one point with enough TLPs */
static unsigned int bins_of_point(const struct timeline *timeline,
				  unsigned int bins, unsigned int lines)
{
	uint64_t points = count_all(timeline, 0, bins) /
			  (MEAN_TLPS * (lines ? lines : 1));

	if (points < MIN_POINTS)
		points = MIN_POINTS;
	return points < bins ? (bins + points - 1) / points : 1;
}

static void line_style(FILE *out, unsigned int colour, const char *title)
{
	fprintf(out, " with lines linewidth 2 linecolor rgb '%s' title ",
		colours[colour]);
	gnuplot_quote(out, title);
}

/* An incomplete last bin would look like a drop */
static unsigned int whole_bins(const struct timeline *timeline, uint64_t end)
{
	uint64_t last = timeline->start +
			((uint64_t)(timeline->used - 1) << timeline->shift);

	return timeline->used > 1 && end - last < 1ull << timeline->shift
		       ? timeline->used - 1
		       : timeline->used;
}

static int draw_rates(const struct traffic *traffic, enum traffic_by by,
		      const char *title, FILE *out)
{
	const struct timeline *timeline = &traffic->over_time[by];
	const struct tally *tally = &traffic->by[by];
	const struct tally_row **ranked = tally_ranked(tally);
	const double seconds = (1ull << timeline->shift) / 1e9;
	const unsigned int bins = whole_bins(timeline, traffic->last_ns);
	struct course courses[MAX_LINES];
	unsigned int n, step, end;

	if (!ranked)
		return -ENOMEM;
	n = choose(traffic, by, ranked, courses);
	step = bins_of_point(timeline, bins, n);
	fprintf(out, "$rates%u << END\n", by);
	for (unsigned int bin = 0; bin < bins; bin = end) {
		end = bins - bin < step ? bins : bin + step;
		fprintf(out, "%.9g", (bin + end) / 2.0 * seconds);
		for (unsigned int i = 0; i < n; i++)
			fprintf(out, " %.9g",
				count_line(timeline, tally, courses, n, i, bin,
					   end) /
					((end - bin) * seconds));
		fputc('\n', out);
	}
	fputs("END\nset title ", out);
	gnuplot_quote(out, title);
	fprintf(out,
		"\nunset logscale\nset xlabel 'time'\nset ylabel 'TLP/s'\n"
		"set format x '%%.0s %%cs'\n"
		"set format y '%%.1s %%c'\nset yrange [0:*]\n"
		"set xrange [0:%.9g]\n\nplot ",
		bins * seconds);
	for (unsigned int i = 0; i < n; i++) {
		fprintf(out, "%s$rates%u using 1:%u", i ? ", " : "", by, i + 2);
		line_style(out, i, courses[i].title);
	}
	fputc('\n', out);
	free(ranked);
	return 0;
}

/* In the order of rank, as for the rates */
static unsigned int latency_rows(const struct tally_row **ranked, size_t count,
				 const struct tally_row *rows[MAX_LINES])
{
	unsigned int n = 0;

	for (size_t i = 0; i < count && n < MAX_LINES; i++)
		if (ranked[i]->latency)
			rows[n++] = ranked[i];
	return n;
}

/* A link has the same colour as among the rates; links without a line there get
 * the remaining colours. */
static void choose_colours(const struct tally_row *const *rows, unsigned int n,
			   const struct course *courses, unsigned int lines,
			   unsigned int chosen[MAX_LINES])
{
	unsigned int used = 0, spare = 0;

	for (unsigned int i = 0; i < n; i++) {
		chosen[i] = 0;
		while (chosen[i] < lines && courses[chosen[i]].row != rows[i])
			chosen[i]++;
		if (chosen[i] == lines)
			chosen[i] = MAX_LINES;
		else
			used |= 1u << chosen[i];
	}
	for (unsigned int i = 0; i < n; i++) {
		if (chosen[i] < MAX_LINES)
			continue;
		while (used >> spare & 1)
			spare++;
		chosen[i] = spare++;
	}
}

static int draw_latencies(const struct traffic *traffic, FILE *out)
{
	const struct tally *tally = &traffic->by[TRAFFIC_LINK];
	const struct tally_row **ranked = tally_ranked(tally), *rows[MAX_LINES];
	struct course courses[MAX_LINES];
	unsigned int colour[MAX_LINES], n;
	struct traffic_label label;
	char title[300];

	if (!ranked)
		return -ENOMEM;
	n = latency_rows(ranked, tally->count, rows);
	choose_colours(rows, n, courses,
		       choose(traffic, TRAFFIC_LINK, ranked, courses), colour);
	free(ranked);

	for (unsigned int i = 0; i < n; i++) {
		fprintf(out, "$latency%u << END\n", i);
		for (unsigned int permille = 0; permille <= 1000; permille++)
			fprintf(out, "%.9g %.1f\n",
				latency_percentile(rows[i]->latency, permille) /
					1e9,
				permille / 10.0);
		fputs("END\n", out);
	}
	fputs("set title 'Latency: request to last completion'\n"
	      "set logscale x\nset xlabel 'latency'\n"
	      "set ylabel 'requests completed'\n"
	      "set format x '%.0s %cs'\nset format y '%.0f %%'\n"
	      "set xrange [*:*]\nset yrange [0:100]\n"
	      "\nplot ",
	      out);
	for (unsigned int i = 0; i < n; i++) {
		traffic_label(traffic, TRAFFIC_LINK, rows[i]->key, &label);
		snprintf(title, sizeof(title), "%.250s %.16s", label.name[0],
			 label.name[1]);
		fprintf(out, "%s$latency%u using 1:2", i ? ", " : "", i);
		line_style(out, colour[i], title);
	}
	fputc('\n', out);
	return 0;
}

static bool has_latency(const struct tally *tally)
{
	for (size_t i = 0; i < tally->count; i++)
		if (tally->rows[i].latency)
			return true;
	return false;
}

static void begin(const struct traffic *traffic, const char *path,
		  unsigned int panels, FILE *out)
{
	const struct tally_row all = tally_sum(&traffic->by[TRAFFIC_TYPE]);
	const char *slash = strrchr(path, '/');
	char text[400], time[SCALE_MAX];

	snprintf(text, sizeof(text), "%.255s: %" PRIu64 " TLPs in %s",
		 slash ? slash + 1 : path, all.tlps,
		 scale_ns(traffic->last_ns - traffic->first_ns, time));
	fprintf(out,
		"set encoding utf8\n"
		"set terminal pngcairo noenhanced size %d,%u font 'sans,11'\n"
		"set output\n"
		"set border 3 linecolor rgb '#606060'\n"
		"set tics nomirror out textcolor rgb '#303030'\n"
		"set grid linecolor rgb '#d8d8d8' linewidth 1\n"
		"set key outside right top Left reverse samplen 2 width 1 textcolor rgb '#303030'\n"
		"set lmargin 12\nset rmargin 24\n"
		"set multiplot layout %u,1 title ",
		WIDTH, TITLE_HEIGHT + PANEL_HEIGHT * panels, panels);
	gnuplot_quote(out, text);
	fputs(" font 'sans,14'\n", out);
}

int stat_plot(const struct stat_counts *counts, const char *path,
	      const char *picture)
{
	const struct traffic *traffic = &counts->traffic;
	const bool latency = has_latency(&traffic->by[TRAFFIC_LINK]);
	const bool hints = traffic->by[TRAFFIC_ST].count;
	FILE *script;
	int ret;

	if (!traffic->over_time[TRAFFIC_LINK].used)
		return -ENODATA;
	ret = gnuplot_script(&script);
	if (ret)
		return ret;
	begin(traffic, path, 1 + hints + latency, script);
	ret = draw_rates(traffic, TRAFFIC_LINK, "Rate by link and direction",
			 script);
	if (!ret && hints)
		ret = draw_rates(traffic, TRAFFIC_ST,
				 "Rate of memory requests by steering tag",
				 script);
	if (!ret && latency)
		ret = draw_latencies(traffic, script);
	if (ret) {
		fclose(script);
		return ret;
	}
	fputs("unset multiplot\n", script);
	return gnuplot_draw(script, picture);
}
