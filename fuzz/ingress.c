// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any entries, registers and runs of writes of an accelerator: memory, counters,
 * events and interrupts are those of another one that gets the writes one at a
 * time.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/input.h"
#include "tests/device/twin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define SIZE	   0x8000u
#define PARTITIONS 4
#define STEPS_MAX  32

static struct twin twin;
static uint8_t payload[SIZE + 4096];

/* Integers, of them every second a float at an edge */
static void fill(void)
{
	static const uint32_t edges[] = {0,	     0x80000000, 1,
					 0x7f7fffff, 0x7f800000, 0xff800001,
					 0x7fc00000};
	uint32_t x = 1;

	for (size_t i = 0; i < sizeof(payload); i += 4) {
		x = x * 1664525 + 1013904223;
		memcpy(payload + i, i & 4 ? &edges[(x >> 8) % 7] : &x, 4);
	}
}

static uint16_t tag(struct input *in)
{
	return (uint16_t)((input_take(in, 1) & 3) * 0x1111);
}

static void set_entry(struct input *in)
{
	uint32_t st = tag(in);
	uint32_t table = input_take(in, 1) & 1
				 ? ACCEL_REG_TABLE16 + 4 * st
				 : ACCEL_REG_TABLE8 + 4 * (st & 0xff);

	/* Mostly valid */
	twin_set(&twin, table, (uint32_t)input_take(in, 3) ^ ACCEL_ENTRY_VALID);
}

static void set_register(struct input *in)
{
	static const uint32_t places[] = {ACCEL_REG_CTRL, ACCEL_REG_EVENT,
					  ACCEL_REG_EVENT_MASK};
	uint32_t place = places[input_take(in, 1) % 3];

	twin_set(&twin, place, (uint32_t)input_take(in, 1));
}

static void write_run(struct input *in)
{
	unsigned int flags = (unsigned int)input_take(in, 1);
	unsigned int dws = 1 + (unsigned int)input_take(in, 2) % 1024;
	unsigned int n = 1 + (unsigned int)input_take(in, 2) % (SIZE / 4 / dws);
	uint32_t bytes = n * dws * 4, room = (SIZE - bytes) / 4 + 1;
	uint64_t offset = input_take(in, 2) % room * 4, own = UINT64_MAX;
	struct tlp tlp = {
		.type = TLP_MWR,
		.length = (uint16_t)dws,
		.first_be = 0xf,
		.last_be = dws > 1 ? 0xf : 0,
		.th = flags & 1,
		.st_ext = flags & 2,
		.ep = flags & 4 && flags & 8,
		.st = tag(in),
		.payload = payload + (flags >> 6) * 4,
	};

	if (flags & 16) {
		tlp.first_be = (uint8_t)input_take(in, 1) & 0xf;
		tlp.last_be = dws > 1 ? (uint8_t)input_take(in, 1) & 0xf : 0;
	}
	if (flags & 32)
		own = input_take(in, 2) % room * 4;
	if (twin_write(&twin, offset, &tlp, n, own) ||
	    memcmp(twin.run.mem, twin.single.mem, SIZE))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const steps[])(struct input *) = {set_entry, set_register,
							write_run, write_run};
	struct input in = {data, len};

	if (!twin.run.mem) {
		if (twin_init(&twin, SIZE, PARTITIONS, true))
			abort();
		fill();
	}
	twin_reset(&twin);
	twin_set(&twin, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	for (int i = 0; in.len && i < STEPS_MAX; i++)
		steps[input_take(&in, 1) % 4](&in);
	return 0;
}
