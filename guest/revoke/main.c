// SPDX-License-Identifier: BSD-3-Clause
/* tph-revoke: rounds in random order, and what came of them */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/options.h"
#include "guest/revoke/revoke.h"

#define FIRST_TAG 0x1000
#define PROGRESS  20

static const char usage[] =
	"Usage: tph-revoke [OPTION]... ACCELERATOR WITNESS ENGINE\n"
	"Revoke a dma-buf of ACCELERATOR in ROUNDS ways while ENGINE writes into it, and\n"
	"write marks into the memory of WITNESS.\n"
	"  -n, --count=ROUNDS  number of rounds, up to 20000; default: 100\n"
	"  -s, --seed=SEED     of the random numbers; default: 1\n"
	"Lines for the judge: \"era N from=A to=B width=W st=S addr=R\", the tags and places\n"
	"of all writes after the mark at address A and before that at B; \"quiet N from=A\n"
	"to=B\", no write; \"memory R\", that of ACCELERATOR.\n"
	"Exit status: 0; 1 a call had another result than it must have, or there was a hang;\n"
	"2 cannot run.\n";

/* Bus address of a 64-bit BAR */
static uint64_t bar_address(const char *bdf)
{
	uint32_t reg[2];

	revoke_expect(tph_pci_config_read(bdf, 0x10 + 4 * ACCEL_BAR_MEM, reg,
					  sizeof(reg)),
		      0, "read a BAR's address");
	return ((uint64_t)reg[1] << 32 | reg[0]) & ~0xfull;
}

static void begin(struct revoke *r)
{
	const struct tph_open_options options = {.bind = true};
	struct revoke_region *region;

	revoke_expect(tph_device_open(r->witness_bdf, &options, &r->witness), 0,
		      "open the witness");
	revoke_open(r);
	revoke_open_dma(r);
	revoke_expect(tph_bar_size(tph_accel_device(r->accel), ACCEL_BAR_MEM,
				   &r->size),
		      0, "size");
	r->bar = bar_address(r->bdf);
	r->marks_bar = bar_address(r->witness_bdf);
	printf("memory 0x%" PRIx64 "+0x%" PRIx64 "\n", r->bar, r->size);

	r->tag = FIRST_TAG;
	region = revoke_export(r);
	revoke_expect(revoke_tag(r, region), 0, "tag");
	r->since = revoke_mark(r);
	revoke_import(r, region);
	revoke_start(r);
	revoke_give(r, REVOKE_CURRENT, region);
}

static void end(struct revoke *r)
{
	struct revoke_region *region = revoke_current(r);

	revoke_stop(r);
	revoke_era(r, region, r->tag);
	revoke_free(region);
	revoke_free(atomic_load(&r->writers[REVOKE_FORMER].region));
	tph_dma_close(r->dma);
	tph_accel_close(r->accel);
	tph_device_close(r->witness);
}

static void report(const struct revoke *r, unsigned int round,
		   const unsigned int *counts)
{
	unsigned long long done = 0, refused = 0;

	for (unsigned int i = 0; i < REVOKE_WRITERS; i++) {
		done += r->writers[i].done;
		refused += r->writers[i].refused;
	}
	printf("tph-revoke: %u rounds:", round);
	for (unsigned int i = 0; i < revoke_nkinds; i++)
		printf(" %s %u", revoke_kinds[i].name, counts[i]);
	printf("; writes: %llu done, %llu refused\n", done, refused);
}

int main(int argc, char **argv)
{
	struct revoke r = {.seed = 1};
	uint64_t rounds = 100;
	const struct option_row rows[] = {
		{"count", 'n', OPTION_VALUE(rounds, 20000)},
		{"seed", 's', OPTION_VALUE(r.seed, UINT32_MAX)},
		{0},
	};
	const struct options options = {usage, rows, NULL, 3, 3};
	unsigned int counts[16] = {0}, round = 0;
	int status = options_parse(&options, argc, argv);

	if (status >= 0)
		return status;
	r.bdf = argv[optind];
	r.witness_bdf = argv[optind + 1];
	r.dma_bdf = argv[optind + 2];
	printf("tph-revoke: seed %" PRIu64 ", %" PRIu64 " rounds\n", r.seed,
	       rounds);
	r.seed = r.seed * 0x9e3779b97f4a7c15ull | 1;

	begin(&r);
	while (round < rounds) {
		unsigned int kind = revoke_random(&r.seed, revoke_nkinds);

		revoke_phase(++round, revoke_kinds[kind].name);
		revoke_flows(&r);
		revoke_kinds[kind].run(&r);
		counts[kind]++;
		if (round % PROGRESS == 0)
			report(&r, round, counts);
		fflush(stdout);
	}
	revoke_phase(round, "end");
	revoke_flows(&r);
	end(&r);
	report(&r, round, counts);
	return 0;
}
