// SPDX-License-Identifier: BSD-3-Clause
/* Advanced Error Reporting: status, logs, messages (sec 6.2, 7.8.4) */
#include "tests/pcie/rig.h"

#define A 0x0300

/* AER registers */
enum {
	STATUS = RAM_AER + 0x04,
	MASK = RAM_AER + 0x08,
	SEVERITY = RAM_AER + 0x0c,
	COR_STATUS = RAM_AER + 0x10,
	COR_MASK = RAM_AER + 0x14,
	CONTROL = RAM_AER + 0x18,
	HEADER = RAM_AER + 0x1c,
	PREFIX = RAM_AER + 0x38,
};

#define UNSUPPORTED (1u << 20)
#define MALFORMED   (1u << 18)
#define POISONED    (1u << 12)
#define ADVISORY    (1u << 13)

/* Device Control: report correctable, non-fatal, fatal, unsupported */
enum { COR = 1, NONFATAL = 2, FATAL = 4, UR = 8 };

static uint32_t get(struct rig *rig, unsigned int offset)
{
	return pcie_config_get(&rig->a.fn.config, offset, 4);
}

static void set(struct rig *rig, unsigned int offset, uint32_t value)
{
	pcie_root_config_write(rig->root, A, offset, 4, value);
}

static void report(struct rig *rig, unsigned int enables)
{
	pcie_root_config_write(rig->root, A, RAM_EXPRESS + 8, 2,
			       0x2850 | enables);
}

static uint16_t device_status(struct rig *rig)
{
	return pcie_config_get(&rig->a.fn.config, RAM_EXPRESS + 0xa, 2);
}

static void deliver(struct rig *rig, const char *hex)
{
	rig_forget(rig);
	inject(pcie_switch_downstream(rig->sw, 0), hex);
}

#define BAD_WRITE "60010001 0000340f 00000012 34567802 01020304"
#define BAD_READ  "00000001 0000220f 00002000"

static void posted_is_uncorrectable(void **state)
{
	struct rig *rig = *state;

	report(rig, NONFATAL | UR);
	deliver(rig, BAD_WRITE);
	assert_int_equal(get(rig, STATUS), UNSUPPORTED);
	assert_int_equal(device_status(rig), 0x000a); /* non-fatal, UR */
	assert_int_equal(get(rig, CONTROL) & 0x1f, 20);
	assert_int_equal(get(rig, HEADER), 0x60010001);
	assert_int_equal(get(rig, HEADER + 4), 0x0000340f);
	assert_int_equal(get(rig, HEADER + 8), 0x00000012);
	assert_int_equal(get(rig, HEADER + 12), 0x34567802);
	expect_tlp(rig, 1, "a", UP, "30000000 03000031 00000000 00000000");
	assert_int_equal(rig->errors, 1);
	assert_int_equal(rig->error_requester, A);
	assert_int_equal(rig->error_code, 0x31);
}

static void first_header_stays(void **state)
{
	struct rig *rig = *state;

	deliver(rig, BAD_WRITE);
	deliver(rig, "00000002 000022f0 e0000000"); /* malformed */
	assert_int_equal(get(rig, STATUS), UNSUPPORTED | MALFORMED);
	assert_int_equal(get(rig, CONTROL) & 0x1f, 20);
	assert_int_equal(get(rig, HEADER), 0x60010001);
	set(rig, STATUS, UNSUPPORTED);
	deliver(rig, "00000002 000022f0 e0000000");
	assert_int_equal(get(rig, CONTROL) & 0x1f, 18);
	assert_int_equal(get(rig, HEADER), 0x00000002);
	assert_int_equal(get(rig, HEADER + 8), 0xe0000000);
	assert_int_equal(get(rig, HEADER + 12), 0); /* 3 DW */
	assert_int_equal(rig->a.fn.errors, 3);
}

static void prefixes_are_logged(void **state)
{
	struct rig *rig = *state;

	deliver(rig, "8e000001 91012345 90120000 " BAD_WRITE);
	assert_int_equal(get(rig, CONTROL), 0x800 | 20);
	assert_int_equal(get(rig, PREFIX), 0x91012345); /* no local prefixes */
	assert_int_equal(get(rig, PREFIX + 4), 0x90120000);
	assert_int_equal(get(rig, PREFIX + 8), 0);
	assert_int_equal(get(rig, HEADER), 0x60010001);
	set(rig, STATUS, UNSUPPORTED);
	deliver(rig, BAD_WRITE);
	assert_int_equal(get(rig, CONTROL), 20);
	assert_int_equal(get(rig, PREFIX), 0);
}

static void truncated_is_logged_as_far_as_it_goes(void **state)
{
	struct rig *rig = *state;

	deliver(rig, "60010001 0000340f 00000012");
	assert_int_equal(get(rig, STATUS), MALFORMED);
	assert_int_equal(get(rig, HEADER + 8), 0x12);
	assert_int_equal(get(rig, HEADER + 12), 0);
}

static void masked_is_silent(void **state)
{
	struct rig *rig = *state;

	report(rig, COR | NONFATAL | FATAL | UR);
	set(rig, MASK, UNSUPPORTED);
	deliver(rig, BAD_WRITE);
	assert_int_equal(get(rig, STATUS), UNSUPPORTED);
	assert_int_equal(get(rig, HEADER), 0);
	assert_int_equal(rig->errors, 0);
}

