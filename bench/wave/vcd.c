// SPDX-License-Identifier: BSD-3-Clause
/* A simulator's file of signals: "tph stat" beside wc over the same file */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bench/command.h"
#include "bench/measure.h"
#include "bench/records.h"

static const char usage[] =
	"Usage: bench-wave [OPTION]... TPH FOLDER\n"
	"Time the program TPH reading the TLPs of a VCD beside wc -l. The file is made in\n"
	"FOLDER and removed. -s is the size of payloads, -n the size of the file in KiB\n"
	"(65536).\n";

#define DEFAULT_KIB 65536
#define KIB	    1024
#define MAX_PATH    4096

/* Half a clock, in the unit of the file */
#define HALF 2

/**
 * struct wave - the file and the commands that read it
 * @path:	file, whose times are ns
 * @file:	while it is made
 * @time:	of the next half of a clock
 * @bytes, @lines, @tlps: in the file
 * @kib:	its size as asked for; the last TLP ends after that
 * @last, @keep: values of these signals
 * @tph, @wc:	command lines
 */
struct wave {
	char path[MAX_PATH];
	FILE *file;
	uint64_t time, bytes, lines, tlps, kib;
	int last, keep;
	struct bench_command tph, wc;
};

/* One operation is one KiB of the file; a run reads all of it */
static int run_tph(void *ctx, uint64_t n)
{
	struct wave *w = ctx;
	char want[64];
	int ret = bench_command_run(&w->tph);

	snprintf(want, sizeof(want), "\"tlps\":%" PRIu64 ",", w->tlps);
	if (!ret && (n != w->kib || !strstr(w->tph.output, want)))
		ret = -EIO;
	return ret;
}

static int run_wc(void *ctx, uint64_t n)
{
	struct wave *w = ctx;
	char want[64];
	int ret = bench_command_run(&w->wc);

	snprintf(want, sizeof(want), "%" PRIu64 " ", w->lines);
	if (!ret && (n != w->kib || strncmp(w->wc.output, want, strlen(want))))
		ret = -EIO;
	return ret;
}

static void put(struct wave *w, const char *text)
{
	w->bytes += strlen(text);
	for (const char *c = text; *c; c++)
		w->lines += *c == '\n';
	fputs(text, w->file);
}

static void put_header(struct wave *w)
{
	put(w, "$timescale 1ns $end\n"
	       "$scope module top $end\n"
	       "$var wire 1 ! clk $end\n"
	       "$var wire 64 \" m_axis_rx_tdata [63:0] $end\n"
	       "$var wire 1 # m_axis_rx_tlast $end\n"
	       "$var wire 8 $ m_axis_rx_tkeep [7:0] $end\n"
	       "$var wire 1 % m_axis_rx_tvalid $end\n"
	       "$var wire 1 & m_axis_rx_tready $end\n"
	       "$var wire 22 ' m_axis_rx_tuser [21:0] $end\n"
	       "$upscope $end\n"
	       "$enddefinitions $end\n"
	       "#0\n0!\nb0 \"\n0#\nb11111111 $\n0%\n1&\nb100 '\n"
	       "#2\n1!\n#4\n0!\n1%\n");
	w->time = 4;
	w->keep = 0xff;
}

/* DWs of a beat, the first one in the lower half; bytes of a DW from the highest on */
static void put_data(struct wave *w, const uint8_t *bytes, size_t len)
{
	char text[80] = "b", *end = text + 1;

	for (unsigned int i = 0; i < 64; i++) {
		const unsigned int byte = i / 8 ^ 4;
		const unsigned int value = byte < len ? bytes[byte] : 0;

		*end++ = '0' + (value >> (7 - i % 8) & 1);
	}
	strcpy(end, " \"\n");
	put(w, text);
}

/* The signals, at the falling edge before the rising edge that takes them */
static void put_beat(struct wave *w, const uint8_t *bytes, size_t len, bool end)
{
	const int keep = len < 8 ? 0x0f : 0xff;
	char text[64];

	put_data(w, bytes, len);
	if (w->last != end)
		put(w, end ? "1#\n" : "0#\n");
	if (w->keep != keep)
		put(w, keep == 0xff ? "b11111111 $\n" : "b1111 $\n");
	w->last = end;
	w->keep = keep;
	snprintf(text, sizeof(text), "#%" PRIu64 "\n1!\n#%" PRIu64 "\n0!\n",
		 w->time + HALF, w->time + 2 * HALF);
	put(w, text);
	w->time += 2 * HALF;
}

/* Repeat the TLPs until the file is long enough. */
static int make(struct wave *w, const struct record *records)
{
	w->file = fopen(w->path, "w");
	if (!w->file)
		return -errno;
	put_header(w);
	for (; w->bytes < w->kib * KIB; w->tlps++) {
		const struct record *r = &records[w->tlps % RECORDS];

		for (size_t at = 0; at < r->len; at += 8)
			put_beat(w, r->bytes + at,
				 r->len - at < 8 ? r->len - at : 8,
				 r->len - at <= 8);
	}
	return fclose(w->file) ? -errno : 0;
}

static int measure(const char *tph, const char *folder,
		   const struct record *records,
		   const struct bench_options *options)
{
	static struct wave w;
	const char *const stat[] = {
		tph,	   "stat", "--json", "--stream", "s7-rx:m_axis_rx",
		"--clock", "clk",  w.path,   NULL};
	const char *const wc[] = {"wc", "-l", w.path, NULL};
	const struct bench bench = {
		.figure = {"tph stat, VCD", run_tph, .ctx = &w,
			   .memory_kib = &w.tph.memory_kib},
		.yardstick = {"wc -l", run_wc, .ctx = &w,
			      .memory_kib = &w.wc.memory_kib},
		.unit = "KiB",
		.ops = options->iters ? options->iters : DEFAULT_KIB,
		.whole = true,
		.samples = 1,
	};
	int ret;

	snprintf(w.path, sizeof(w.path), "%s/wave.tmp", folder);
	w.kib = bench.ops;
	w.tph.argv = stat;
	w.wc.argv = wc;
	ret = make(&w, records);
	if (!ret)
		ret = bench_measure(&bench, options);
	remove(w.path);
	return ret;
}

int main(int argc, char **argv)
{
	static struct record records[RECORDS];
	struct bench_options options;
	int first = bench_options(argc, argv, usage, &options), ret;

	if (argc - first != 2) {
		fputs(usage, stderr);
		return 2;
	}
	ret = records_make(records, options.size);
	if (!ret)
		ret = measure(argv[first], argv[first + 1], records, &options);
	if (ret)
		fprintf(stderr, "bench: %s\n", strerror(-ret));
	return ret ? 1 : 0;
}
