// SPDX-License-Identifier: BSD-3-Clause
/* The accelerator's driver against a register file: which registers it touches.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/dmabuf.h>

#include "tests/libtph/register_file.h"
#include "libtph/sys.h"

static void identify(void **state)
{
	const struct tph_accel_info *info = tph_accel_info(accel);

	assert_int_equal(info->version, 1);
	assert_int_equal(info->partitions, 4);
	assert_int_equal(info->partition_size, 0x20000);
	assert_int_equal(info->ops, ALL_OPS);
	assert_true(info->st16 && info->passes && !info->clocks);
	assert_int_equal(info->build, 0);
	assert_string_equal(tph_device_bdf(tph_accel_device(accel)), FAKE_BDF);
	/* Memory Space and Bus Master Enable */
	assert_int_equal(fake.memory[7][4], 6);
}

static void refuse(void **state)
{
	static const struct {
		uint32_t offset, value;
		int err;
	} rows[] = {
		{0x000, 0x44485054, -ENODEV}, /* a DMA engine */
		{0x000, 0xffffffff, -ENODEV}, /* reads do not complete */
		{0x004, 2, -EPROTO},
		{0x008, 0 | 17 << 8, -EPROTO},	/* no partition */
		{0x008, 65 | 12 << 8, -EPROTO}, /* more than 64 */
		{0x008, 4 | 19 << 8, -EPROTO},	/* beyond BAR2 */
		{0x008, 4 | 255 << 8, -EPROTO},
	};
	struct tph_accel *other = (void *)&other;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		fill();
		set_reg(rows[i].offset, rows[i].value);
		assert_int_equal(tph_accel_open(FAKE_BDF, NULL, &other),
				 rows[i].err);
		assert_non_null(strstr(tph_error(), FAKE_BDF));
	}
	assert_int_equal(tph_accel_open("4:0.0", NULL, &other), -ENODEV);
	assert_ptr_equal(other, (void *)&other);
	fill();
}

static int open_and_close(void)
{
	struct tph_accel *other;
	int ret;

	/* Bits that are set already need no write */
	fake.memory[7][4] = 2;
	ret = tph_accel_open(FAKE_BDF, NULL, &other);
	if (!ret)
		tph_accel_close(other);
	return ret;
}

static void each_call_fails(void **state)
{
	tph_accel_close(accel);
	accel = NULL;
	/* The device's 17; command register 1 + 2; five registers */
	assert_int_equal(fake_fail_each(-EIO, open_and_close, NULL),
			 17 + 3 + 5);
}

static void program(void **state)
{
	struct tph_accel_entry entry = {.st = 0x5a, .op = ACCEL_OP_ADD_F32};

	assert_int_equal(tph_accel_program(accel, &entry), 0);
	assert_int_equal(reg(0x2000 + 4 * 0x5a), 0x80000002);
	entry = (struct tph_accel_entry){
		.st16 = true,
		.st = 0xffff,
		.op = ACCEL_OP_BF16_ADD_F32,
		.move = true,
		.partition = 3,
	};
	assert_int_equal(tph_accel_program(accel, &entry), 0);
	assert_int_equal(reg(0x80000 + 4 * 0xffff), 0x80010307);

	memset(&entry, 0, sizeof(entry));
	assert_int_equal(tph_accel_entry(accel, true, 0xffff, &entry), 0);
	assert_true(entry.valid && entry.st16 && entry.move);
	assert_int_equal(entry.st, 0xffff);
	assert_int_equal(entry.op, ACCEL_OP_BF16_ADD_F32);
	assert_int_equal(entry.partition, 3);
	assert_int_equal(tph_accel_clear(accel, true, 0xffff), 0);
	assert_int_equal(reg(0x80000 + 4 * 0xffff), 0);
	assert_int_equal(tph_accel_entry(accel, true, 0xffff, &entry), 0);
	assert_false(entry.valid);
}