static void severity_selects_the_message(void **state)
{
	struct rig *rig = *state;

	report(rig, FATAL);
	deliver(rig, "00000002 000022f0 e0000000");
	assert_int_equal(rig->error_code, 0x33);
	assert_int_equal(device_status(rig), 0x0004);
	set(rig, SEVERITY, 0);
	deliver(rig, "00000002 000022f0 e0000000");
	assert_int_equal(rig->errors, 1); /* non-fatal is not enabled */
	report(rig, NONFATAL);
	deliver(rig, "00000002 000022f0 e0000000");
	assert_int_equal(rig->errors, 2);
	assert_int_equal(rig->error_code, 0x31);
}

/* A completion with UR is sent: ERR_COR, if software enables such cases */
static void non_posted_is_advisory(void **state)
{
	struct rig *rig = *state;

	report(rig, COR | NONFATAL | UR);
	deliver(rig, BAD_READ);
	assert_int_equal(get(rig, COR_STATUS), ADVISORY);
	assert_int_equal(get(rig, STATUS), 0);	      /* masked by default */
	assert_int_equal(device_status(rig), 0x0009); /* correctable, UR */
	assert_int_equal(rig->errors, 0);

	set(rig, COR_STATUS, ADVISORY);
	set(rig, COR_MASK, 0);
	deliver(rig, BAD_READ);
	assert_int_equal(get(rig, COR_STATUS), ADVISORY);
	assert_int_equal(get(rig, STATUS), UNSUPPORTED);
	assert_int_equal(get(rig, HEADER + 8), 0x00002000);
	expect_tlp(rig, 1, "a", UP, "30000000 03000030 00000000 00000000");
	assert_int_equal(rig->error_code, 0x30);

	/* nor is it if the request was poisoned, too */
	deliver(rig, "4c004001 0000220f 00002000 01000000");
	assert_int_equal(rig->error_code, 0x31);

	/* fatal is never advisory */
	report(rig, FATAL | UR);
	set(rig, SEVERITY, UNSUPPORTED);
	deliver(rig, BAD_READ);
	assert_int_equal(rig->error_code, 0x33);
}

static void unsupported_has_its_own_enable(void **state)
{
	struct rig *rig = *state;

	report(rig, NONFATAL);
	deliver(rig, BAD_WRITE);
	assert_int_equal(rig->errors, 0);
	report(rig, NONFATAL | UR);
	deliver(rig, BAD_WRITE);
	assert_int_equal(rig->errors, 1);
}

static void serr_enables_messages_too(void **state)
{
	struct rig *rig = *state;

	pcie_root_config_write(rig->root, A, 4, 2, 0x106);
	deliver(rig, BAD_WRITE);
	assert_int_equal(rig->errors, 1);
	assert_int_equal(pcie_config_get(&rig->a.fn.config, 6, 2) & 0x4000,
			 0x4000);
}

static void poison_is_reported(void **state)
{
	struct rig *rig = *state;

	report(rig, NONFATAL);
	deliver(rig, "40004001 0000000f e0000000 01020304");
	assert_int_equal(get(rig, STATUS), POISONED);
	assert_int_equal(rig->error_code, 0x31);
}

static void abort_of_the_completer_is_signalled(void **state)
{
	struct rig *rig = *state;

	deliver(rig, BAD_READ);
	assert_int_equal(pcie_config_get(&rig->a.fn.config, 6, 2) & 0xf900, 0);
	rig->a.status = TLP_CPL_CA;
	deliver(rig, "00000001 0000220f e0000000");
	expect_tlp(rig, 1, "a", UP, "0a000000 03008004 00002200");
	assert_int_equal(pcie_config_get(&rig->a.fn.config, 6, 2) & 0xf900,
			 0x0800);
}

static void models_report_too(void **state)
{
	struct rig *rig = *state;

	pcie_function_error(&rig->a.fn, PCIE_ERR_COMPLETER_ABORT, NULL, 0);
	assert_int_equal(get(rig, STATUS), 1u << 15);
	assert_int_equal(get(rig, CONTROL) & 0x1f, 15);
	assert_int_equal(get(rig, HEADER), 0);
}

static void reset_keeps_status_and_log(void **state)
{
	struct rig *rig = *state;

	deliver(rig, BAD_WRITE);
	set(rig, MASK, POISONED);
	pcie_function_reset(&rig->a.fn);
	assert_int_equal(get(rig, STATUS), UNSUPPORTED);
	assert_int_equal(get(rig, MASK), POISONED);
	assert_int_equal(get(rig, HEADER), 0x60010001);
	assert_int_equal(device_status(rig), 0); /* not sticky */
}

#define TEST(_name) \
	cmocka_unit_test_setup_teardown(_name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(posted_is_uncorrectable),
		TEST(first_header_stays),
		TEST(prefixes_are_logged),
		TEST(truncated_is_logged_as_far_as_it_goes),
		TEST(masked_is_silent),
		TEST(severity_selects_the_message),
		TEST(non_posted_is_advisory),
		TEST(unsupported_has_its_own_enable),
		TEST(serr_enables_messages_too),
		TEST(poison_is_reported),
		TEST(abort_of_the_completer_is_signalled),
		TEST(models_report_too),
		TEST(reset_keeps_status_and_log),
	};

	return cmocka_run_group_tests_name("pcie-error", tests, NULL, NULL);
}
