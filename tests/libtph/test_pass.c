// SPDX-License-Identifier: BSD-3-Clause
/* Passes by the accelerator's driver against a register file */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "tests/libtph/register_file.h"

/* A device that ends its pass at once, with @pass_end */
static uint32_t pass_end;

static int pass_read(unsigned int bar, uint64_t offset, void *buf, size_t len)
{
	memcpy(buf, fake.memory[bar] + offset, len);
	return 0;
}

static int pass_write(unsigned int bar, uint64_t offset, const void *buf,
		      size_t len)
{
	memcpy(fake.memory[bar] + offset, buf, len);
	if (offset == 0xd4)
		set_reg(0xd8, pass_end);
	return 0;
}

static const struct fake_access pass_access = {pass_read, pass_write};

static void passes(void **state)
{
	struct tph_accel_pass pass = {.op = ACCEL_OP_ADD_F32, .len = 0x1000};
	struct tph_accel_buffer *a, *b;

	fake.access = &pass_access;
	assert_int_equal(tph_accel_alloc(accel, 0, 0x2000, &a), 0);
	assert_int_equal(tph_accel_alloc(accel, 1, 0x1000, &b), 0);
	pass.src = a;
	pass.dst = b;
	pass.src_offset = 0x800;
	pass_end = ACCEL_PASS_DONE;
	assert_int_equal(tph_accel_run(accel, &pass, 1000), 0);
	assert_int_equal(reg(0xc0), 0x800);
	assert_int_equal(reg(0xc4), 0);
	assert_int_equal(reg(0xc8), 0x20000);
	assert_int_equal(reg(0xcc), 0);
	assert_int_equal(reg(0xd0), 0x1000);
	assert_int_equal(reg(0xd4), ACCEL_OP_ADD_F32);
	pass_end = ACCEL_PASS_ERROR;
	assert_int_equal(tph_accel_run(accel, &pass, 1000), -EREMOTEIO);
	pass_end = ACCEL_PASS_BUSY;
	assert_int_equal(tph_accel_run(accel, &pass, 1), -ETIMEDOUT);
	assert_int_equal(tph_accel_run(accel, &pass, 1), -EBUSY);
	set_reg(0xd8, 0);
	/* The same without interrupts */
	tph_irq_disable(tph_accel_device(accel));
	fake.calls = 0;
	fake.fail_at = 8; /* status, 2 + 2, len, op, then the first eventfd */
	fake.fail_err = -EMFILE;
	assert_int_equal(tph_accel_run(accel, &pass, 1), -ETIMEDOUT);
	assert_int_equal(fake.irqs_enabled, 0);
	fake.fail_at = 0;
	set_reg(0xd8, 0);

	pass.op = ACCEL_OP_BF16_ADD_F32; /* the result is twice as long */
	assert_int_equal(tph_accel_run(accel, &pass, 1), -ERANGE);
	pass.len = 0x800;
	pass_end = ACCEL_PASS_DONE;
	assert_int_equal(tph_accel_run(accel, &pass, 1), 0);
	pass.len = 0x801;
	assert_int_equal(tph_accel_run(accel, &pass, 1), -EINVAL);
	pass.len = 0x7fe;
	pass.dst_offset = 2;
	assert_int_equal(tph_accel_run(accel, &pass, 1), -EINVAL);
	pass.dst_offset = 8;
	assert_int_equal(tph_accel_run(accel, &pass, 1), -ERANGE);
	pass.dst_offset = 0;
	pass.src_offset = 0x1804;
	assert_int_equal(tph_accel_run(accel, &pass, 1), -ERANGE);
	pass.op = ACCEL_OP_MAX;
	assert_int_equal(tph_accel_run(accel, &pass, 1), -EOPNOTSUPP);
}

/* A smaller device in hardware: without passes, and with a counter of clocks */
static void hardware(void **state)
{
	struct tph_accel_pass pass = {.op = ACCEL_OP_STORE, .len = 64};

	tph_accel_close(accel);
	set_reg(0x008, 4 | 17 << 8 | 1 << 18);
	set_reg(0x088, 0x89abcdef);
	assert_int_equal(tph_accel_open(NULL, NULL, &accel), 0);
	assert_false(tph_accel_info(accel)->passes);
	assert_true(tph_accel_info(accel)->clocks);
	assert_int_equal(tph_accel_info(accel)->build, 0x89abcdef);
	assert_int_equal(tph_accel_alloc(accel, 0, 64, &pass.src), 0);
	assert_int_equal(tph_accel_alloc(accel, 1, 64, &pass.dst), 0);
	assert_int_equal(tph_accel_run(accel, &pass, 1), -EOPNOTSUPP);
	assert_non_null(strstr(tph_error(), "does not run passes"));
	/* Nothing reaches the registers of a pass */
	assert_int_equal(reg(0xd0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(passes, start, end),
		cmocka_unit_test_setup_teardown(hardware, start, end),
	};

	return cmocka_run_group_tests_name("libtph: passes", tests, NULL, NULL);
}
