// SPDX-License-Identifier: BSD-3-Clause
/* Ways to a tap: by VFIO, by sysfs, and why there is none */
#include <endian.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/error.h>

#include "tests/libtph/fake.h"
#include "tests/libtph/ring.h"

static struct ring ring;

static int ring_bar_read(unsigned int bar, uint64_t offset, void *buf,
			 size_t len)
{
	/* The register file is accessed by 4 bytes only */
	assert_int_equal(bar, 0);
	assert_int_equal(len, 4);
	return ring_access.read(&ring, (uint32_t)offset, buf, len);
}

static int ring_bar_write(unsigned int bar, uint64_t offset, const void *buf,
			  size_t len)
{
	uint32_t value;

	assert_int_equal(bar, 0);
	assert_int_equal(len, 4);
	memcpy(&value, buf, 4);
	return ring_access.write(&ring, (uint32_t)offset, le32toh(value));
}

static const struct fake_access by_ring = {ring_bar_read, ring_bar_write};

static int begin(void **state)
{
	fake_start();
	ring_init(&ring, 12);
	memcpy(fake.memory[0], ring.regs, sizeof(ring.regs));
	return 0;
}

static int end(void **state)
{
	ring_free(&ring);
	fake_end();
	return 0;
}

static int open_by(enum tph_tap_way way, struct tph_tap **ret_tap)
{
	const struct tph_tap_options options = {.way = way};

	return tph_tap_open("3:0.0", &options, ret_tap);
}

/* Without a mapping each access is a call of VFIO */
static void by_calls(void **state)
{
	struct tph_tap_record record;
	struct tph_tap *tap;

	fake.region_flags[0] = 3;
	fake.access = &by_ring;
	assert_int_equal(open_by(TPH_TAP_VFIO, &tap), 0);
	assert_int_equal(tph_tap_info(tap)->way, TPH_TAP_VFIO);
	assert_int_equal(tph_tap_info(tap)->ring, 4096);
	assert_string_equal(tph_tap_info(tap)->bdf, FAKE_BDF);
	assert_int_equal(tph_tap_start(tap, &(struct tph_tap_filter){0}), 0);
	ring_take(&ring, false, 5, "0123456789abcdef", 16);
	assert_int_equal(tph_tap_next(tap, &record), 1);
	assert_memory_equal(record.data, "0123456789abcdef", 16);
	assert_int_equal(tph_tap_next(tap, &record), 0);
	tph_tap_close(tap);
	assert_int_equal(ring.regs[0x100 / 4], 0);
}

/* The device does what memory does, which is not what a tap does */
static void by_mapping(void **state)
{
	struct tph_tap *tap;

	assert_int_equal(open_by(TPH_TAP_VFIO, &tap), 0);
	assert_int_equal(fake.mappings, 1);
	assert_int_equal(fake.widths[4] + fake.widths[8], 0);
	assert_int_equal(tph_tap_start(tap, &(struct tph_tap_filter){0}),
			 -EOPNOTSUPP);
	tph_tap_close(tap);
	assert_int_equal(open_by(TPH_TAP_SYSFS, &tap), 0);
	assert_int_equal(fake.mappings, 1);
	assert_int_equal(tph_tap_info(tap)->way, TPH_TAP_SYSFS);
	tph_tap_close(tap);
	/* Nothing of VFIO was touched by the second */
	assert_int_equal(fake.resets, 0);
}

static void automatic(void **state)
{
	struct tph_tap *tap;

	assert_int_equal(tph_tap_open(FAKE_BDF, NULL, &tap), 0);
	assert_int_equal(tph_tap_info(tap)->way, TPH_TAP_SYSFS);
	tph_tap_close(tap);
	fake.power_state = "D3hot\n";
	assert_int_equal(tph_tap_open(FAKE_BDF, NULL, &tap), 0);
	assert_int_equal(tph_tap_info(tap)->way, TPH_TAP_VFIO);
	tph_tap_close(tap);
}

static void refuses(int err, const char *says)
{
	struct tph_tap *tap = NULL;

	assert_int_equal(open_by(TPH_TAP_SYSFS, &tap), err);
	assert_null(tap);
	if (!strstr(tph_error(), says))
		fail_msg("%s", tph_error());
	assert_int_equal(fake.open_fds, 0);
}

static void refusals(void **state)
{
	struct tph_tap *tap = NULL;

	assert_int_equal(tph_tap_open("9:0.0", NULL, &tap), -ENODEV);
	assert_int_equal(tph_tap_open("nonsense", NULL, &tap), -EINVAL);
	fake.power_state = "D3hot\n";
	refuses(-ENETDOWN, "it sleeps: nobody uses it");
	fake.power_state = "D0\n";
	fake.memory[7][4] = 0;
	refuses(-ENETDOWN, "memory decoding is off: nobody uses it");
	fake.driver[0] = '\0';
	refuses(-ENETDOWN,
		"write 1 to /sys/bus/pci/devices/" FAKE_BDF "/enable");
	fake.memory[7][4] = 2;
	fake.locked = true;
	refuses(-EBUSY, "another program reads its tap");
	fake.locked = false;
	fake.map_error = -EINVAL;
	refuses(-EBUSY, "iomem=relaxed");
	fake.map_error = -EPERM;
	refuses(-EPERM, "locked down");
	fake.map_error = 0;
	fake.resource = "0x00000000fe000000 0x00000000fe007fff 0x40200\n";
	refuses(-ENODEV, "too small");
	fake.resource = "0x0 0x0 0x0\n";
	refuses(-ENOENT, "has no BAR 0");
	fake.resource = "";
	refuses(-ENOENT, "has no BAR 0");
}

static bool tolerated(unsigned int call)
{
	/* An unreadable power state or command register says nothing */
	return true;
}

static int open_close(void)
{
	struct tph_tap *tap;
	int ret = open_by(TPH_TAP_SYSFS, &tap);

	if (!ret)
		tph_tap_close(tap);
	return ret;
}

static void each_call_fails(void **state)
{
	assert_true(fake_fail_each(-EACCES, open_close, tolerated) > 4);
	assert_int_equal(fake.open_fds, 0);
	assert_int_equal(fake.mappings, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(by_calls), TEST(by_mapping),      TEST(automatic),
		TEST(refusals), TEST(each_call_fails),
	};

	return cmocka_run_group_tests_name("libtph: tap open", tests, NULL,
					   NULL);
}
