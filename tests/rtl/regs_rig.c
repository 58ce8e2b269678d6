// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/regs_rig.h"

#define PATIENCE     2000 /* clocks: a sweep takes 512 */
#define PASS_CLOCKS  2	  /* from the start of a pass to its error */
#define PASS_PER_CLK 255

int rig_create(struct rig *rig, bool tph)
{
	*rig = (struct rig){.rng = {0x9e3779b97f4a7c15}};
	assert_int_equal(accel_init(&rig->model, REGS_BENCH_MEMORY,
				    REGS_BENCH_PARTITIONS, tph, false),
			 0);
	assert_int_equal(accel_init(&rig->probe, REGS_BENCH_MEMORY,
				    REGS_BENCH_PARTITIONS, tph, false),
			 0);
	rig->in.tph = tph;
	rig_reset(rig);
	return 0;
}

void rig_free(struct rig *rig)
{
	accel_free(&rig->model);
	accel_free(&rig->probe);
}

/* Signals that mean nothing without a commit: anything */
static void scramble(struct rig *rig, struct regs_bench_commit *commit)
{
	uint64_t r = rng_next(&rig->rng);

	*commit = (struct regs_bench_commit){
		.entry = r & 1,
		.range = r >> 1 & 1,
		.poison = r >> 2 & 1,
		.lands = r >> 3 & 1,
		.counts = r >> 4 & 1,
		.th = r >> 5 & 1,
		.kind = (uint8_t)(r >> 6 & 1),
		.tag = r >> 8 & 7,
		.partition = r >> 16 & 0x3f,
		.addressed = r >> 24 & 0x3f,
		.partial = r >> 28 & 0xfff,
		.bytes = r >> 40 & 0x1fff,
		.landed = r >> 44 & 0x1fff,
		.read = r >> 48 & 0x3fff,
		.written = r >> 50 & 0x3fff,
	};
}

static uint8_t part_of(uint64_t *left)
{
	uint8_t n = *left < PASS_PER_CLK ? (uint8_t)*left : PASS_PER_CLK;

	*left -= n;
	return n;
}

void rig_clock(struct rig *rig)
{
	rig->in.pass_read = part_of(&rig->read);
	rig->in.pass_written = part_of(&rig->written);
	if (rig->answer && !--rig->answer)
		rig->in.pass_error = true;
	regs_bench_clock(&rig->in, &rig->out);
	for (unsigned int v = 0; v < ACCEL_MSIX_VECTORS; v++)
		rig->due[v] += rig->out.msix >> v & 1;
	rig->cycles += rig->in.busy;
	rig->in.busy = false;
	rig->in.reg_poison = false;
	rig->in.pass_done = false;
	rig->in.pass_error = false;
	scramble(rig, &rig->in.commit);
}

void rig_reset(struct rig *rig)
{
	rig->in.rst = true;
	rig->in.pass_busy = false;
	rig_clock(rig);
	rig_clock(rig);
	rig->in.rst = false;
	accel_reset(&rig->model);
	memset(rig->probe.table, 0, ACCEL_TAGS_8 * sizeof(uint32_t));
	for (unsigned int n = 0; n < PATIENCE; n++) {
		rig_clock(rig);
		if (rig->out.ready)
			break;
	}
	assert_true(rig->out.ready);
	rig->cycles = 0;
	rig->due[ACCEL_VECTOR_EVENT] = 0;
	rig->due[ACCEL_VECTOR_PASS] = 0;
}

static void compare(struct rig *rig)
{
	for (unsigned int v = 0; v < ACCEL_MSIX_VECTORS; v++) {
		assert_int_equal(rig->due[v], rig->model.vectors >> v & 1);
		rig->due[v] = 0;
	}
	rig->model.vectors = 0;
	assert_int_equal(rig->out.ingress, rig->model.ctrl);
}

void rig_settle(struct rig *rig)
{
	rig_clock(rig);
	rig_clock(rig);
	compare(rig);
}

/* Elements are landed bytes over their size */
static void set_elements(struct regs_bench_commit *commit, uint64_t elements)
{
	commit->counts = elements;
	commit->log2 = 0;
	while (elements && (uint64_t)commit->landed >> commit->log2 > elements)
		commit->log2++;
}

/* What one write counts and raises, as the C model has it from scratch */
static void probe(struct rig *rig, uint64_t offset, const struct tlp *tlp,
		  struct regs_bench_commit *commit)
{
	struct accel *p = &rig->probe;

	memset(p->count, 0, sizeof(p->count));
	memset(p->part, 0, sizeof(p->part));
	p->event = (struct event){0};
	p->ctrl = rig->model.ctrl;
	accel_ingress(p, offset, tlp);

	commit->valid = true;
	commit->kind = p->count[ACCEL_COUNT_TAGGED]    ? 1
		       : p->count[ACCEL_COUNT_UNKNOWN] ? 2
						       : 0;
	commit->tag = commit->kind ? (uint8_t)tlp->st : commit->tag;
	commit->entry = p->event.status & ACCEL_EVENT_ENTRY;
	commit->range = p->event.status & ACCEL_EVENT_RANGE;
	commit->poison = p->event.status & ACCEL_EVENT_POISON;
	commit->partial = (uint16_t)p->count[ACCEL_COUNT_PARTIAL];
	commit->bytes = (uint16_t)p->count[ACCEL_COUNT_LINK_BYTES];
	commit->read = (uint16_t)p->count[ACCEL_COUNT_MEM_READ];
	commit->written = (uint16_t)p->count[ACCEL_COUNT_MEM_WRITE];
	commit->lands = false;
	for (unsigned int n = 0; n < REGS_BENCH_PARTITIONS; n++) {
		const uint64_t *part = p->part[n];

		if (part[ACCEL_PART_COUNT_ERRORS])
			commit->addressed = (uint8_t)n;
		if (!part[ACCEL_PART_COUNT_WRITES])
			continue;
		commit->lands = true;
		commit->partition = (uint8_t)n;
		commit->landed = (uint16_t)part[ACCEL_PART_COUNT_BYTES];
		set_elements(commit, part[ACCEL_PART_COUNT_ELEMENTS]);
	}
	commit->offset = offset;
	commit->th = tlp->th;
	commit->st = tlp->st;
	commit->st_ext = tlp->st_ext;
}

