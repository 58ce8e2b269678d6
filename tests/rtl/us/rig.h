/* SPDX-License-Identifier: BSD-3-Clause */
/* The simulated device and its judge: both take the same TLPs */
#ifndef TESTS_RTL_US_RIG_H
#define TESTS_RTL_US_RIG_H

#include "capture/capture.h"
#include "tests/rtl/replay_source.h"
#include "tests/rtl/us/device.h"

#define RIG_MEMORY     (1u << 18)
#define RIG_PARTITIONS 16

/* Non-posted requests that the device may hold */
#define RIG_OPEN 256

/**
 * struct rig_options - of rig_start()
 * @max_payload: bytes
 * @high:	BAR2 above 4 GiB
 * @gaps, @stalls: of 16, see struct device
 * @discontinue: of 16 requests with data so many are first sent, and taken back
 * @capture:	file for the TLPs, or NULL
 */
struct rig_options {
	uint16_t max_payload;
	bool high;
	unsigned int gaps, stalls, discontinue;
	const char *capture;
};

/**
 * struct rig - both
 * @sink:	where sources put TLPs
 * @request:	the last one on CQ
 * @open:	first beats of non-posted requests, @opened - @closed of them
 * @refused:	NULL, or place of a completion that the judge does not know of
 * @discontinued, @unsupported: requests that the device must have counted
 * @writer:	capture of the TLPs, or NULL
 * @counts:	of the judge, at the end
 */
struct rig {
	struct device device;
	struct replay *replay;
	struct replay_sink sink;
	unsigned int discontinue;
	struct frame request;
	struct frame_beat open[RIG_OPEN][FRAME_HEAD];
	unsigned int opened, closed;
	struct tlp *refused;
	uint32_t discontinued, unsupported;
	struct capture_writer *writer;
	struct replay_counts counts;
};

void rig_start(struct rig *rig, const struct rig_options *options);

/* Present a request to the device alone, as one to @bar. */
void rig_present(struct rig *rig, const struct tlp *tlp, unsigned int bar);

/* Wait until the device has done all; nothing may be due then. */
void rig_settle(struct rig *rig);

/* Read the whole state, settle, and compare counters. @name: for the report */
void rig_stop(struct rig *rig, const char *name);

#endif /* TESTS_RTL_US_RIG_H */
