// SPDX-License-Identifier: BSD-3-Clause
/* Random TLPs into the RTL and the C model, until one differs */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ground.h"
#include "tests/rtl/diff/shrink.h"

#define ENOUGH 50000u /* TLPs that try everything */

static const char usage[] =
	"Usage: test-rtl-diff-WIDTH [-a] [-n TLPS] [-s SEED] [--only CASE] [--fault NAME]\n"
	"Send at least TLPS (100000) random TLPs to the RTL of the accelerator and to\n"
	"the C model, and compare memory, counters, events, interrupts and data after\n"
	"each. The output is TAP. Exit status: 0 the same, 1 a difference, 2 usage.\n"
	"\n"
	"  -a            assertions of the RTL end the test, too\n"
	"  -n TLPS       number of requests\n"
	"  -s SEED       of all choices (OPENTPH_SEED, or 1)\n"
	"  --only CASE   run this case only\n"
	"  --fault NAME  expect something wrong, to prove that it would be noticed:\n"
	"                memory, data, register, status, interrupt, retire, twice,\n"
	"                state, counts\n";

/* What the command line asks for */
struct request {
	uint64_t want, seed, only;
	bool one, assertions;
	enum drive_fault fault;
};

static int refuse(void)
{
	fputs(usage, stderr);
	return 2;
}

static bool number(const char *text, uint64_t *ret_value)
{
	char *end;
	const uint64_t value = strtoull(text, &end, 0);

	if (end == text || *end || *text == '-')
		return false;
	*ret_value = value;
	return true;
}

static bool fault_of(const char *name, enum drive_fault *ret_fault)
{
	for (unsigned int f = 1; f < DRIVE_FAULTS; f++)
		if (!strcmp(name, drive_faults[f])) {
			*ret_fault = f;
			return true;
		}
	return false;
}

static bool parse(int argc, char **argv, struct request *request)
{
	static const struct option options[] = {
		{"only", required_argument, NULL, 'o'},
		{"fault", required_argument, NULL, 'f'},
		{0},
	};
	const char *seed = getenv("OPENTPH_SEED");
	bool right = true;
	int c;

	*request = (struct request){.want = 100000, .seed = 1};
	if (seed)
		right = number(seed, &request->seed);
	while ((c = getopt_long(argc, argv, "an:s:", options, NULL)) != -1) {
		if (c == 'a')
			request->assertions = true;
		else if (c == 'n')
			right &= number(optarg, &request->want);
		else if (c == 's')
			right &= number(optarg, &request->seed);
		else if (c == 'o')
			right &= request->one = number(optarg, &request->only);
		else if (c == 'f')
			right &= fault_of(optarg, &request->fault);
		else
			right = false;
	}
	return right && request->want && optind == argc;
}

/* One line of a terminal, or a line of a log now and then */
static void show(uint64_t done, const struct request *request)
{
	static time_t next;
	const bool terminal = isatty(STDERR_FILENO);
	const time_t now = time(NULL);

	if (!next)
		next = now + (terminal ? 1 : 10);
	if (now < next)
		return;
	next = now + (terminal ? 1 : 10);
	fprintf(stderr, "%s%" PRIu64 " of %" PRIu64 " TLPs, seed %" PRIu64 "%s",
		terminal ? "\r" : "", done, request->want, request->seed,
		terminal ? "" : "\n");
}

/* Each line of a diagnostic begins so */
static void say(const char *text)
{
	for (size_t len; *text; text += len) {
		len = strcspn(text, "\n");
		printf("#   %.*s\n", (int)len, text);
		len += text[len] == '\n';
	}
}

static void say_step(const struct setting *setting, unsigned int n)
{
	static struct step step;
	char text[512];

	step_make(setting, n, &step);
	step_text(&step, text, sizeof(text));
	say(text);
}

/* Print the least steps that differ. */
static void say_shrunk(struct drive *drive, struct drive_case *run)
{
	static bool keep[SHRINK_MAX];
	const struct setting *setting = run->setting;

	shrink(drive, run, keep);
	printf("# It needs these steps, and differs after step %u:\n",
	       run->step);
	for (unsigned int i = 0; i < setting->steps; i++)
		if (keep[i])
			say_step(setting, i);
	say(run->text);
}

static int report(struct drive *drive, struct drive_case *run)
{
	const struct setting *setting = run->setting;

	if (isatty(STDERR_FILENO))
		fputc('\n', stderr);
	printf("not ok 1 - seed %" PRIu64 " case %" PRIu64
	       " step %u differs: %.*s\n",
	       setting->seed, setting->number, run->step,
	       (int)strcspn(run->text, "\n"), run->text);
	say_step(setting, run->step);
	printf("# Again: -s %" PRIu64 " --only %" PRIu64 "\n", setting->seed,
	       setting->number);
	fflush(stdout);
	if (run->fault == DRIVE_RIGHT)
		say_shrunk(drive, run);
	return 1;
}

/* The case that runs, for the handler of a signal */
static char aborted[128];

static void on_abort(int signal)
{
	if (write(STDOUT_FILENO, aborted, strlen(aborted)) >= 0)
		_exit(1);
}

static void name_abort(const struct setting *setting)
{
	snprintf(aborted, sizeof(aborted),
		 "not ok 1 - seed %" PRIu64 " case %" PRIu64
		 ": an assertion of the RTL does not hold\n",
		 setting->seed, setting->number);
}

static uint64_t nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int run_all(struct drive *drive, const struct request *request)
{
	struct drive_tally tally = {0};
	const uint64_t start = nanoseconds();
	uint64_t n = request->only, took;
	bool all;

	do {
		struct setting setting;
		struct drive_case run = {
			.setting = &setting,
			.tally = &tally,
			.fault = request->fault,
		};

		setting_choose(&setting, request->seed, n++);
		name_abort(&setting);
		if (!drive_run(drive, &run))
			return report(drive, &run);
		show(tally.tlps, request);
	} while (tally.tlps < request->want && !request->one);
	took = nanoseconds() - start;
	all = tally_print(&tally) || tally.tlps < ENOUGH;
	printf("# %.2f clocks a TLP, %.0f TLPs a second\n",
	       (double)tally.clocks / (double)tally.tlps,
	       (double)tally.tlps * 1e9 / (double)took);
	printf("%s 1 - %" PRIu64 " TLPs of seed %" PRIu64
	       " are the same in the RTL and the C model%s\n",
	       all ? "ok" : "not ok", tally.tlps, request->seed,
	       all ? "" : ", but some kinds were not tried");
	return all ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct request request;
	struct drive *drive;
	int ret;

	if (!parse(argc, argv, &request))
		return refuse();
	ret = drive_create(&drive);
	if (ret) {
		fprintf(stderr, "rtl-diff: %s\n", strerror(-ret));
		return 2;
	}
	drive_assertions(drive, request.assertions);
	signal(SIGABRT, on_abort);
	puts("1..1");
	fflush(stdout);
	ret = run_all(drive, &request);
	drive_destroy(drive);
	return ret;
}
