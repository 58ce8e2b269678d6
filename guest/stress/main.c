// SPDX-License-Identifier: BSD-3-Clause
/* stress: see stress.h; here: options, time, progress */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/options.h"
#include "guest/stress/stress.h"

/* Time without a completion that counts as a hang */
#define HUNG_S 30

static const char usage[] =
	"Usage: stress [OPTION]...\n"
	"Run requests of random kind and size between pairs of RC queue pairs and compare\n"
	"all data, while another thread reads the function's registers.\n"
	"  -d, --device=DEVICE     name as ibv_devices shows it; default: the first device\n"
	"  -q, --qps=QPS           queue pairs, an even number up to 64; default: 8\n"
	"  -t, --time=SECONDS      duration; default: 10\n"
	"  -p, --progress=SECONDS  time between two lines of progress; default: 10\n"
	"Exit status: 0 no error; 1 wrong data, a failed or a missing completion; 2 invalid\n"
	"usage.\n";

struct arguments {
	const char *device;
	uint64_t qps, seconds, progress;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Exits if the command line is invalid */
static void parse(int argc, char **argv, struct arguments *o)
{
	const struct option_row rows[] = {
		{"device", 'd', .text = &o->device},
		{"qps", 'q', OPTION_VALUE(o->qps, 64)},
		{"time", 't', .number = &o->seconds},
		{"progress", 'p', .number = &o->progress},
		{0},
	};
	const struct options options = {.usage = usage, .rows = rows};
	int status = options_parse(&options, argc, argv);

	if (status < 0 && (!o->qps || o->qps % 2))
		status = options_refuse(&options);
	if (status >= 0)
		exit(status);
}

static uint64_t sum(const struct stress *s)
{
	uint64_t all = 0;

	for (unsigned int i = 0; i < KINDS; i++)
		all += s->ops[i];
	return all;
}

static void report(const struct stress *s, const struct hammer *h,
		   double seconds)
{
	printf("%4.0f s: %llu requests, %llu MiB, %llu register reads\n",
	       seconds, (unsigned long long)sum(s),
	       (unsigned long long)s->bytes >> 20,
	       (unsigned long long)hammer_reads(h));
	fflush(stdout);
}

static int take_all(struct stress *s, double *last)
{
	int ret;

	while ((ret = stress_complete(s)) > 0)
		*last = now();
	if (!ret && now() - *last > HUNG_S) {
		fprintf(stderr, "stress: no completion for %d s\n", HUNG_S);
		ret = -ETIMEDOUT;
	}
	return ret;
}

static bool busy(const struct stress *s)
{
	for (unsigned int i = 0; i < s->n * SLOTS; i++)
		if (s->channels[i / SLOTS].slots[i % SLOTS].busy)
			return true;
	return false;
}

static int run(struct stress *s, const struct arguments *o,
	       const struct hammer *h)
{
	const double start = now();
	double last = start, reported = start;
	int ret = 0;

	while (!ret && now() - start < (double)o->seconds) {
		ret = stress_post(s);
		if (!ret)
			ret = take_all(s, &last);
		if (now() - reported >= (double)o->progress) {
			reported = now();
			report(s, h, reported - start);
		}
	}
	/* Let the requests under way complete */
	while (!ret && busy(s))
		ret = take_all(s, &last);
	for (unsigned int i = 0; i < s->n && !ret; i++)
		if (*s->channels[i].word != s->channels[i].counter) {
			fprintf(stderr,
				"stress: the word of the atomics is wrong\n");
			ret = -EBADMSG;
		}
	report(s, h, now() - start);
	return ret;
}

static void summary(const struct stress *s, int ret)
{
	static const char *const names[KINDS] = {
		"write", "read", "send", "write-imm", "fetch-add", "cmp-swap",
	};

	for (unsigned int i = 0; i < KINDS; i++)
		printf("%s%s %llu", i ? ", " : "", names[i],
		       (unsigned long long)s->ops[i]);
	printf("; %s\n", ret ? "FAILED" : "0 errors");
}

int main(int argc, char **argv)
{
	struct arguments o = {.qps = 8, .seconds = 10, .progress = 10};
	struct hammer *hammer = NULL;
	struct stress s = {0};
	int ret;

	parse(argc, argv, &o);
	ret = stress_open(&s, o.device, (unsigned int)o.qps);
	if (!ret && hammer_start(verbs_bdf(s.verbs), &hammer))
		fprintf(stderr,
			"stress: no registers to read (not root, or not a PCI function)\n");
	if (!ret) {
		ret = run(&s, &o, hammer);
		summary(&s, ret);
	}
	hammer_stop(hammer);
	stress_close(&s);
	return ret ? 1 : 0;
}
