/* SPDX-License-Identifier: BSD-3-Clause */
/* rtl/pcie/accel_s7.sv between a hard IP in software and the judge of tests/rtl/replay.h */
#ifndef TESTS_RTL_S7_RIG_H
#define TESTS_RTL_S7_RIG_H

#include "capture/capture.h"
#include "tests/rtl/replay_source.h"
#include "tests/rtl/s7/block.h"

#define RIG_MEMORY (1u << 18)

/**
 * struct rig_pace - how the streams run
 * @gap, @stall: as in struct block
 * @damage:	of 16 TLPs so many are preceded by a damaged copy, on average
 */
struct rig_pace {
	unsigned int gap, stall, damage;
};

/**
 * struct rig - device, block and judge
 * @capture:	TLPs in both directions, at @path
 * @clocks:	since the begin
 * @damaged:	TLPs that are to have no effect
 * @given, @sent: TLPs to the device, but damaged ones, and from it
 * @last, @last_len: the last one from it
 */
struct rig {
	struct replay *replay;
	struct replay_sink sink;
	struct rig_pace pace;
	struct bench_in in;
	struct bench_out out;
	struct block block;
	struct capture_writer *capture;
	const char *path;
	uint64_t clocks;
	unsigned int damaged, given, sent;
	uint8_t last[TLP_MAX_SIZE];
	size_t last_len;
};

/*
 * Reset the device, and begin with @pace. TLPs in both directions go to a capture,
 * @path. Fails the test if something is wrong, as the others do.
 */
void rig_start(struct rig *rig, const struct rig_pace *pace, bool high,
	       const char *path);

/* Let the device come to rest: nothing more is due. */
void rig_settle(struct rig *rig);

/* Compare memory, registers and counters, then end. */
void rig_end(struct rig *rig);

#endif /* TESTS_RTL_S7_RIG_H */
