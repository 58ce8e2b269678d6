// SPDX-License-Identifier: BSD-3-Clause
/*
 * The accelerator's driver against the accelerator's model: the library's
 * accesses travel as TLPs, and a peer writes with hints. Also against the RTL:
 * test-libtph-model accel-rtl
 */
#include <errno.h>

#include <opentph/accel.h>

#include "tests/device/host.h"
#include "tests/libtph/fake.h"

static struct host *host;
static struct tph_accel *accel;

static uint64_t bar_addr(unsigned int bar)
{
	return bar == ACCEL_BAR_REGS ? host->accel_regs : host->accel_mem;
}

/* The model works while the driver looks, and its interrupts are delivered */
static void let_work(void)
{
	unsigned int n;

	pcie_root_run(host->root, 1);
	for (n = 0; n < ACCEL_MSIX_VECTORS && n < fake.irqs_enabled; n++)
		for (; host->irqs[IRQ_ACCEL + n]; host->irqs[IRQ_ACCEL + n]--)
			fake_raise(n);
}

static int read_bar(unsigned int bar, uint64_t offset, void *buf, size_t len)
{
	assert_int_equal(pcie_root_mem_read(host->root, bar_addr(bar) + offset,
					    buf, len),
			 TLP_CPL_SC);
	let_work();
	return 0;
}

static int write_bar(unsigned int bar, uint64_t offset, const void *buf,
		     size_t len)
{
	assert_int_equal(pcie_root_mem_write(host->root, bar_addr(bar) + offset,
					     buf, len),
			 TLP_CPL_SC);
	return 0;
}

static const struct fake_access model_access = {read_bar, write_bar};

static int start(void **state)
{
	fake_start();
	if (host_setup((void **)&host))
		return -1;
	fake.size[ACCEL_BAR_MEM] = host_accel->memory;
	fake.access = &model_access;
	return tph_accel_open(NULL, NULL, &accel);
}

static int end(void **state)
{
	tph_accel_close(accel);
	host_teardown((void **)&host);
	fake_end();
	return 0;
}

/* A write of the peer into @buffer */
static void peer_write(struct tph_accel_buffer *buffer, uint64_t offset,
		       const void *data, size_t len, bool st16, uint16_t st)
{
	const struct pcie_hint hint = {
		.th = true,
		.st_ext = st16,
		.ph = 2,
		.st = st,
	};

	assert_true(pcie_function_write(
			    host->dma,
			    host->accel_mem + tph_accel_buffer_offset(buffer) +
				    offset,
			    data, len, &hint) > 0);
}

static void identify(void **state)
{
	const struct tph_accel_info *info = tph_accel_info(accel);

	assert_int_equal(info->partitions, host_accel->partitions);
	assert_int_equal(info->partition_size,
			 host_accel->memory / host_accel->partitions);
	assert_int_equal(info->ops, 0x1ff);
	assert_int_equal(info->st16, host_accel->st16);
	assert_true(info->passes);
	assert_int_equal(info->clocks, host_accel->rtl);
	assert_int_equal(info->build != 0, host_accel->rtl);
}

