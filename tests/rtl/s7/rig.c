// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/s7/rig.h"

/* Clocks without a sign of life, and clocks at rest that show that nothing comes */
#define PATIENCE 200000
#define REST	 64

static void record(struct rig *rig, enum capture_dir dir, const void *bytes,
		   size_t len)
{
	assert_int_equal(capture_write(rig->capture, 0, dir, rig->clocks * 8,
				       bytes, len, NULL, 0),
			 0);
}

static void clock_once(struct rig *rig)
{
	long len;

	block_drive(&rig->block, &rig->in);
	bench_clock(&rig->in, &rig->out);
	rig->clocks++;
	len = block_sample(&rig->block, &rig->in, &rig->out);
	assert_true(len >= 0);
	if (!len)
		return;
	rig->sent++;
	rig->last_len = len;
	memcpy(rig->last, rig->block.tx, len);
	record(rig, CAPTURE_UP, rig->block.tx, len);
	if (!replay_receive(rig->replay, rig->block.tx, len))
		fail_msg("%s", replay_fault(rig->replay));
}

static void follow(struct rig *rig)
{
	const struct replay_config *config = replay_config(rig->replay);

	rig->in.id = config->bdf;
	rig->in.max_payload = __builtin_ctz(config->max_payload / 128);
	rig->in.msix_enable = config->msix_enable;
	rig->in.msix_mask = config->msix_mask;
	rig->in.bus_master = config->bus_master;
}

void rig_settle(struct rig *rig)
{
	unsigned int rest = 0;

	for (unsigned int n = 0; rest < REST; n++) {
		if (n == PATIENCE) {
			replay_settled(rig->replay);
			fail_msg("it does not come to rest: %s",
				 replay_fault(rig->replay));
		}
		clock_once(rig);
		rest = rig->out.idle && !rig->block.count && !rig->block.held &&
				       !rig->block.down &&
				       !replay_waits(rig->replay)
			       ? rest + 1
			       : 0;
	}
	if (!replay_settled(rig->replay))
		fail_msg("%s", replay_fault(rig->replay));
}

/* Hand a TLP over, after others if need be */
static void push(struct rig *rig, const struct replay_request *request,
		 enum block_fault fault)
{
	const unsigned int bar =
		request->bar == REPLAY_NO_BAR ? 0 : 1u << request->bar;

	for (unsigned int n = 0;
	     !block_push(&rig->block, request->bytes, request->len, bar, fault);
	     n++) {
		assert_true(n < PATIENCE);
		clock_once(rig);
	}
	if (fault != BLOCK_GOOD)
		rig->damaged++;
}

static bool is_config(const uint8_t *bytes)
{
	return (bytes[0] & 0x1e) == 0x04;
}

static void take(void *ctx, const uint8_t *bytes, size_t len)
{
	static struct replay_request request;
	struct rig *rig = ctx;
	enum replay_way way;

	if (is_config(bytes))
		rig_settle(rig);
	way = replay_send(rig->replay, bytes, len, &request);
	if (way == REPLAY_CONFIGURE)
		follow(rig);
	if (way != REPLAY_PRESENT)
		return;
	if (rng_below(&rig->block.rng, 16) < rig->pace.damage)
		push(rig, &request,
		     1 + rng_below(&rig->block.rng, BLOCK_FAULTS - 1));
	push(rig, &request, BLOCK_GOOD);
	rig->given++;
	record(rig, CAPTURE_DOWN, request.bytes, request.len);
	if (request.settle)
		rig_settle(rig);
}

void rig_start(struct rig *rig, const struct rig_pace *pace, bool high,
	       const char *path)
{
	const struct replay_options options = {
		.memory = RIG_MEMORY,
		.partitions = 16,
		.max_payload = 256,
		.high = high,
	};

	memset(rig, 0, sizeof(*rig));
	assert_int_equal(replay_create(&options, &rig->replay), 0);
	rig->sink = (struct replay_sink){rig->replay, take, rig};
	rig->pace = *pace;
	rig->path = path;
	rig->block.rng.state = 1 + pace->gap + 16 * pace->stall;
	rig->block.gap = pace->gap;
	rig->block.stall = pace->stall;
	assert_int_equal(
		capture_create(path, CAPTURE_LINKTYPE_USER0, &rig->capture), 0);
	assert_int_equal(capture_add_interface(rig->capture, "accel_s7", NULL),
			 0);
	follow(rig);
	rig->in.rst = true;
	for (unsigned int i = 0; i < 4; i++)
		bench_clock(&rig->in, &rig->out);
	rig->in.rst = false;
	replay_interrupts(&rig->sink, high);
	replay_tables(&rig->sink);
}

/* Return: TLPs of a capture in one direction */
static unsigned int count(const char *path, enum capture_dir dir)
{
	struct capture_reader *reader;
	struct capture_packet packet;
	unsigned int n = 0;

	assert_int_equal(capture_open(path, &reader), 0);
	while (capture_next(reader, &packet) == 1)
		n += packet.dir == dir;
	capture_free(reader);
	return n;
}

void rig_end(struct rig *rig)
{
	const struct replay_counts *counts = replay_counts(rig->replay);

	replay_readback(&rig->sink, RIG_MEMORY);
	rig_settle(rig);
	assert_int_equal(rig->out.damaged, rig->damaged);
	assert_int_equal(rig->sent, counts->completions + counts->interrupts);
	assert_int_equal(capture_close(rig->capture), 0);
	assert_int_equal(count(rig->path, CAPTURE_UP), rig->sent);
	assert_int_equal(count(rig->path, CAPTURE_DOWN), counts->presented);
	print_message("# %u TLPs in, %u relocated; %u completions and %u "
		      "interrupts out; %u damaged; %llu clocks\n",
		      counts->presented, counts->relocated, counts->completions,
		      counts->interrupts, rig->damaged,
		      (unsigned long long)rig->clocks);
	replay_free(rig->replay);
}
