// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/us/device.h"

/* A sweep of memory, and the longest pass */
#define CLOCKS_MAX 1000000u

/* Clocks without any sign of life after which nothing can come */
#define QUIET 64

/* Add a beat. */
static void collect(struct frame *frame, const uint32_t *data, uint8_t keep,
		    uint64_t user)
{
	struct frame_beat *beat = &frame->beat[frame->beats];

	assert_true(frame->beats < FRAME_BEATS);
	memcpy(beat->data, data, sizeof(beat->data));
	beat->keep = keep;
	beat->user[0] = (uint32_t)user;
	beat->user[1] = (uint32_t)(user >> 32);
	beat->user[2] = 0;
	frame->beats++;
}

static bool now(struct device *device, unsigned int of_16)
{
	return rng_below(&device->rng, 16) < of_16;
}

/* A beat that waits stays as it is */
static void check_held(const struct bench_out *was, const struct bench_out *is)
{
	if (!was->cc_valid)
		return;
	assert_true(is->cc_valid);
	assert_int_equal(is->cc_last, was->cc_last);
	assert_int_equal(is->cc_keep, was->cc_keep);
	assert_memory_equal(is->cc_data, was->cc_data, bench_width / 8);
}

static void take_cc(struct device *device)
{
	const struct bench_out *out = &device->out;

	if (!out->cc_valid || !device->in.cc_ready)
		return;
	collect(&device->cc, out->cc_data, out->cc_keep, out->cc_user);
	if (!out->cc_last)
		return;
	device->completed(device->ctx, &device->cc);
	device->cc.beats = 0;
}

/* Completions may pass a message for some clocks, then its sequence number returns */
static void take_rq(struct device *device)
{
	const struct bench_out *out = &device->out;

	device->in.seq_valid = device->flight == 1;
	if (device->flight && !--device->flight) {
		device->in.seq = frame_sequence(&device->rq);
		device->interrupted(device->ctx, &device->rq);
		device->rq.beats = 0;
	}
	if (!out->rq_valid || !device->in.rq_ready)
		return;
	assert_int_equal(device->flight, 0);
	collect(&device->rq, out->rq_data, out->rq_keep, out->rq_user);
	if (out->rq_last)
		device->flight = 1 + rng_below(&device->rng, 16);
}

static void clock_once(struct device *device)
{
	struct bench_in *in = &device->in;
	struct bench_out *out = &device->out, was = *out;
	const bool held = was.cc_valid && !in->cc_ready;

	in->cc_ready = !now(device, device->stalls);
	in->rq_ready = !now(device, device->stalls);
	bench_clock(in, out);
	device->clocks++;
	device->held += in->cq_valid && !out->cq_ready;
	if (in->rst)
		return;
	if (held)
		check_held(&was, out);
	assert_int_equal(out->cc_user, 0);
	take_cc(device);
	take_rq(device);
}

void device_start(struct device *device)
{
	memset(&device->out, 0, sizeof(device->out));
	device->cc.beats = device->rq.beats = device->flight = 0;
	device->in.cq_valid = false;
	device->in.rst = true;
	for (unsigned int i = 0; i < 4; i++)
		clock_once(device);
	device->in.rst = false;
	device_settle(device);
}

void device_send(struct device *device, const struct frame *frame)
{
	struct bench_in *in = &device->in;
	unsigned int waited = 0;

	for (unsigned int i = 0; i < frame->beats; i++) {
		while (now(device, device->gaps))
			clock_once(device);
		in->cq_valid = true;
		in->cq_last = i + 1 == frame->beats;
		memcpy(in->cq_data, frame->beat[i].data, sizeof(in->cq_data));
		memcpy(in->cq_user, frame->beat[i].user, sizeof(in->cq_user));
		do {
			clock_once(device);
			assert_true(waited++ < CLOCKS_MAX);
		} while (!device->out.cq_ready);
		in->cq_valid = false;
	}
}

void device_flr(struct device *device)
{
	device->in.flr = true;
	for (unsigned int i = 0; !device->out.flr_done; i++) {
		assert_true(i < CLOCKS_MAX);
		clock_once(device);
	}
	clock_once(device);
	assert_true(device->out.flr_done); /* for as long as the block needs */
	device->in.flr = false;
	clock_once(device);
	clock_once(device);
	assert_false(device->out.flr_done);
}

static bool rests(const struct device *device)
{
	return device->out.idle && !device->out.cc_valid &&
	       !device->out.rq_valid && !device->flight;
}

void device_settle(struct device *device)
{
	unsigned int quiet = 0;

	for (unsigned int i = 0; quiet < QUIET; i++) {
		assert_true(i < CLOCKS_MAX);
		clock_once(device);
		quiet = rests(device) ? quiet + 1 : 0;
	}
}
