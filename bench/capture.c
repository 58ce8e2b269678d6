// SPDX-License-Identifier: BSD-3-Clause
/*
 * Captures: "tph stat" and "tph convert" beside a bare loop of libpcap over the
 * same file, "tph stat" beside tshark with the dissector; writing beside
 * pcap_dump().
 */
#include <errno.h>
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/command.h"
#include "bench/measure.h"
#include "bench/records.h"

static const char usage[] =
	"Usage: bench-capture [OPTION]... TPH FOLDER [DISSECTOR]\n"
	"Time the program TPH reading captures, and writing them, beside libpcap; with\n"
	"the file DISSECTOR also beside tshark. The captures are made in FOLDER and\n"
	"removed. -s is the size of payloads, -n the size of the captures in TLPs.\n";

#define READ_TLPS  1000000
#define SLOW_TLPS  20000 /* for tshark */
#define WRITE_TLPS 262144

#define MAX_PATH 4096

/**
 * struct capture - a file and the commands that read it
 * @path:	file
 * @tlps:	TLPs in it
 * @tph, @tshark: command lines
 */
struct capture {
	char path[MAX_PATH];
	uint64_t tlps;
	struct bench_command tph, tshark;
};

/* One operation is one TLP of the file; a run reads all of it */
static int run_tph(void *ctx, uint64_t n)
{
	struct capture *c = ctx;
	char want[64];
	int ret = bench_command_run(&c->tph);

	snprintf(want, sizeof(want), "\"tlps\":%" PRIu64 ",", c->tlps);
	if (!ret && (n != c->tlps || !strstr(c->tph.output, want)))
		ret = -EIO;
	return ret;
}

static int run_tshark(void *ctx, uint64_t n)
{
	struct capture *c = ctx;
	int ret = bench_command_run(&c->tshark);

	if (!ret && (n != c->tlps || !strstr(c->tshark.output, "Frames")))
		ret = -EIO;
	return ret;
}

static int run_pcap(void *ctx, uint64_t n)
{
	const struct capture *c = ctx;
	char error[PCAP_ERRBUF_SIZE];
	struct pcap_pkthdr *header;
	const u_char *data;
	uint64_t count = 0;
	pcap_t *pcap = pcap_open_offline_with_tstamp_precision(
		c->path, PCAP_TSTAMP_PRECISION_NANO, error);

	if (!pcap) {
		fprintf(stderr, "bench: libpcap: %s\n", error);
		return -EIO;
	}
	while (pcap_next_ex(pcap, &header, &data) == 1)
		count++;
	pcap_close(pcap);
	return count == n && n == c->tlps ? 0 : -EIO;
}

static int make(struct capture *c, const char *folder, const char *name,
		const struct record *records, uint64_t tlps)
{
	snprintf(c->path, sizeof(c->path), "%s/%s", folder, name);
	c->tlps = tlps;
	return records_save(records, tlps, c->path);
}

static int measure_read(const char *tph, const char *folder,
			const struct record *records,
			const struct bench_options *options)
{
	static struct capture c;
	const char *const argv[] = {tph, "stat", "--json", c.path, NULL};
	const struct bench bench = {
		.figure = {"tph stat", run_tph, .ctx = &c,
			   .memory_kib = &c.tph.memory_kib},
		.yardstick = {"pcap_next_ex", run_pcap, .ctx = &c},
		.unit = "TLP",
		.ops = options->iters ? options->iters : READ_TLPS,
		.whole = true,
		.samples = 1,
	};
	int ret = make(&c, folder, "read.tmp", records, bench.ops);

	c.tph.argv = argv;
	if (!ret)
		ret = bench_measure(&bench, options);
	remove(c.path);
	return ret;
}

/**
 * struct trace - a capture and the trace that is made from it
 * @capture:	capture
 * @path:	trace
 */
struct trace {
	struct capture capture;
	char path[MAX_PATH];
};

static int run_convert(void *ctx, uint64_t n)
{
	struct trace *t = ctx;
	int ret = bench_command_run(&t->capture.tph);

	return ret ? ret : n == t->capture.tlps ? 0 : -EIO;
}

/* Each packet of a trace is field 1, with its length in two bytes */
static uint64_t count_packets(FILE *file)
{
	uint64_t count = 0;
	uint8_t head[3];

	while (fread(head, sizeof(head), 1, file) == 1 && head[0] == 0x0a &&
	       !fseek(file, (head[1] & 0x7f) | head[2] << 7, SEEK_CUR))
		count++;
	return count;
}

/* Each of eight TLPs is an event, seven change a counter, two make a slice */
static int end_convert(void *ctx)
{
	const struct trace *t = ctx;
	FILE *file = fopen(t->path, "r");
	uint64_t packets = file ? count_packets(file) : 0;

	if (file)
		fclose(file);
	return packets > t->capture.tlps / 8 * 17 ? 0 : -EIO;
}

static int measure_convert(const char *tph, const char *folder,
			   const struct record *records,
			   const struct bench_options *options)
{
	static struct trace t;
	struct capture *c = &t.capture;
	const char *const argv[] = {tph,  "convert", "--format", "perfetto",
				    "-w", t.path,    c->path,	 NULL};
	const struct bench bench = {
		.figure = {"tph convert, perfetto", run_convert,
			   .end = end_convert, .ctx = &t,
			   .memory_kib = &c->tph.memory_kib},
		.yardstick = {"pcap_next_ex", run_pcap, .ctx = c},
		.unit = "TLP",
		.ops = options->iters ? options->iters : READ_TLPS,
		.whole = true,
		.samples = 1,
	};
	int ret = make(c, folder, "read.tmp", records, bench.ops);

	snprintf(t.path, sizeof(t.path), "%s/trace.tmp", folder);
	c->tph.argv = argv;
	if (!ret)
		ret = bench_measure(&bench, options);
	remove(c->path);
	remove(t.path);
	return ret;
}

