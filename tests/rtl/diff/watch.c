// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/diff/watch.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "ground.h"

#define FAULT_RATE 64u /* comparisons of a kind up to the faulty one */

const char *const drive_faults[DRIVE_FAULTS] = {
	[DRIVE_RIGHT] = "none",	   [DRIVE_MEMORY] = "memory",
	[DRIVE_DATA] = "data",	   [DRIVE_REGISTER] = "register",
	[DRIVE_STATUS] = "status", [DRIVE_INTERRUPT] = "interrupt",
	[DRIVE_RETIRE] = "retire", [DRIVE_TWICE] = "twice",
	[DRIVE_STATE] = "state",   [DRIVE_COUNTS] = "counts",
};

bool watch_fail(struct drive *drive, unsigned int number, const char *format,
		...)
{
	struct drive_case *run = drive->run;
	va_list list;

	va_start(list, format);
	vsnprintf(run->text, sizeof(run->text), format, list);
	va_end(list);
	run->failed = true;
	run->step = number;
	return false;
}

/* Return: true if a fault of the test is due at comparison @n of its kind */
static bool faulty(const struct drive *drive, enum drive_fault fault,
		   uint64_t n)
{
	return drive->run->fault == fault && n % FAULT_RATE == FAULT_RATE - 1;
}

/* Memory from @from on. Return: false: it differs */
static bool check_memory(struct drive *drive, unsigned int number,
			 uint32_t from)
{
	const uint8_t *got = drive->got, *want = drive->memory;
	uint32_t at = from;

	rtl_core_peek(drive->core, 0, drive->got, DIFF_MEM);
	if (!memcmp(got + from, want + from, DIFF_MEM - from))
		return true;
	while (load_le32(got + at) == load_le32(want + at))
		at += 4;
	return watch_fail(drive, number,
			  "memory at %#x: expected %08x, got %08x\n", at,
			  load_le32(want + at), load_le32(got + at));
}

/* While a pass runs, only the half that it does not touch is known. */
static uint32_t known_from(const struct expect *expect)
{
	return expect->pass ? DIFF_MEM / 2 : 0;
}

/* Interrupts of the write before the last one have come by now. */
static bool check_due(struct drive *drive)
{
	const struct drive_due *due = &drive->due;

	for (unsigned int v = 0; v < MODEL_VECTORS; v++)
		if (drive->seen[v] < due->raised[v])
			return watch_fail(drive, due->number,
					  "vector %u: expected %" PRIu64
					  " interrupts, got %" PRIu64 "\n",
					  v, due->raised[v], drive->seen[v]);
	return true;
}

static void set_due(struct drive *drive, const struct expect *expect)
{
	/* A pass raises its own at any time, so these are counted at its end */
	if (expect->pass)
		return;
	drive->due.number = expect->number;
	memcpy(drive->due.raised, expect->raised, sizeof(drive->due.raised));
}

static const char *const count_names[CORE_COUNTERS] = {
	"UNTAGGED", "TAGGED",	  "UNKNOWN",  "DROPPED",
	"PARTIAL",  "LINK_BYTES", "MEM_READ", "MEM_WRITE",
};

static const char *const part_names[ACCEL_PART_COUNTERS] = {
	"WRITES",
	"BYTES",
	"ELEMENTS",
	"ERRORS",
};

static bool check_number(struct drive *drive, const struct expect *expect,
			 const char *name, uint64_t want, uint64_t got)
{
	if (got == want)
		return true;
	return watch_fail(drive, expect->number,
			  "%s: expected %#" PRIx64 ", got %#" PRIx64 "\n", name,
			  want, got);
}

/* Events and counters, as the write has its effect */
static bool check_state(struct drive *drive, const struct expect *expect)
{
	const uint32_t pass = expect->pass ? ACCEL_EVENT_PASS : 0;
	const unsigned int known =
		expect->pass ? ACCEL_COUNT_MEM_READ : CORE_COUNTERS;
	uint32_t status = expect->event.status;
	struct core_state got;

	core_state(drive->core, &got);
	if (faulty(drive, DRIVE_STATE, drive->run->tally->writes))
		got.count[ACCEL_COUNT_LINK_BYTES]++;
	if (!check_number(drive, expect, "EVENT", status & ~pass,
			  got.event & ~pass) ||
	    !check_number(drive, expect, "EVENT_ADDR", expect->event_addr,
			  got.event_addr) ||
	    !check_number(drive, expect, "EVENT_ST", expect->event_st,
			  got.event_st))
		return false;
	for (unsigned int i = 0; i < known; i++)
		if (!check_number(drive, expect, count_names[i],
				  expect->count[i], got.count[i]))
			return false;
	return true;
}

