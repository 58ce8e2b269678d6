// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/tap/log.h"

#include <string.h>

const uint32_t ring_log2[BENCH_WIDTHS] = {12, 14, 18};
const uint64_t ticks[BENCH_WIDTHS] = {0, 0, 0xfffff000};

uint32_t reg(struct sim *sim, uint32_t offset)
{
	return sim_read(sim, offset);
}

void set(struct sim *sim, uint32_t offset, uint32_t value)
{
	sim_write(sim, offset, value);
}

void log_open(struct log *log, struct sim *sim)
{
	memset(log, 0, sizeof(*log));
	log->sim = sim;
	log->snap = reg(sim, ACCEL_REG_TAP_SNAP);
	assert_int_equal(tap_reader_open(&log->reader, &sim_access, sim), 0);
}

static void check_record(struct log *log, const struct tph_tap_record *record)
{
	static const uint8_t zero[16];
	const struct sim *sim = log->sim;
	const struct sim_tlp *tlp;
	uint32_t kept;

	assert_in_range(record->sequence, log->next, sim->count - 1);
	assert_int_equal(record->lost, record->sequence - log->next);
	log->losses += record->sequence - log->next;
	log->next = record->sequence + 1;
	log->records++;
	tlp = sim->taken[record->sequence];
	kept = tlp->length < log->snap ? tlp->length : log->snap;
	assert_int_equal(record->sent, tlp->tx);
	assert_int_equal(record->length, tlp->length);
	assert_int_equal(record->kept, kept);
	assert_int_equal(record->time,
			 ticks[sim->in.width] + tlp->end + SIM_LATENCY);
	assert_memory_equal(record->data, tlp->bytes, kept);
	assert_memory_equal(record->data + kept, zero, -kept & 15);
}

bool log_next(struct log *log)
{
	struct tph_tap_record record;
	int ret = tap_reader_next(&log->reader, &record);

	assert_in_range(ret, 0, 1);
	if (ret)
		check_record(log, &record);
	return ret;
}

void log_all(struct log *log)
{
	struct sim *sim = log->sim;

	while (sim_busy(sim))
		log_next(log);
	sim_steps(sim, 2000);
	while (log_next(log))
		;
	assert_int_equal(log->records + reg(sim, ACCEL_REG_TAP_LOST),
			 sim->count);
	assert_int_equal(log->losses + sim->count - log->next,
			 reg(sim, ACCEL_REG_TAP_LOST));
}

void enable(struct sim *sim)
{
	sim->filter = (struct sim_filter){.enable = true};
	sim_set_filter(sim);
}
