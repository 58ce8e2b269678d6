/* SPDX-License-Identifier: BSD-3-Clause */
/* The hard IP's side of the streams of rtl/pcie/accel_us.sv */
#ifndef TESTS_RTL_US_DEVICE_H
#define TESTS_RTL_US_DEVICE_H

#include "tests/device/support.h"
#include "tests/rtl/us/frame.h"

/**
 * struct device - the simulated device
 * @in, @out:	signals; those of other files' concern may be set
 * @gaps:	clocks of 16 in which no beat is offered on CQ between two
 * @stalls:	clocks of 16 in which CC, and RQ, take no beat
 * @completed, @interrupted: called with each packet of CC, of RQ; with the latter when
 *		no completion can pass it any more
 * @flight:	clocks until the message in @rq has that position, 0: there is none
 * @clocks, @held: clocks so far; of them with a beat that CQ did not take
 */
struct device {
	struct bench_in in;
	struct bench_out out;
	struct rng rng;
	unsigned int gaps, stalls;
	void (*completed)(void *ctx, const struct frame *frame);
	void (*interrupted)(void *ctx, const struct frame *frame);
	void *ctx;
	uint64_t clocks, held;
	struct frame cc, rq;
	unsigned int flight;
};

/* Reset the device, and wait for the end of its sweep. */
void device_start(struct device *device);

/* Clock until the device has taken all beats of @frame. */
void device_send(struct device *device, const struct frame *frame);

/* Reset the function: clock until the device says that it is done. */
void device_flr(struct device *device);

/* Clock until the device has been idle for some time; fails if it never is. */
void device_settle(struct device *device);

#endif /* TESTS_RTL_US_DEVICE_H */
