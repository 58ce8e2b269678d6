// SPDX-License-Identifier: BSD-3-Clause
/* What the traffic exercised: a generator that forgets a kind is noticed */
#include <inttypes.h>
#include <stdio.h>

#include "ground.h"
#include "tests/rtl/diff/watch.h"

static const char *const event_names[] = {"entry", "range", "partial", "poison",
					  "pass"};

static const char *const op_names[ACCEL_OP_MAX] = {
	[ACCEL_OP_STORE] = "STORE",
	[ACCEL_OP_ADD_U32] = "ADD_U32",
	[ACCEL_OP_ADD_F32] = "ADD_F32",
	[ACCEL_OP_MAX_U32] = "MAX_U32",
	[ACCEL_OP_MAX_F32] = "MAX_F32",
	[ACCEL_OP_XOR] = "XOR",
	[ACCEL_OP_F32_TO_BF16] = "F32_TO_BF16",
	[ACCEL_OP_BF16_ADD_F32] = "BF16_ADD_F32",
	[ACCEL_OP_DISCARD] = "DISCARD",
};

static uint64_t landed(const struct expect *expect)
{
	uint64_t sum = 0;

	for (unsigned int p = 0; p < DIFF_PARTS; p++)
		sum += expect->part[p][ACCEL_PART_COUNT_WRITES];
	return sum;
}

void watch_tally(struct drive *drive, const struct step *step,
		 const struct expect *expect)
{
	struct drive_tally *tally = drive->run->tally;
	const struct accel *accel = &drive->model.accel;
	const uint32_t entry = accel->table[step->tlp.st & 0xff];

	for (unsigned int e = 0; e < ARRAY_SIZE(event_names); e++)
		tally->events[e] +=
			(expect->event.status & ~drive->status) >> e & 1;
	drive->status = expect->event.status;
	if (step->regs || step->tlp.type != TLP_MWR)
		return;
	tally->beside += expect->pass;
	if (expect->tagged && (entry & ACCEL_ENTRY_VALID) &&
	    (entry & ACCEL_ENTRY_OP) < ACCEL_OP_MAX && landed(expect))
		tally->ops[entry & ACCEL_ENTRY_OP]++;
}

/* Return: false: @count is 0 */
static bool print(const char *name, uint64_t count)
{
	printf("# %-14s %" PRIu64 "\n", name, count);
	return count;
}

bool tally_print(const struct drive_tally *tally)
{
	bool all = true;

	all &= print("writes", tally->writes);
	all &= print("reads", tally->reads);
	all &= print("registers", tally->registers);
	all &= print("interrupts", tally->interrupts);
	all &= print("resets", tally->resets);
	all &= print("passes", tally->passes);
	all &= print("passes refused", tally->again);
	/* A memory of one partition has no half for passes */
	all &= print("writes beside", tally->beside) || DIFF_PARTS == 1;
	all &= print("clocks waited", tally->waits);
	for (unsigned int op = 0; op < ACCEL_OP_MAX; op++)
		all &= print(op_names[op], tally->ops[op]);
	for (unsigned int e = 0; e < ARRAY_SIZE(event_names); e++)
		all &= print(event_names[e], tally->events[e]);
	return all;
}