static void program_refused(void **state)
{
	static const struct {
		struct tph_accel_entry entry;
		int err;
	} rows[] = {
		{{.st = 0x100}, -ERANGE},
		{{.op = ACCEL_OP_MAX}, -EOPNOTSUPP},
		{{.op = (enum accel_op) - 1}, -EOPNOTSUPP},
		{{.op = (enum accel_op)40}, -EOPNOTSUPP},
		{{.move = true, .partition = 4}, -ERANGE},
		{{.op = ACCEL_OP_F32_TO_BF16}, -EINVAL},
		{{.op = ACCEL_OP_BF16_ADD_F32}, -EINVAL},
	};
	const struct tph_accel_entry wide = {.st16 = true, .st = 1};
	struct tph_accel_entry got;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(tph_accel_program(accel, &rows[i].entry),
				 rows[i].err);
	for (i = 0; i < 256; i++)
		assert_int_equal(reg(0x2000 + 4 * (uint32_t)i), 0);
	tph_accel_close(accel);
	set_reg(0x008, 4 | 17 << 8); /* 8-bit tags only */
	set_reg(0x00c, 1);	     /* STORE only */
	assert_int_equal(tph_accel_open(NULL, NULL, &accel), 0);
	assert_int_equal(tph_accel_program(accel, &wide), -EOPNOTSUPP);
	assert_int_equal(tph_accel_clear(accel, true, 1), -EOPNOTSUPP);
	assert_int_equal(tph_accel_entry(accel, true, 1, &got), -EOPNOTSUPP);
	assert_int_equal(tph_accel_program(accel,
					   &(struct tph_accel_entry){.op = 1}),
			 -EOPNOTSUPP);
	assert_int_equal(tph_accel_program(accel,
					   &(struct tph_accel_entry){.op = 0}),
			 0);
}

static void enable(void **state)
{
	assert_int_equal(tph_accel_enable(accel, true), 0);
	assert_int_equal(reg(0x010), 1);
	assert_int_equal(tph_accel_counters_clear(accel), 0);
	assert_int_equal(reg(0x010), 3); /* INGRESS stays */
	assert_int_equal(tph_accel_enable(accel, false), 0);
	assert_int_equal(reg(0x010), 0);
}

static void counters(void **state)
{
	struct tph_accel_counters all;
	struct tph_accel_tag_counters tag;
	struct tph_accel_partition_counters part;
	uint32_t i;

	for (i = 0x40; i < 0xb8; i += 8) {
		set_reg(i, i);
		set_reg(i + 4, i << 8);
	}
	assert_int_equal(tph_accel_counters(accel, &all), 0);
	assert_true(all.untagged == 0x400000000040);
	assert_true(all.tagged == 0x480000000048);
	assert_true(all.unknown == 0x500000000050);
	assert_true(all.dropped == 0x580000000058);
	assert_true(all.partial == 0x600000000060);
	assert_true(all.link_bytes == 0x680000000068);
	assert_true(all.mem_read == 0x700000000070);
	assert_true(all.mem_write == 0x780000000078);
	assert_true(all.cycles == 0x800000000080);

	assert_int_equal(tph_accel_tag_counters(accel, true, 0x1234, &tag), 0);
	assert_int_equal(reg(0xa0), 0x11234);
	assert_true(tag.writes == 0xa800000000a8);
	assert_true(tag.bytes == 0xb000000000b0);
	assert_int_equal(tph_accel_tag_counters(accel, false, 0x12, &tag), 0);
	assert_int_equal(reg(0xa0), 0x12);
	assert_int_equal(tph_accel_tag_counters(accel, false, 0x100, &tag),
			 -ERANGE);

	for (i = 0x1060; i < 0x1080; i += 4)
		set_reg(i, i);
	assert_int_equal(tph_accel_partition_counters(accel, 3, &part), 0);
	assert_true(part.writes == 0x106400001060);
	assert_true(part.bytes == 0x106c00001068);
	assert_true(part.elements == 0x107400001070);
	assert_true(part.errors == 0x107c00001078);
	assert_int_equal(tph_accel_partition_counters(accel, 4, &part),
			 -ERANGE);
}

/* Reading the low half of a counter latches its high half, see hw/accel.h
 */
static uint32_t latched;

