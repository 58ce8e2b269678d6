// SPDX-License-Identifier: BSD-3-Clause
/* Header logs of the kernel and of lspci in text */
#include "tests/capture/text_file.h"

/* One line each. @ns: -1 if the line has no time */
struct log {
	const char *text, *bytes, *link;
	bool flit;
	int64_t ns;
};

static void logs_are_found(void **state)
{
	static const struct log rows[] = {
		/* Old kernels, and firmware's */
		{"[   12.345678] pcieport 0000:00:1c.5:   TLP Header: 34000000 "
		 "04001f10 00000000 884c884c",
		 "3400000004001f1000000000884c884c", "0000:00:1c.5", false,
		 12345678000},
		{"{1}[Hardware Error]:   TLP Header: 34000000 04001f10 "
		 "00000000 884c884c",
		 "3400000004001f1000000000884c884c", "", false, -1},
		/*
		 * New messages: prefixes follow the header, but belong in front
		 */
		{"<3>[ 1.5] pcieport 0000:00:1c.5:   TLP Header: 0x60010001 "
		 "0x010034ff 0x00000012 0x34567802 E-E Prefixes: 0x90120000",
		 "9012000060010001010034ff0000001234567802", "0000:00:1c.5",
		 false, 1500000000},
		{"Nov 22 18:00:00 host kernel: pcieport 10000:e0:06.0: DPC: "
		 "TLP Header: 0x60010001 0x010034ff 0x00000012 0x34567802 "
		 "E-E Prefixes: 0x91000001 0x90120000\r",
		 "910000019012000060010001010034ff0000001234567802",
		 "10000:e0:06.0", false, -1},
		{"[1234567890.000000001] x 0000:00:01.0:   TLP Header (Flit): "
		 "0x60220001 0x01000005 0x00000012 0x34567800 0x00001234 "
		 "0x12340080 0x0 0x1 0x2 0x3 0x4 0x5 0x6 0x7",
		 "602200010100000500000012345678000000123412340080"
		 "0000000000000001000000020000000300000004000000050000000600"
		 "000007",
		 "0000:00:01.0", true, 1234567890000000001},
		{"aer_event: 0000:02:00.0 PCIe Bus Error: severity=Fatal, TLP "
		 "Header={0x60010001,0x10034ff,0x12,0x34567802,0x90120000,0x0,"
		 "0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0}",
		 "9012000060010001010034ff0000001234567802", "0000:02:00.0",
		 false, -1},
		{"\t\tHeaderLog: 4a000001 01000004 00000000 deadbeef",
		 "4a0000010100000400000000deadbeef", "", false, -1},
		/* Not a time if the bracket is not closed */
		{"[ 1.5 pcieport 00000001:00:1c.5: TLP Header: 0x1 0x2 0x3 0x4",
		 "00000001000000020000000300000004", "00000001:00:1c.5", false,
		 -1},
		{"[ x] TLP Header: 0x1 0x2 0x3 0x4",
		 "00000001000000020000000300000004", "", false, -1},
		{"<3 TLP Header: 0x1 0x2 0x3 0x4",
		 "00000001000000020000000300000004", "", false, -1},
		{"[Mon Nov 22 18:00:00 2026] TLP Header: 0x1 0x2 0x3 0x4",
		 "00000001000000020000000300000004", "", false, -1},
	};
	struct capture_packet p;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct capture_reader *r;
		char text[512];

		snprintf(text, sizeof(text), "something\n%s\nelse\n",
			 rows[i].text);
		r = open_text(text);
		if (capture_next(r, &p) != 1)
			fail_msg("%s", text);
		assert_string_equal(hex_of(&p), rows[i].bytes);
		assert_string_equal(p.link, rows[i].link);
		assert_int_equal(p.interface, !!rows[i].link[0]);
		assert_int_equal(p.line, 2);
		assert_int_equal(p.offset, 10);
		assert_int_equal(p.flit, rows[i].flit);
		assert_int_equal(p.linktype, rows[i].flit ? 148 : 147);
		assert_true(p.header_only);
		assert_int_equal(p.timed, rows[i].ns >= 0);
		assert_int_equal(p.ns, rows[i].ns >= 0 ? rows[i].ns : 0);
		assert_int_equal(p.orig_len, p.len);
		assert_int_equal(capture_next(r, &p), 0);
		capture_free(r);
	}
}

static void empty_logs_are_none(void **state)
{
	static const char *const rows[] = {
		"HeaderLog: 00000000 00000000 00000000 00000000",
		"TLP Header: 0x00000000 0x00000000 0x00000000 0x00000000",
		"TLP Header=Not available",
		"TLP Header: ",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		EXPECT(rows[i], {1, 0,
				 "!"
				 "this text contains no TLP"});
	EXPECT("TLP Header: 0x00000001 0x00000000 0x00000000",
	       {1, 0,
		"!"
		"words of a header log are missing"});
}

/* lspci -vvxxx: an earlier line names the device; its registers are not TLPs */
static void lspci_names_the_device(void **state)
{
	struct capture_reader *r = open_text(
		"00:1c.5 PCI bridge: Intel Corporation Device a115\n"
		"\tBus: primary=00, secondary=01\n"
		"\t\tHeaderLog: 00000000 00000000 00000000 00000000\n"
		"00: 86 80 15 a1 07 04 10 00\n\n"
		"0001:02:00.0 Ethernet controller: something\n"
		"\t\tHeaderLog: 4a000001 01000004 00000000 deadbeef\n"
		"40: 86 80 15 a1 07 04 10 00\n\n"
		"00:1c.5 PCI bridge: again\n"
		"\t\tHeaderLog: 4a000001 01000004 00000000 deadbeef\n");
	struct capture_packet p;

	assert_int_equal(capture_next(r, &p), 1);
	assert_string_equal(p.link, "0001:02:00.0");
	assert_int_equal(p.interface, 2);
	assert_int_equal(p.line, 7);
	assert_int_equal(capture_next(r, &p), 1);
	assert_string_equal(p.link, "00:1c.5");
	assert_int_equal(p.interface, 1);
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

/* A log ends a TLP that has begun */
static void hex_and_logs_mix(void **state)
{
	struct capture_reader *r =
		open_text("40000002\nTLP Header: 0x1 0x2 0x3 0x4\n" READ "\n");
	struct capture_packet p;

	assert_int_equal(capture_next(r, &p), 1);
	assert_string_equal(hex_of(&p), "40000002");
	assert_int_equal(capture_next(r, &p), 1);
	assert_true(p.header_only);
	assert_int_equal(p.line, 2);
	assert_int_equal(capture_next(r, &p), 1);
	assert_false(p.header_only);
	assert_int_equal(p.number, 3);
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(logs_are_found),
		cmocka_unit_test(empty_logs_are_none),
		cmocka_unit_test(lspci_names_the_device),
		cmocka_unit_test(hex_and_logs_mix),
	};

	return cmocka_run_group_tests_name("capture-text-logs", tests,
					   make_file, remove_file);
}