static void add(void **state)
{
	const struct tph_accel_entry entry = {.st = 0x5a,
					      .op = ACCEL_OP_ADD_F32};
	float mem[4] = {1, 2, 3, 4};
	const float data[4] = {10, 20, 30, 40}, sum[4] = {11, 22, 33, 44};
	struct tph_accel_partition_counters part;
	struct tph_accel_tag_counters tag;
	struct tph_accel_counters all;
	struct tph_accel_buffer *buffer;

	assert_int_equal(tph_accel_program(accel, &entry), 0);
	assert_int_equal(tph_accel_enable(accel, true), 0);
	assert_int_equal(tph_accel_alloc(accel, 1, sizeof(mem), &buffer), 0);
	assert_int_equal(tph_accel_write(buffer, 0, mem, sizeof(mem)), 0);
	assert_int_equal(tph_accel_counters_clear(accel), 0);

	peer_write(buffer, 0, data, sizeof(data), false, 0x5a);
	assert_int_equal(tph_accel_read(buffer, 0, mem, sizeof(mem)), 0);
	assert_memory_equal(mem, sum, sizeof(sum));
	assert_int_equal(tph_accel_counters(accel, &all), 0);
	assert_int_equal(all.tagged, 1);
	assert_int_equal(all.untagged, 0);
	assert_int_equal(all.link_bytes, 16);
	assert_int_equal(tph_accel_tag_counters(accel, false, 0x5a, &tag), 0);
	assert_int_equal(tag.writes, 1);
	assert_int_equal(tag.bytes, 16);
	if (host_accel->st16) {
		assert_int_equal(
			tph_accel_tag_counters(accel, true, 0x5a, &tag), 0);
		assert_int_equal(tag.writes, 0);
	}
	assert_int_equal(tph_accel_partition_counters(accel, 1, &part), 0);
	assert_int_equal(part.writes, 1);
	assert_int_equal(part.elements, 4);

	/* Taken out again, the tag is unknown: a plain store */
	assert_int_equal(tph_accel_clear(accel, false, 0x5a), 0);
	peer_write(buffer, 0, data, sizeof(data), false, 0x5a);
	assert_int_equal(tph_accel_read(buffer, 0, mem, sizeof(mem)), 0);
	assert_memory_equal(mem, data, sizeof(data));
	assert_int_equal(tph_accel_counters(accel, &all), 0);
	assert_int_equal(all.unknown, 1);
}

static void convert(void **state)
{
	const struct tph_accel_entry entry = {
		.st16 = host_accel->st16,
		.st = host_accel->st16 ? 0x1234 : 0x12,
		.op = ACCEL_OP_F32_TO_BF16,
		.move = true,
		.partition = 2,
	};
	const float data[4] = {1, -2, 0.5f, 256};
	/* The upper halves of the floats */
	static const uint8_t want[8] = {0x80, 0x3f, 0x00, 0xc0,
					0x00, 0x3f, 0x80, 0x43};
	struct tph_accel_buffer *from, *to;
	struct tph_accel_entry back;
	uint8_t got[8];

	assert_int_equal(tph_accel_program(accel, &entry), 0);
	assert_int_equal(tph_accel_entry(accel, entry.st16, entry.st, &back),
			 0);
	assert_true(back.valid && back.move);
	assert_int_equal(back.op, ACCEL_OP_F32_TO_BF16);
	assert_int_equal(back.partition, 2);
	assert_int_equal(tph_accel_entry(accel, false, 0x34, &back), 0);
	assert_false(back.valid);

	assert_int_equal(tph_accel_enable(accel, true), 0);
	assert_int_equal(tph_accel_alloc(accel, 0, 16, &from), 0);
	assert_int_equal(tph_accel_alloc(accel, 2, 16, &to), 0);
	peer_write(from, 0, data, sizeof(data), entry.st16, entry.st);
	assert_int_equal(tph_accel_read(to, 0, got, sizeof(got)), 0);
	assert_memory_equal(got, want, sizeof(want));
}

static void disabled(void **state)
{
	const struct tph_accel_entry entry = {.st = 7, .op = ACCEL_OP_DISCARD};
	struct tph_accel_buffer *buffer;
	uint32_t data = 0x12345678, got = 0;

	assert_int_equal(tph_accel_program(accel, &entry), 0);
	assert_int_equal(tph_accel_alloc(accel, 0, 4, &buffer), 0);
	assert_int_equal(tph_accel_enable(accel, true), 0);
	peer_write(buffer, 0, &data, 4, false, 7);
	assert_int_equal(tph_accel_read(buffer, 0, &got, 4), 0);
	assert_int_equal(got, 0);
	assert_int_equal(tph_accel_enable(accel, false), 0);
	peer_write(buffer, 0, &data, 4, false, 7);
	assert_int_equal(tph_accel_read(buffer, 0, &got, 4), 0);
	assert_int_equal(got, 0x12345678);
}