static int latch_read(unsigned int bar, uint64_t offset, void *buf, size_t len)
{
	assert_int_equal(len, 4);
	if (offset % 8) {
		memcpy(buf, &latched, 4);
		return 0;
	}
	memcpy(&latched, fake.memory[bar] + offset + 4, 4);
	memcpy(buf, fake.memory[bar] + offset, 4);
	/* A write in between changes the counter */
	set_reg((uint32_t)offset, 0);
	set_reg((uint32_t)offset + 4, latched + 1);
	return 0;
}

static void counters_latch(void **state)
{
	const struct fake_access access = {.read = latch_read};
	struct tph_accel_counters all;

	set_reg(0x80, 0xffffffff);
	set_reg(0x84, 7);
	fake.access = &access;
	latched = 0xdead;
	assert_int_equal(tph_accel_counters(accel, &all), 0);
	assert_true(all.cycles == 0x7ffffffff);
	fake.access = NULL;
}

static void events(void **state)
{
	struct tph_accel_events ev;

	set_reg(0x014, 2);
	set_reg(0x020, 0x89abcdec);
	set_reg(0x024, 1);
	set_reg(0x028, 0x3beef);
	assert_int_equal(tph_accel_events(accel, &ev), 0);
	assert_int_equal(ev.bits, ACCEL_EVENT_RANGE);
	assert_true(ev.addr == 0x189abcdec);
	assert_true(ev.th && ev.st16);
	assert_int_equal(ev.st, 0xbeef);
	assert_int_equal(tph_accel_events_clear(accel, 0x1f), 0);
	assert_int_equal(reg(0x014), 0x1f); /* W1C; ours is plain memory */
	assert_int_equal(tph_accel_events_mask(accel, 0x20), -EINVAL);
	assert_int_equal(tph_accel_events_mask(accel, 0x1f), 0);
	assert_int_equal(reg(0x018), 0x1f);
}

static void events_wait(void **state)
{
	struct tph_accel_events ev = {.bits = 77};

	assert_int_equal(tph_accel_events_wait(accel, 0, &ev), -EINVAL);
	assert_int_equal(tph_accel_events_mask(accel, ACCEL_EVENT_POISON), 0);
	set_reg(0x014, ACCEL_EVENT_RANGE); /* masked */
	assert_int_equal(tph_accel_events_wait(accel, 0, &ev), -ETIMEDOUT);
	assert_int_equal(fake.irqs_enabled, 2);
	/* An interrupt without event is passed over */
	fake_raise(0);
	assert_int_equal(tph_accel_events_wait(accel, 0, &ev), -ETIMEDOUT);
	assert_int_equal(ev.bits, 77);
	/* The mask is read again: a reset may have cleared it */
	set_reg(0x018, 0);
	assert_int_equal(tph_accel_events_wait(accel, 0, &ev), -EINVAL);
	set_reg(0x018, ACCEL_EVENT_POISON);
	/* An event from before the interrupts were enabled is seen */
	set_reg(0x014, ACCEL_EVENT_POISON | ACCEL_EVENT_RANGE);
	assert_int_equal(tph_accel_events_wait(accel, -1, &ev), 0);
	assert_int_equal(ev.bits, ACCEL_EVENT_POISON | ACCEL_EVENT_RANGE);
}

