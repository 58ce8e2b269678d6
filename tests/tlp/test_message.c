// SPDX-License-Identifier: BSD-3-Clause
/* The table of messages: names, codes, properties */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/tlp.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define R(n)	      (1 << (n))

/*
 * Written out a second time, from the tables that the reference names: a slip
 * of the pen must be made twice to go unnoticed.
 */
static const struct {
	int code;
	const char *name, *form; /* "M" Msg, "D" MsgD, "MD" either */
	int routings, tc0, length;
} expected[] = {
	{0x00, "Unlock", "M", R(3), 1, 0},
	{0x01, "Invalidate_Request", "D", R(2), 0, 2},
	{0x02, "Invalidate_Completion", "M", R(2), 0, 0},
	{0x04, "Page_Request", "M", R(0), 0, 0},
	{0x05, "PRG_Response", "M", R(2), 0, 0},
	{0x10, "LTR", "M", R(4), 1, 0},
	{0x12, "OBFF", "M", R(4), 1, 0},
	{0x14, "PM_Active_State_Nak", "M", R(4), 1, 0},
	{0x18, "PM_PME", "M", R(0), 1, 0},
	{0x19, "PME_Turn_Off", "M", R(3), 1, 0},
	{0x1b, "PME_TO_Ack", "M", R(5), 1, 0},
	{0x20, "Assert_INTA", "M", R(4), 1, 0},
	{0x21, "Assert_INTB", "M", R(4), 1, 0},
	{0x22, "Assert_INTC", "M", R(4), 1, 0},
	{0x23, "Assert_INTD", "M", R(4), 1, 0},
	{0x24, "Deassert_INTA", "M", R(4), 1, 0},
	{0x25, "Deassert_INTB", "M", R(4), 1, 0},
	{0x26, "Deassert_INTC", "M", R(4), 1, 0},
	{0x27, "Deassert_INTD", "M", R(4), 1, 0},
	{0x30, "ERR_COR", "M", R(0), 1, 0},
	{0x31, "ERR_NONFATAL", "M", R(0), 1, 0},
	{0x33, "ERR_FATAL", "M", R(0), 1, 0},
	{0x40, "Attention_Indicator_Off", "M", R(4), 0, 0},
	{0x41, "Attention_Indicator_On", "M", R(4), 0, 0},
	{0x43, "Attention_Indicator_Blink", "M", R(4), 0, 0},
	{0x44, "Power_Indicator_Off", "M", R(4), 0, 0},
	{0x45, "Power_Indicator_On", "M", R(4), 0, 0},
	{0x47, "Power_Indicator_Blink", "M", R(4), 0, 0},
	{0x48, "Attention_Button_Pressed", "M", R(4), 0, 0},
	{0x50, "Set_Slot_Power_Limit", "D", R(4), 1, 1},
	{0x52, "PTM_Request", "M", R(4), 1, 0},
	{0x53, "PTM_Response", "MD", R(4), 1, 1},
	{0x7e, "Vendor_Defined_0", "MD", R(0) | R(2) | R(3) | R(4), 0, 0},
	{0x7f, "Vendor_Defined_1", "MD", R(0) | R(2) | R(3) | R(4), 0, 0},
};

static void each_is_as_written(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		const struct tlp_message *msg = tlp_message(expected[i].code);

		print_message("# %s\n", expected[i].name);
		assert_non_null(msg);
		assert_string_equal(msg->name, expected[i].name);
		assert_int_equal(msg->routings, expected[i].routings);
		assert_int_equal(msg->tc0, expected[i].tc0);
		assert_int_equal(msg->length, expected[i].length);
		assert_int_equal(msg->without_data,
				 !!strchr(expected[i].form, 'M'));
		assert_int_equal(msg->with_data,
				 !!strchr(expected[i].form, 'D'));
		assert_int_equal(tlp_message_code(expected[i].name),
				 expected[i].code);
	}
}

static void there_are_no_others(void **state)
{
	size_t count = 0;

	for (int code = 0; code < 256; code++)
		count += !!tlp_message(code);
	assert_int_equal(count, ARRAY_SIZE(expected));
	assert_null(tlp_message(0x1a));
	assert_null(tlp_message(0xff));
	assert_int_equal(tlp_message_code("PME_To_Nowhere"), -ENOENT);
	assert_int_equal(tlp_message_code(""), -ENOENT);
}

static void enums_are_the_codes(void **state)
{
	assert_int_equal(tlp_message_code("PM_PME"), TLP_MSG_PM_PME);
	assert_int_equal(tlp_message_code("PME_Turn_Off"),
			 TLP_MSG_PME_TURN_OFF);
	assert_int_equal(tlp_message_code("PME_TO_Ack"), TLP_MSG_PME_TO_ACK);
	assert_int_equal(tlp_message_code("ERR_COR"), TLP_MSG_ERR_COR);
	assert_int_equal(tlp_message_code("ERR_NONFATAL"),
			 TLP_MSG_ERR_NONFATAL);
	assert_int_equal(tlp_message_code("ERR_FATAL"), TLP_MSG_ERR_FATAL);
}

static void vendor_follows_the_target(void **state)
{
	static const uint8_t wire[16] = {0x32, 0,    0, 0,    1,    0, 0, 0x7f,
					 5,    0x10, 1, 0xab, 0xde, 0, 0, 1};
	struct tlp tlp;

	assert_int_equal(tlp_decode(wire, sizeof(wire), &tlp), 0);
	assert_int_equal(tlp_message_vendor(&tlp), 0x01ab);
	assert_int_equal(tlp.target, TLP_BDF(5, 2, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_as_written),
		cmocka_unit_test(there_are_no_others),
		cmocka_unit_test(enums_are_the_codes),
		cmocka_unit_test(vendor_follows_the_target),
	};

	return cmocka_run_group_tests_name("tlp-message", tests, NULL, NULL);
}