/* Counters in RAM, two clocks later. No other write may have changed them. */
static bool check_counts(struct drive *drive, const struct expect *expect)
{
	struct core_counts got;
	char name[32];

	core_counts(drive->core, expect->tag, &got);
	if (faulty(drive, DRIVE_COUNTS, drive->run->tally->writes))
		got.part[1][ACCEL_PART_COUNT_BYTES]++;
	for (unsigned int p = 0; p < DIFF_PARTS; p++)
		for (unsigned int i = 0; i < ACCEL_PART_COUNTERS; i++) {
			snprintf(name, sizeof(name), "PART %u %s", p,
				 part_names[i]);
			if (!check_number(drive, expect, name,
					  expect->part[p][i], got.part[p][i]))
				return false;
		}
	return !expect->tagged ||
	       (check_number(drive, expect, "TAG_WRITES", expect->tags.writes,
			     got.tag[0]) &&
		check_number(drive, expect, "TAG_BYTES", expect->tags.bytes,
			     got.tag[1]));
}

/* A write has had its effect. */
static bool retired(struct drive *drive)
{
	struct drive_ring *ring = &drive->writes;
	const struct expect *expect = &ring->expect[ring->first % DRIVE_RING];

	if (ring->first == ring->end)
		return watch_fail(drive, drive->step.number,
				  "retire without a write under way\n");
	ring->first++;
	drive->quiet = 0;
	memcpy(drive->memory + expect->offset, expect->data, expect->len);
	drive->run->tally->writes++;
	if (faulty(drive, DRIVE_MEMORY, drive->run->tally->writes))
		drive->memory[DIFF_MEM - 1] ^= 1;
	if (!check_memory(drive, expect->number, known_from(expect)) ||
	    !check_state(drive, expect) || !check_due(drive))
		return false;
	set_due(drive, expect);
	drive->retired[0] = expect;
	return true;
}

static bool interrupts(struct drive *drive)
{
	const unsigned int both =
		1u << ACCEL_VECTOR_EVENT | 1u << ACCEL_VECTOR_PASS;

	drive->both |= drive->out.msix == both;
	for (unsigned int v = 0; v < MODEL_VECTORS; v++) {
		if (!(drive->out.msix >> v & 1))
			continue;
		drive->run->tally->interrupts++;
		if (faulty(drive, DRIVE_INTERRUPT,
			   drive->run->tally->interrupts))
			continue;
		/* The end of a pass is not known */
		if (++drive->seen[v] > drive->may[v] + drive->model.pass)
			return watch_fail(drive, drive->step.number,
					  "vector %u: an interrupt too many\n",
					  v);
	}
	return true;
}

static bool check_dw(struct drive *drive, const struct expect *expect,
		     uint32_t at, uint32_t got)
{
	const uint64_t offset = expect->offset + at;
	uint32_t want = load_le32(expect->data + at), cares = UINT32_MAX;

	if (expect->regs) {
		cares = model_cares(expect, offset);
		if (faulty(drive, DRIVE_REGISTER, drive->run->tally->registers))
			want ^= 1;
	} else if (faulty(drive, DRIVE_DATA, drive->run->tally->reads)) {
		want ^= 1u << 31;
	}
	if (!((got ^ want) & cares))
		return true;
	return watch_fail(drive, expect->number,
			  "%s %#" PRIx64 ": expected %08x, got %08x\n",
			  expect->regs ? "register" : "read of memory at",
			  offset, want & cares, got & cares);
}