static void event(void **state)
{
	/* The result is twice as long and would leave partition 1 */
	const struct tph_accel_entry entry = {
		.st = 9,
		.op = ACCEL_OP_BF16_ADD_F32,
		.move = true,
		.partition = 1,
	};
	struct tph_accel_partition_counters part;
	struct tph_accel_buffer *buffer;
	const uint64_t size = tph_accel_info(accel)->partition_size;
	const uint64_t late = size / 2 + 0x1000;
	struct tph_accel_events ev;
	uint32_t data = 0;

	assert_int_equal(tph_accel_program(accel, &entry), 0);
	assert_int_equal(tph_accel_enable(accel, true), 0);
	assert_int_equal(tph_accel_alloc(accel, 0, size, &buffer), 0);
	assert_int_equal(tph_accel_events_mask(accel, ACCEL_EVENT_RANGE), 0);
	assert_int_equal(tph_accel_events_wait(accel, 0, &ev), -ETIMEDOUT);
	peer_write(buffer, late, &data, 4, false, 9);
	assert_int_equal(tph_accel_events_wait(accel, 1000, &ev), 0);
	assert_int_equal(ev.bits, ACCEL_EVENT_RANGE);
	assert_int_equal(ev.addr, late);
	assert_true(ev.th && !ev.st16);
	assert_int_equal(ev.st, 9);
	assert_int_equal(tph_accel_partition_counters(accel, 0, &part), 0);
	assert_int_equal(part.errors, 1);
	assert_int_equal(tph_accel_events_clear(accel, ACCEL_EVENT_ALL), 0);
	assert_int_equal(tph_accel_events(accel, &ev), 0);
	assert_int_equal(ev.bits, 0);
	assert_int_equal(tph_accel_events_wait(accel, 0, &ev), -ETIMEDOUT);
}

static void pass(void **state)
{
	struct tph_accel_pass run = {.op = ACCEL_OP_ADD_U32};
	struct tph_accel_buffer *from, *to;
	uint32_t a[512], b[512], i;

	assert_int_equal(tph_accel_alloc(accel, 0, sizeof(a), &from), 0);
	assert_int_equal(tph_accel_alloc(accel, 3, sizeof(b), &to), 0);
	for (i = 0; i < 512; i++) {
		a[i] = i * 0x9e3779b9u;
		b[i] = ~i;
	}
	assert_int_equal(tph_accel_write(from, 0, a, sizeof(a)), 0);
	assert_int_equal(tph_accel_write(to, 0, b, sizeof(b)), 0);
	run.src = from;
	run.dst = to;
	run.len = sizeof(a);
	assert_int_equal(tph_accel_run(accel, &run, 10000), 0);
	for (i = 0; i < 512; i++)
		a[i] += b[i];
	assert_int_equal(tph_accel_read(to, 0, b, sizeof(b)), 0);
	assert_memory_equal(b, a, sizeof(a));
	/* Overlap is for the device to refuse */
	run.dst = from;
	run.dst_offset = 4;
	run.len = 64;
	assert_int_equal(tph_accel_run(accel, &run, 10000), -EREMOTEIO);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(identify, start, end),
		cmocka_unit_test_setup_teardown(add, start, end),
		cmocka_unit_test_setup_teardown(convert, start, end),
		cmocka_unit_test_setup_teardown(disabled, start, end),
		cmocka_unit_test_setup_teardown(event, start, end),
		cmocka_unit_test_setup_teardown(pass, start, end),
	};

	if (host_choose(argc, argv))
		return 2;
	return cmocka_run_group_tests_name("libtph: accelerator's model", tests,
					   NULL, NULL);
}