static int measure_tshark(const char *tph, const char *folder,
			  const char *dissector, const struct record *records,
			  const struct bench_options *options)
{
	static struct capture c;
	char script[MAX_PATH];
	const char *const argv[] = {tph, "stat", "--json", c.path, NULL};
	const char *const tshark[] = {"tshark", "-X",
				      script,	"-r",
				      c.path,	"-q",
				      "-z",	"io,stat,0,tlp.th==1",
				      NULL};
	const struct bench bench = {
		.figure = {"tph stat, small file", run_tph, .ctx = &c,
			   .memory_kib = &c.tph.memory_kib},
		.yardstick = {"tshark", run_tshark, .ctx = &c,
			      .memory_kib = &c.tshark.memory_kib},
		.unit = "TLP",
		.ops = options->iters ? options->iters : SLOW_TLPS,
		.whole = true,
		.samples = 1,
	};
	int ret = make(&c, folder, "slow.tmp", records, bench.ops);

	snprintf(script, sizeof(script), "lua_script:%s", dissector);
	c.tph.argv = argv;
	c.tshark.argv = tshark;
	if (!ret)
		ret = bench_measure(&bench, options);
	remove(c.path);
	return ret;
}

/**
 * struct output - a file and its writers
 * @records:	TLPs to write
 * @path:	file
 * @writer, @pcap, @dumper: ours; libpcap's
 */
struct output {
	const struct record *records;
	char path[MAX_PATH];
	struct capture_writer *writer;
	pcap_t *pcap;
	pcap_dumper_t *dumper;
};

static int begin_writer(void *ctx)
{
	struct output *o = ctx;
	int ret = capture_create(o->path, CAPTURE_LINKTYPE_USER0, &o->writer);

	if (ret)
		return ret;
	capture_add_interface(o->writer, "dn0", NULL);
	capture_add_interface(o->writer, "dn1", NULL);
	return 0;
}

/* The measured time includes writing out the buffer */
static int run_writer(void *ctx, uint64_t n)
{
	struct output *o = ctx;

	for (uint64_t i = 0; i < n; i++) {
		const struct record *r = &o->records[i % RECORDS];
		int ret =
			capture_write(o->writer, r->link, r->dir, record_ns(i),
				      r->bytes, r->len, NULL, 0);

		if (ret)
			return ret;
	}
	return capture_flush(o->writer);
}

static int end_writer(void *ctx)
{
	struct output *o = ctx;

	return capture_close(o->writer);
}

static int begin_pcap(void *ctx)
{
	struct output *o = ctx;

	o->pcap = pcap_open_dead_with_tstamp_precision(
		CAPTURE_LINKTYPE_USER0, CAPTURE_MAX_LEN,
		PCAP_TSTAMP_PRECISION_NANO);
	o->dumper = o->pcap ? pcap_dump_open(o->pcap, o->path) : NULL;
	return o->dumper ? 0 : -EIO;
}

static int run_dump(void *ctx, uint64_t n)
{
	struct output *o = ctx;

	for (uint64_t i = 0; i < n; i++) {
		const struct record *r = &o->records[i % RECORDS];
		const uint64_t ns = record_ns(i);
		const struct pcap_pkthdr header = {
			.ts = {ns / 1000000000, ns % 1000000000},
			.caplen = r->len,
			.len = r->len,
		};

		pcap_dump((u_char *)o->dumper, &header, r->bytes);
	}
	return pcap_dump_flush(o->dumper) ? -EIO : 0;
}

static int end_pcap(void *ctx)
{
	struct output *o = ctx;

	pcap_dump_close(o->dumper);
	pcap_close(o->pcap);
	return 0;
}

static int measure_write(const char *name, const char *path,
			 const struct record *records,
			 const struct bench_options *options)
{
	static struct output o;
	const struct bench bench = {
		.figure = {name, run_writer, begin_writer, end_writer, &o},
		.yardstick = {"pcap_dump", run_dump, begin_pcap, end_pcap, &o},
		.unit = "TLP",
		.ops = WRITE_TLPS,
		.samples = 1,
	};

	o.records = records;
	snprintf(o.path, sizeof(o.path), "%s", path);
	return bench_measure(&bench, options);
}

int main(int argc, char **argv)
{
	static struct record records[RECORDS];
	struct bench_options options;
	int first = bench_options(argc, argv, usage, &options), ret;
	char path[MAX_PATH];

	if (argc - first != 2 && argc - first != 3) {
		fputs(usage, stderr);
		return 2;
	}
	snprintf(path, sizeof(path), "%s/write.tmp", argv[first + 1]);
	ret = records_make(records, options.size);
	if (!ret)
		ret = measure_read(argv[first], argv[first + 1], records,
				   &options);
	if (!ret)
		ret = measure_convert(argv[first], argv[first + 1], records,
				      &options);
	if (!ret && argc - first == 3)
		ret = measure_tshark(argv[first], argv[first + 1],
				     argv[first + 2], records, &options);
	if (!ret)
		ret = measure_write("capture to null", "/dev/null", records,
				    &options);
	if (!ret)
		ret = measure_write("capture to file", path, records, &options);
	remove(path);
	if (ret)
		fprintf(stderr, "bench: %s\n", strerror(-ret));
	return ret ? 1 : 0;
}
