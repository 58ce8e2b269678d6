// SPDX-License-Identifier: BSD-3-Clause
/* Random traffic by the million, with runs and without, until one differs */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/runs/pair.h"

static const char usage[] =
	"Usage: runs-traffic [-n TLPS] [-s SEED]\n"
	"Send at least TLPS (10000000) random TLPs with runs and without, and compare\n"
	"all that can be observed. Exit status: 0 the same, 1 a difference, 2 usage.\n"
	"\n"
	"  -n TLPS  number of requests, of one of the two\n"
	"  -s SEED  first case; with -n 1 only this one (by the clock)\n";

static uint64_t number(const char *text)
{
	char *end;
	const uint64_t value = strtoull(text, &end, 0);

	if (end == text || *end || *text == '-') {
		fputs(usage, stderr);
		exit(2);
	}
	return value;
}

/* One line of a terminal, or a line of a log now and then */
static void show(uint64_t done, uint64_t all, uint64_t seed)
{
	static time_t next;
	const bool terminal = isatty(STDERR_FILENO);
	const time_t now = time(NULL);

	if (now < next && done < all)
		return;
	next = now + (terminal ? 1 : 10);
	fprintf(stderr, "%s%" PRIu64 " of %" PRIu64 " TLPs, seed %" PRIu64 "%s",
		terminal ? "\r" : "", done, all, seed,
		terminal && done < all ? "" : "\n");
}

static void line(const char *text)
{
	printf("  %s\n", text);
}

static int report(struct pair_case *c, struct pair_result *result)
{
	if (isatty(STDERR_FILENO))
		fputc('\n', stderr);
	printf("seed %" PRIu64 " differs:\n%s", c->seed, result->text);
	fflush(stdout);
	pair_reduce(c, result);
	printf("reduced to these steps:\n");
	pair_list(c, line);
	printf("%s", result->text);
	return 1;
}

int main(int argc, char **argv)
{
	uint64_t want = 10000000, seed = (uint64_t)time(NULL) * 1000, done = 0;
	uint64_t first;
	int c;

	while ((c = getopt(argc, argv, "n:s:")) != -1) {
		if (c == 'n')
			want = number(optarg);
		else if (c == 's')
			seed = number(optarg);
		else
			want = 0;
	}
	if (!want || optind != argc) {
		fputs(usage, stderr);
		return 2;
	}
	for (first = seed; done < want; seed++) {
		struct pair_case c = {
			.seed = seed,
			.taps = seed % 3,
			.steps = PAIR_STEPS,
		};
		struct pair_result result;

		if (!pair_run(&c, &result))
			return report(&c, &result);
		done += result.tlps;
		show(done, want, seed);
	}
	printf("%" PRIu64 " TLPs of seeds %" PRIu64 " to %" PRIu64
	       " are the same with runs and without\n",
	       done, first, seed - 1);
	return 0;
}