/* The beat of a completion has been taken. */
static bool completed(struct drive *drive)
{
	struct drive_ring *ring = &drive->reads;
	const struct expect *expect = &ring->expect[ring->first % DRIVE_RING];
	const struct rtl_out *out = &drive->out;
	uint32_t head, begin, beats;
	bool ok;

	if (ring->first == ring->end)
		return watch_fail(drive, drive->step.number,
				  "completion without a read under way\n");
	ok = expect->ok ^ faulty(drive, DRIVE_STATUS, drive->run->tally->reads);
	head = (uint32_t)(expect->offset % BEAT);
	beats = ok ? (head + expect->len + BEAT - 1) / BEAT : 1;
	drive->quiet = 0;
	if (out->cpl_ok != ok || out->cpl_first != !drive->cpl_beat ||
	    out->cpl_last != (drive->cpl_beat + 1 == beats))
		return watch_fail(drive, expect->number,
				  "beat %u of %u, %s: got %s%s%s\n",
				  drive->cpl_beat, beats, ok ? "data" : "UR",
				  out->cpl_ok ? "data" : "UR",
				  out->cpl_first ? ", the first" : "",
				  out->cpl_last ? ", the last" : "");
	begin = drive->cpl_beat * BEAT;
	for (uint32_t at = 0; ok && at < BEAT; at += 4)
		if (begin + at >= head && begin + at < head + expect->len &&
		    !check_dw(drive, expect, begin + at - head,
			      load_le32(out->cpl_data + at)))
			return false;
	if (++drive->cpl_beat < beats)
		return true;
	drive->cpl_beat = 0;
	ring->first++;
	drive->run->tally->reads += !expect->regs;
	drive->run->tally->registers += expect->regs;
	return !expect->regs || check_due(drive);
}

/* A completion that had to wait stays as it is. */
static bool check_held(struct drive *drive)
{
	const struct rtl_out *out = &drive->out, *old = &drive->old;
	const bool same =
		out->cpl_valid && out->cpl_first == old->cpl_first &&
		out->cpl_last == old->cpl_last && out->cpl_ok == old->cpl_ok &&
		(!out->cpl_ok || !memcmp(out->cpl_data, old->cpl_data, BEAT));

	if (drive->held && !same)
		return watch_fail(drive, drive->step.number,
				  "a completion changed as it waited\n");
	drive->held = out->cpl_valid && !drive->in.cpl_ready;
	drive->run->tally->waits += drive->held;
	if (drive->held)
		drive->old = *out;
	return true;
}

static bool check_retire(struct drive *drive)
{
	const uint64_t n = drive->run->tally->writes;

	if (faulty(drive, DRIVE_RETIRE, n)) {
		drive->run->fault = DRIVE_RIGHT;
		return true;
	}
	return retired(drive) &&
	       (!faulty(drive, DRIVE_TWICE, n) || retired(drive));
}

bool watch_clock(struct drive *drive)
{
	const struct rtl_out *out = &drive->out;
	const struct expect *before;

	for (unsigned int i = RAM_CLOCKS; i; i--)
		drive->retired[i] = drive->retired[i - 1];
	drive->retired[0] = NULL;
	before = drive->retired[RAM_CLOCKS];
	if (before && !check_counts(drive, before))
		return false;
	if (out->msix && !interrupts(drive))
		return false;
	if (out->retire && !check_retire(drive))
		return false;
	if (!check_held(drive))
		return false;
	return !out->cpl_valid || !drive->in.cpl_ready || completed(drive);
}

static bool check_interrupts(struct drive *drive, bool pass)
{
	uint64_t *seen = drive->seen;
	const uint64_t *want = drive->model.raised;

	/* A write that raised an event in the clock of a pass's end shares its
	 * interrupt: software finds both bits set. In the C model they follow
	 * each other. */
	if (pass && drive->both &&
	    seen[ACCEL_VECTOR_EVENT] + 1 == want[ACCEL_VECTOR_EVENT])
		seen[ACCEL_VECTOR_EVENT]++;
	drive->both = false;
	for (unsigned int v = 0; v < MODEL_VECTORS; v++)
		if (seen[v] != want[v])
			return watch_fail(drive, drive->step.number,
					  "vector %u: expected %" PRIu64
					  " interrupts, got %" PRIu64 "\n",
					  v, want[v], seen[v]);
	memcpy(drive->may, want, sizeof(drive->may));
	return true;
}

bool watch_calm(struct drive *drive)
{
	const bool pass = drive->model.pass;

	model_calm(&drive->model);
	if (pass) {
		drive->run->tally->passes++;
		memcpy(drive->memory, drive->model.mem, DIFF_MEM);
	}
	return check_interrupts(drive, pass) &&
	       check_memory(drive, drive->step.number, 0);
}