static void buffers(void **state)
{
	struct tph_accel_buffer *a, *b, *c, *d = (void *)&d, *whole;
	uint8_t data[3] = {1, 2, 3};

	assert_int_equal(tph_accel_alloc(accel, 1, 1, &a), 0);
	assert_int_equal(tph_accel_buffer_size(a), 4096);
	assert_int_equal(tph_accel_buffer_offset(a), 0x20000);
	assert_int_equal(tph_accel_alloc(accel, 1, 0x8000, &b), 0);
	assert_int_equal(tph_accel_buffer_offset(b), 0x21000);
	assert_int_equal(tph_accel_alloc(accel, 1, 0x20000 - 0x9000, &c), 0);
	assert_int_equal(tph_accel_buffer_offset(c), 0x29000);
	assert_int_equal(tph_accel_alloc(accel, 1, 1, &d), -ENOSPC);
	/* Neighbours are not touched */
	assert_int_equal(tph_accel_alloc(accel, 0, 0x20000, &whole), 0);
	assert_int_equal(tph_accel_buffer_offset(whole), 0);
	tph_accel_free(whole);
	assert_int_equal(tph_accel_alloc(accel, 3, 0x20000, &whole), 0);
	assert_int_equal(tph_accel_buffer_offset(whole), 0x60000);

	/* First fit: the gap is used, if it is large enough */
	tph_accel_free(b);
	assert_int_equal(tph_accel_alloc(accel, 1, 0x9000, &d), -ENOSPC);
	assert_int_equal(tph_accel_alloc(accel, 1, 0x3000, &b), 0);
	assert_int_equal(tph_accel_buffer_offset(b), 0x21000);
	assert_int_equal(tph_accel_alloc(accel, 1, 0x5000, &d), 0);
	assert_int_equal(tph_accel_buffer_offset(d), 0x24000);

	d = (void *)&d;
	assert_int_equal(tph_accel_alloc(accel, 4, 1, &d), -ERANGE);
	assert_int_equal(tph_accel_alloc(accel, 2, 0, &d), -EINVAL);
	assert_int_equal(tph_accel_alloc(accel, 2, UINT64_MAX, &d), -ENOSPC);
	assert_int_equal(tph_accel_alloc(accel, 2, 0x20001, &d), -ENOSPC);
	assert_ptr_equal(d, (void *)&d);

	assert_int_equal(tph_accel_write(a, 4093, data, 3), 0);
	assert_memory_equal(fake.memory[2] + 0x20ffd, data, 3);
	memset(data, 0, 3);
	assert_int_equal(tph_accel_read(a, 4094, data, 2), 0);
	assert_memory_equal(data, "\2\3\0", 3);
	assert_int_equal(tph_accel_write(a, 4094, data, 3), -ERANGE);
	assert_int_equal(tph_accel_read(a, UINT64_MAX, data, 3), -ERANGE);
	tph_accel_free(NULL);
	/* Closing frees the rest */
}

static void export(void **state)
{
	struct tph_accel_buffer *a;
	int fd;

	assert_int_equal(tph_accel_alloc(accel, 2, 0x3000, &a), 0);
	assert_int_equal(tph_accel_export(a, &fd), 0);
	/* BAR 2, offset, length */
	assert_int_equal(fake.feature[8], 2);
	assert_memory_equal(fake.feature + 24, "\0\0\4\0\0\0\0\0\0\x30\0\0",
			    12);
	sys->close(fd);
}

static void op_names(void **state)
{
	static const char *const want[] = {
		"store", "add-u32",	"add-f32",	"max-u32", "max-f32",
		"xor",	 "f32-to-bf16", "bf16-add-f32", "discard",
	};
	enum accel_op op;
	unsigned int i;

	assert_int_equal(sizeof(want) / sizeof(*want), ACCEL_OP_MAX);
	for (i = 0; i < ACCEL_OP_MAX; i++) {
		assert_string_equal(tph_accel_op_name((enum accel_op)i),
				    want[i]);
		assert_int_equal(tph_accel_op_parse(want[i], &op), 0);
		assert_int_equal(op, i);
	}
	assert_null(tph_accel_op_name(ACCEL_OP_MAX));
	assert_int_equal(tph_accel_op_parse("add", &op), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(identify, start, end),
		cmocka_unit_test_setup_teardown(refuse, start, end),
		cmocka_unit_test_setup_teardown(each_call_fails, start, end),
		cmocka_unit_test_setup_teardown(program, start, end),
		cmocka_unit_test_setup_teardown(program_refused, start, end),
		cmocka_unit_test_setup_teardown(enable, start, end),
		cmocka_unit_test_setup_teardown(counters, start, end),
		cmocka_unit_test_setup_teardown(counters_latch, start, end),
		cmocka_unit_test_setup_teardown(events, start, end),
		cmocka_unit_test_setup_teardown(events_wait, start, end),
		cmocka_unit_test_setup_teardown(buffers, start, end),
		cmocka_unit_test_setup_teardown(export, start, end),
		cmocka_unit_test(op_names),
	};

	return cmocka_run_group_tests_name("libtph: accel", tests, NULL, NULL);
}
