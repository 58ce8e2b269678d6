// SPDX-License-Identifier: BSD-3-Clause
/* stress: see stress.h; here: options, time, progress */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guest/number.h"
#include "guest/stress/stress.h"

/* Without a completion for so long it counts as hung */
#define HUNG_S 30

static const char usage[] =
	"Usage: stress [-d DEVICE] [-q QPS] [-t SECONDS] [-p SECONDS]\n"
	"RC queue pairs in pairs with requests of any kind and size; all data is\n"
	"compared, while another thread reads the function's registers.\n"
	"  -d DEVICE   as ibv_devices shows it (the first one)\n"
	"  -q QPS      queue pairs, an even number up to 64 (8)\n"
	"  -t SECONDS  how long (10)\n"
	"  -p SECONDS  between two lines of progress (10)\n"
	"Exit status: 0 no error, 1 data or a completion is wrong, or nothing comes.\n";

struct told {
	const char *device;
	uint64_t qps, seconds, progress;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool parse(int argc, char **argv, struct told *t)
{
	int option;

	while ((option = getopt(argc, argv, "d:q:t:p:h")) != -1) {
		switch (option) {
		case 'd':
			t->device = optarg;
			break;
		case 'q':
			t->qps = number_parse(optarg, INT32_MAX);
			break;
		case 't':
			t->seconds = number_parse(optarg, INT32_MAX);
			break;
		case 'p':
			t->progress = number_parse(optarg, INT32_MAX);
			break;
		default:
			return false;
		}
	}
	return optind == argc && t->qps >= 2 && t->qps <= 64 &&
	       t->qps % 2 == 0 && t->seconds > 0 && t->progress > 0;
}

static uint64_t sum(const struct stress *s)
{
	uint64_t all = 0;

	for (unsigned int i = 0; i < KINDS; i++)
		all += s->ops[i];
	return all;
}

static void tell(const struct stress *s, const struct hammer *h, double seconds)
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

static int run(struct stress *s, const struct told *t, const struct hammer *h)
{
	const double start = now();
	double last = start, told = start;
	int ret = 0;

	while (!ret && now() - start < (double)t->seconds) {
		ret = stress_post(s);
		if (!ret)
			ret = take_all(s, &last);
		if (now() - told >= (double)t->progress) {
			told = now();
			tell(s, h, told - start);
		}
	}
	/* What is under way comes to its end */
	while (!ret && busy(s))
		ret = take_all(s, &last);
	for (unsigned int i = 0; i < s->n && !ret; i++)
		if (*s->channels[i].word != s->channels[i].counter) {
			fprintf(stderr, "stress: a word of atomics is wrong\n");
			ret = -EBADMSG;
		}
	tell(s, h, now() - start);
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
	struct told told = {.qps = 8, .seconds = 10, .progress = 10};
	struct hammer *hammer = NULL;
	struct stress s = {0};
	int ret;

	if (!parse(argc, argv, &told)) {
		fputs(usage, stderr);
		return 2;
	}
	ret = stress_open(&s, told.device, (unsigned int)told.qps);
	if (!ret && hammer_start(verbs_bdf(s.verbs), &hammer))
		fprintf(stderr,
			"stress: no registers to read (not root, or no PCI function)\n");
	if (!ret) {
		ret = run(&s, &told, hammer);
		summary(&s, ret);
	}
	hammer_stop(hammer);
	stress_close(&s);
	return ret ? 1 : 0;
}
