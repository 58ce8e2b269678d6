// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/us/rig.h"

#include <opentph/hw/accel.h>

static const unsigned int apertures[8] = {
	[ACCEL_BAR_REGS] = 20,
	[ACCEL_BAR_MEM] = 18,
	[ACCEL_BAR_MSIX] = 13,
};

static void record(struct rig *rig, enum capture_dir dir, const void *bytes,
		   size_t len)
{
	if (rig->writer)
		assert_int_equal(capture_write(rig->writer, 0, dir,
					       rig->device.clocks, bytes, len,
					       NULL, 0),
				 0);
}

static void judge(struct rig *rig, const struct tlp *tlp, const char *fault)
{
	uint8_t bytes[TLP_MAX_SIZE];
	ssize_t len;

	if (fault)
		fail_msg("%s", fault);
	len = tlp_encode(tlp, bytes, sizeof(bytes));
	assert_true(len > 0);
	record(rig, CAPTURE_UP, bytes, len);
	if (!replay_receive(rig->replay, bytes, len))
		fail_msg("%s", replay_fault(rig->replay));
}

static bool is_last(const struct tlp *tlp)
{
	return tlp->status != TLP_CPL_SC ||
	       tlp->length * 4u - (tlp->lower_addr & 3) >= tlp->byte_count;
}

static void completed(void *ctx, const struct frame *frame)
{
	struct rig *rig = ctx;
	uint8_t data[TLP_MAX_PAYLOAD];
	struct tlp tlp;
	const char *fault;

	assert_int_not_equal(rig->opened, rig->closed);
	fault = frame_completion(frame, replay_config(rig->replay)->bdf,
				 rig->open[rig->closed % RIG_OPEN], &tlp, data);
	if (is_last(&tlp))
		rig->closed++;
	if (!rig->refused) {
		judge(rig, &tlp, fault);
		return;
	}
	if (fault)
		fail_msg("%s", fault);
	*rig->refused = tlp;
}

static void interrupted(void *ctx, const struct frame *frame)
{
	struct rig *rig = ctx;
	uint8_t data[4];
	struct tlp tlp;
	const char *fault;

	fault = frame_message(frame, replay_config(rig->replay)->bdf, &tlp,
			      data);
	judge(rig, &tlp, fault);
}

static void follow(struct rig *rig)
{
	const struct replay_config *config = replay_config(rig->replay);
	struct bench_in *in = &rig->device.in;

	in->bus_master = config->bus_master;
	in->msix_enable = config->msix_enable;
	in->msix_mask = config->msix_mask;
	in->max_payload = __builtin_ctz(config->max_payload) - 7;
}

/* The block takes a request back, at its last beat */
static void send_back(struct rig *rig, const struct tlp *tlp,
		      const struct frame_target *target)
{
	struct frame_target back = *target;

	back.discontinue = true;
	assert_int_equal(frame_request(tlp, &back, &rig->request), 0);
	device_send(&rig->device, &rig->request);
	rig->discontinued++;
}

void rig_present(struct rig *rig, const struct tlp *tlp, unsigned int bar)
{
	struct rng *rng = &rig->device.rng;
	const struct frame_target target = {
		.bar = bar,
		.aperture = apertures[bar],
		.st_as_be = rng_below(rng, 2),
	};

	if (tlp_has_data(tlp->type) && rng_below(rng, 16) < rig->discontinue)
		send_back(rig, tlp, &target);
	assert_int_equal(frame_request(tlp, &target, &rig->request), 0);
	if (tlp_class(tlp->type) == TLP_NON_POSTED) {
		assert_true(rig->opened - rig->closed < RIG_OPEN);
		memcpy(rig->open[rig->opened++ % RIG_OPEN], rig->request.beat,
		       sizeof(rig->open[0]));
	}
	device_send(&rig->device, &rig->request);
}

/* Change a TLP as the block would before it presents it. Return: false: it answers itself */
static bool adapt(struct tlp *tlp, uint8_t *bytes, size_t *len)
{
	if (tlp_class(tlp->type) == TLP_COMPLETION || tlp->type == TLP_DMWR)
		return false;
	tlp->tag &= 0xff; /* the descriptor has no more */
	*len = tlp_encode(tlp, bytes, TLP_MAX_SIZE);
	return true;
}

static void take(void *ctx, const uint8_t *bytes, size_t len)
{
	struct rig *rig = ctx;
	static struct replay_request request;
	uint8_t adapted[TLP_MAX_SIZE];
	struct tlp tlp;

	assert_int_equal(tlp_decode(bytes, len, &tlp), 0);
	if (!adapt(&tlp, adapted, &len))
		return;
	switch (replay_send(rig->replay, adapted, len, &request)) {
	case REPLAY_PRESENT:
		record(rig, CAPTURE_DOWN, request.bytes, request.len);
		rig_present(rig, &request.tlp, request.bar);
		break;
	case REPLAY_CONFIGURE:
		device_settle(&rig->device);
		follow(rig);
		break;
	default:
		break;
	}
	if (request.settle)
		device_settle(&rig->device);
}

void rig_start(struct rig *rig, const struct rig_options *options)
{
	const struct replay_options judge = {
		.memory = RIG_MEMORY,
		.partitions = RIG_PARTITIONS,
		.max_payload = options->max_payload,
		.high = options->high,
		.hide_poison = true,
	};

	memset(rig, 0, sizeof(*rig));
	assert_int_equal(replay_create(&judge, &rig->replay), 0);
	rig->sink = (struct replay_sink){rig->replay, take, rig};
	rig->discontinue = options->discontinue;
	rig->device.rng.state = 0x0ddba11 + bench_width;
	rig->device.gaps = options->gaps;
	rig->device.stalls = options->stalls;
	rig->device.completed = completed;
	rig->device.interrupted = interrupted;
	rig->device.ctx = rig;
	follow(rig);
	device_start(&rig->device);
	if (!options->capture)
		return;
	assert_int_equal(capture_create(options->capture,
					CAPTURE_LINKTYPE_USER0, &rig->writer),
			 0);
	assert_int_equal(capture_add_interface(rig->writer, "us", NULL), 0);
}

void rig_settle(struct rig *rig)
{
	device_settle(&rig->device);
	if (!replay_settled(rig->replay))
		fail_msg("%s", replay_fault(rig->replay));
}

void rig_stop(struct rig *rig, const char *name)
{
	const struct replay_counts *counts = &rig->counts;

	replay_readback(&rig->sink, RIG_MEMORY);
	rig_settle(rig);
	rig->counts = *replay_counts(rig->replay);
	assert_int_equal(rig->device.out.unsupported, rig->unsupported);
	assert_int_equal(rig->device.out.discontinued, rig->discontinued);
	assert_int_equal(capture_close(rig->writer), 0);
	print_message("# %s, %u bits: %u TLPs, %u completions, %u interrupts, "
		      "%u taken back, %llu clocks\n",
		      name, bench_width, counts->presented, counts->completions,
		      counts->interrupts, rig->discontinued,
		      (unsigned long long)rig->device.clocks);
	replay_free(rig->replay);
}