void rig_ingress(struct rig *rig, uint64_t offset, const struct tlp *tlp)
{
	probe(rig, offset, tlp, &rig->in.commit);
	accel_ingress(&rig->model, offset, tlp);
	rig->in.busy = rng_below(&rig->rng, 2);
	rig_clock(rig);
	rig->in.busy = rng_below(&rig->rng, 2);
	rig_clock(rig);
	compare(rig);
}

void rig_poison(struct rig *rig)
{
	accel_event(&rig->model, ACCEL_EVENT_POISON);
	rig->in.reg_poison = true;
	rig_clock(rig);
	rig_settle(rig);
}

/* The fields that a pass would find, or an operation that does not exist */
static void check_start(struct rig *rig)
{
	const struct accel_pass *pass = &rig->model.pass;
	const struct regs_bench_out *out = &rig->out;

	if (out->pass_op >= ACCEL_OP_MAX) {
		assert_int_equal(pass->status, ACCEL_PASS_ERROR);
	} else {
		assert_int_equal(out->pass_op, pass->op);
		assert_int_equal(out->pass_src, pass->src);
		assert_int_equal(out->pass_dst, pass->dst);
		assert_int_equal(out->pass_length, pass->len);
	}
	if (pass->status == ACCEL_PASS_ERROR)
		rig->answer = PASS_CLOCKS;
	else
		rig->in.pass_busy = true;
}

/* Hold an access until it is done. Return: value of a read */
static uint32_t access(struct rig *rig, uint32_t offset, bool starts)
{
	unsigned int started = 0;
	uint32_t value;

	while (rig->read || rig->written)
		rig_clock(rig);
	rig->in.look_tag = rng_next(&rig->rng) >> 32 & 7;
	rig->in.reg_valid = true;
	rig->in.reg_offset = offset;
	for (unsigned int n = 0; n < PATIENCE; n++) {
		rig_clock(rig);
		started += rig->out.pass_start;
		if (rig->out.pass_start)
			check_start(rig);
		if (rig->out.reg_done)
			break;
	}
	assert_true(rig->out.reg_done);
	assert_int_equal(started, starts);
	rig->in.reg_valid = false;
	value = rig->out.reg_rdata;
	/* The next request looks its tag up while the access is answered */
	if (rng_below(&rig->rng, 2)) {
		rig_clock(rig);
		assert_int_equal(rig->out.look_entry,
				 rig->model.table[rig->in.look_tag]);
	}
	return value;
}

void rig_write(struct rig *rig, uint32_t offset, uint32_t value)
{
	bool starts = offset == ACCEL_REG_PASS_OP &&
		      rig->model.pass.status != ACCEL_PASS_BUSY;

	while (rig->read || rig->written)
		rig_clock(rig);
	reg_set(&rig->model, offset, value);
	reg_set(&rig->probe, offset, value);
	rig->probe.pass = (struct accel_pass){0};
	if (offset == ACCEL_REG_CTRL && value & ACCEL_CTRL_CLEAR)
		rig->cycles = 0;
	rig->in.reg_write = true;
	rig->in.reg_wdata = value;
	access(rig, offset, starts);
	rig_settle(rig);
}

/* Return: the RTL's value, where it is not the C model's */
static uint32_t expected(struct rig *rig, uint32_t offset)
{
	uint32_t value;

	rig->model.count[ACCEL_COUNT_CYCLES] = rig->cycles;
	value = reg_get(&rig->model, offset);
	if (offset == ACCEL_REG_CAPS)
		return (value | ACCEL_CAPS_CLOCKS) & ~ACCEL_CAPS_TAP;
	return offset == ACCEL_REG_BUILD ? REGS_BENCH_BUILD : value;
}

void rig_read(struct rig *rig, uint32_t offset)
{
	uint32_t value, want;

	rig->in.reg_write = false;
	value = access(rig, offset, false);
	want = expected(rig, offset);
	if (value != want)
		fail_msg("register %#x is %#x, not %#x", offset, value, want);
}

void rig_look_up(struct rig *rig, uint8_t tag)
{
	rig->in.look_tag = tag;
	rig_clock(rig);
	rig->in.look_tag = (uint8_t)~tag;
	rig_clock(rig);
	assert_int_equal(rig->out.look_entry, rig->model.table[tag]);
}

void rig_pass_end(struct rig *rig)
{
	uint64_t *count = rig->model.count;

	if (rig->model.pass.status != ACCEL_PASS_BUSY)
		return;
	rig->read -= count[ACCEL_COUNT_MEM_READ];
	rig->written -= count[ACCEL_COUNT_MEM_WRITE];
	while (accel_pass_run(&rig->model))
		;
	rig->read += count[ACCEL_COUNT_MEM_READ];
	rig->written += count[ACCEL_COUNT_MEM_WRITE];
	rig->in.pass_done = true;
	rig->in.pass_busy = false;
	rig_clock(rig);
	rig_settle(rig);
}
