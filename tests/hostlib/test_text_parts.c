// SPDX-License-Identifier: BSD-3-Clause
/* Text of lspci as people post it: parts, filters, mail, together with hex */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ground.h"
#include "tests/hostlib/fact.h"

/* Commas of 3.6.4, lines that a mailer broke, quotes, blanks, CR and LF */
static void test_layouts(void **state)
{
	static const struct fact facts[] = {
		{TPH_HOST_F_PORT_TYPE, TPH_HOST_ENDPOINT},
		{TPH_HOST_F_TPH_COMPLETER, 1},
		{TPH_HOST_F_PREFIX, 1},
		{TPH_HOST_F_PREFIX_MAX, 2},
		{TPH_HOST_F_MRRS, 2},
	};
	static const char *const texts[] = {
		HEADER EXPRESS
		"\t\tDevCtl:\tMaxPayload 128 bytes, MaxReadReq 512 bytes\n"
		"\t\tDevCap2: 10BitTagComp-, ExtFmt+, EETLPPrefix+, MaxEETLPPrefixes 2\n"
		"\t\t\t FRS-, TPHComp+, ExtTPHComp-\n",
		"> > 41:00.0 Ethernet controller: Example NIC\r\n"
		"> >         Control: I/O- Mem+\r\n"
		"> >         Capabilities: [70] Express (v2)\r\n"
		"> >         Capabilities: [70] Express (v2) Endpoint, MSI 00\r\n"
		"> >                 DevCtl: CorrErr-\r\n"
		"> >                         MaxPayload 128 bytes, MaxReadReq\r\n"
		"> > 512 bytes\r\n"
		"> >                 DevCap2: EETLPPrefix+, MaxEETLPPrefixes\r\n"
		"> > 2\r\n"
		"> >                         LN System CLS Not Supported, TPHComp+\r\n"
		"> > ExtTPHComp- ARIFwd-\r\n",
		"41:00.0 Ethernet controller: Example NIC\n"
		"Flags: bus master, fast devsel\n"
		"Capabilities: [70] Express Endpoint, MSI 00\n"
		"DevCtl: MaxPayload 128 bytes, MaxReadReq 512 bytes\n"
		"DevCap2: EETLPPrefix+, MaxEETLPPrefixes 2\n"
		"TPHComp+ ExtTPHComp-\n",
		"\xef\xbb\xbf" HEADER EXPRESS
		"DevCtl: MaxPayload 128 bytes, MaxReadReq 512 bytes\n"
		"DevCap2: EETLPPrefix+, MaxEETLPPrefixes 2 TPHComp+ ExtTPHComp-\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		fact_expect(texts[i], "41:00.0", facts, ARRAY_SIZE(facts));
}

/* A list proves that a capability is missing if it is complete, and only then */
static void test_completeness(void **state)
{
	static const struct {
		const char *text;
		int acs;
	} lists[] = {
		{HEADER EXPRESS AER "\n", UNKNOWN(ABSENT)},
		{HEADER EXPRESS AER "\tKernel driver in use: x\n",
		 UNKNOWN(ABSENT)},
		{HEADER EXPRESS AER "\tKernel modules: x\n", UNKNOWN(ABSENT)},
		{HEADER EXPRESS AER "00: 86 80 00 00\n", UNKNOWN(ABSENT)},
		{ENDPOINT "\tFlags: fast devsel\n" EXPRESS AER "\n",
		 UNKNOWN(ABSENT)},
		/* Conventional PCI, or no list */
		{HEADER "\tCapabilities: [40] MSI: Enable+\n\n",
		 UNKNOWN(ABSENT)},
		{ENDPOINT CONTROL "\tStatus: Cap- 66MHz-\n\n", UNKNOWN(ABSENT)},
		{HEADER "\n", UNKNOWN(NOT_SHOWN)},
		/* 256 bytes may be all that lspci could read */
		{HEADER EXPRESS "\n", UNKNOWN(NOT_SHOWN)},
		/* The end is missing */
		{HEADER EXPRESS AER, UNKNOWN(NOT_SHOWN)},
		{HEADER EXPRESS AER "42:00.0 PCI bridge: X\n\n",
		 UNKNOWN(NOT_SHOWN)},
		{HEADER EXPRESS AER "42:00.0 x\n\n", UNKNOWN(NOT_SHOWN)},
		{HEADER EXPRESS AER "--\n\n", UNKNOWN(NOT_SHOWN)},
		/* A part is missing */
		{HEADER EXPRESS "\t[...]\n" AER "\n", UNKNOWN(NOT_SHOWN)},
		{HEADER EXPRESS "\t...\n" AER "\n", UNKNOWN(NOT_SHOWN)},
		{HEADER EXPRESS "<snip>\n" AER "\n", UNKNOWN(NOT_SHOWN)},
		{HEADER EXPRESS AER
		 "\tCapabilities: [100 v1] <chain looped>\n\n",
		 UNKNOWN(NOT_SHOWN)},
		{HEADER EXPRESS AER "\tCapabilities: damaged\n\n",
		 UNKNOWN(NOT_SHOWN)},
		/* Not root */
		{HEADER "\tCapabilities: <access denied>\n\n",
		 UNKNOWN(NO_ROOT)},
		{HEADER EXPRESS "\tCapabilities: <access denied>\n\n",
		 UNKNOWN(NO_ROOT)},
		/* Plain list */
		{ENDPOINT "\n", UNKNOWN(NOT_SHOWN)},
	};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		struct tph_host *host =
			machine_read(lists[i].text, TPH_HOST_TEXT);

		if (fact_value(
			    machine_at(host, "41:00.0")->caps[TPH_HOST_ACS]) !=
		    lists[i].acs)
			fail_msg("list %zu: ACS is %d", i,
				 fact_value(machine_at(host, "41:00.0")
						    ->caps[TPH_HOST_ACS]));
		tph_host_free(host);
	}
}

/* lspci -vv | grep ...: the header above may be that of another function */
static void test_filter(void **state)
{
	struct tph_host *host =
		machine_read(ENDPOINT ACS
			     "\t\tACSCtl: SrcValid+ TransBlk+\n" EXPRESS,
			     TPH_HOST_TEXT);

	assert_int_equal(
		fact_value(machine_at(host, "41:00.0")->caps[TPH_HOST_ACS]),
		UNKNOWN(NOT_SHOWN));
	assert_non_null(strstr(tph_host_note(host, 0), "line 2: no line"));
	assert_null(tph_host_note(host, 1));
	tph_host_free(host);
	/* A register without the heading of its capability */
	EXPECT(HEADER EXPRESS ACS AER "\t\tACSCtl: SrcValid+\n\n",
	       {TPH_HOST_F_ACS_SV, UNKNOWN(NOT_SHOWN)});
}

/* Two lists of one machine, as in reports: plain, then root's */
static void test_two_lists(void **state)
{
	EXPECT("41:00.0 PCI bridge [0604]: X [1234:5678]\n\n"
	       "41:00.0 PCI bridge: X\n" CONTROL STATUS EXPRESS ACS
	       "\t\tACSCtl: ReqRedir+\n\n"
	       "41:00.0 PCI bridge: X\n" CONTROL STATUS
	       "\tCapabilities: <access denied>\n\n",
	       {TPH_HOST_F_ACS_RR, 1}, {TPH_HOST_F_ACS_SV, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_PORT_TYPE, TPH_HOST_ENDPOINT},
	       {TPH_HOST_F_TPH_MODE, UNKNOWN(ABSENT)});
}

/* -n after a list with names */
static void test_names_and_numbers(void **state)
{
	struct tph_host *host = machine_read(
		"41:00.0 PCI bridge: Example (prog-if 01 [Subtractive decode])\n\n"
		"41:00.0 0604: 1234:5678\n\n",
		TPH_HOST_TEXT);
	const struct tph_host_function *function = machine_at(host, "41:00.0");

	assert_int_equal(tph_host_count(host), 1);
	assert_string_equal(function->name, "Example");
	assert_int_equal(function->class_code, 0x060401);
	assert_int_equal(function->vendor, 0x1234);
	assert_int_equal(function->device, 0x5678);
	tph_host_free(host);
}

/* -vvx: text knows more than 64 bytes do, and bytes have the last word */
static void test_text_and_hex(void **state)
{
	static const char text[] =
		"41:00.0 PCI bridge: X\n" CONTROL STATUS
		"\tBus: primary=01, secondary=02, subordinate=03, sec-latency=0\n"
		"\tCapabilities: [70] Express (v2) Root Port (Slot+), MSI 00\n"
		"\t\tDevCtl: MaxPayload 256 bytes\n" ACS
		"\t\tACSCtl: ReqRedir+\n"
		"00: 34 12 11 74 06 00 10 00 01 00 04 06 00 00 01 00\n"
		"10: 00 00 00 00 00 00 00 00 40 41 42 00 00 00 00 00\n"
		"20: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
		"30: 00 00 00 00 70 00 00 00 00 00 00 00 00 00 00 00\n\n";
	static const struct fact facts[] = {
		{TPH_HOST_F_SECONDARY_BUS, 0x41},
		{TPH_HOST_F_PORT_TYPE, TPH_HOST_ROOT_PORT},
		{TPH_HOST_F_MPS, 1},
		{TPH_HOST_F_MRRS, UNKNOWN(SHORT)},
		{TPH_HOST_F_ACS_RR, 1},
		{TPH_HOST_F_TPH_EXT, UNKNOWN(ABSENT)},
	};
	struct tph_host *host = machine_read(text, TPH_HOST_AUTO);
	const struct tph_host_function *function = machine_at(host, "41:00.0");

	assert_int_equal(tph_host_form(host), TPH_HOST_HEX);
	assert_int_equal(function->device, 0x7411);
	assert_int_equal(function->bytes, 64);
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
		assert_int_equal(
			fact_value(tph_host_get(function, facts[i].field)),
			facts[i].value);
	tph_host_free(host);
	EXPECT(text, {TPH_HOST_F_SECONDARY_BUS, 2});
}

/* Offsets of text are not places in bytes: [40] is no place of a TPH capability */
static void test_bytes_elsewhere(void **state)
{
	struct tph_host *host = machine_read(
		HEADER EXPRESS ACS
		"00: 34 12 11 74 06 00 10 00 01 00 00 02 00 00 00 00\n"
		"10: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
		"20: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
		"30: 00 00 00 00 40 00 00 00 00 00 00 00 00 00 00 00\n"
		"40: 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
		"50: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
		"60: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
		"70: 10 00 42 00 ff ff ff ff ff ff ff ff ff ff ff ff\n\n",
		TPH_HOST_AUTO);
	const struct tph_host_function *function = machine_at(host, "41:00.0");

	/* The list of 128 bytes does not have it, so text keeps its word */
	assert_int_equal(fact_value(function->caps[TPH_HOST_EXP]), 0x70);
	assert_int_equal(
		fact_value(tph_host_get(function, TPH_HOST_F_PORT_TYPE)),
		TPH_HOST_ENDPOINT);
	assert_int_equal(fact_value(tph_host_get(function, TPH_HOST_F_MPS)),
			 UNKNOWN(SHORT));
	tph_host_free(host);
}

/* Bytes of conventional PCI, so no entry of text counts */
static void test_table_elsewhere(void **state)
{
	char text[2048];
	struct tph_host *host;
	size_t n = (size_t)sprintf(
		text, HEADER EXPRESS
		"\tCapabilities: [160 v1] Transaction Processing Hints\n"
		"\t\tST[0]:\t0001 0002\n"
		"00: 34 12 11 74 06 00 00 00 01 00 00 02 00 00 00 00\n");

	for (unsigned int offset = 0x10; offset < 0x100; offset += 0x10)
		n += (size_t)sprintf(
			text + n,
			"%02x: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n",
			offset);
	host = machine_read(text, TPH_HOST_TEXT);
	assert_int_equal(machine_at(host, "41:00.0")->st_count, 2);
	tph_host_free(host);
	host = machine_read(text, TPH_HOST_AUTO);
	assert_int_equal(machine_at(host, "41:00.0")->st_count, 0);
	assert_int_equal(
		fact_value(machine_at(host, "41:00.0")->caps[TPH_HOST_TPH]),
		UNKNOWN(ABSENT));
	tph_host_free(host);
}

/* Values that no register can have, and lines without an end */
static void test_damage(void **state)
{
	static char text[100000];
	struct fact fact = {TPH_HOST_F_MPS, UNKNOWN(NOT_SHOWN)};
	const struct tph_host_function *function;
	struct tph_host *host;
	size_t n;

	EXPECT(HEADER EXPRESS
	       "\t\tDevCtl: MaxPayload 384 bytes, MaxReadReq 99999999999 bytes\n"
	       "\t\tLnkSta: Speed 7GT/s, Width x64\n"
	       "\t\tDevCap2: TPHComp- ExtTPHComp+ EETLPPrefix? MaxEETLPPrefixes 5\n\n",
	       {TPH_HOST_F_MPS, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_MRRS, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_LINK_SPEED, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_LINK_WIDTH, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_TPH_COMPLETER, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_PREFIX, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_PREFIX_MAX, UNKNOWN(NOT_SHOWN)});
	EXPECT(HEADER EXPRESS "\t\tDevCtl: XExtTag+ ExtTag-\n\n",
	       {TPH_HOST_F_EXT_TAG, 0});
	host = machine_read(HEADER "\tIOMMU group: 4294967295\n"
				   "\tNUMA node: 99999999999999999999\n",
			    TPH_HOST_TEXT);
	function = machine_at(host, "41:00.0");
	assert_int_equal(fact_value(function->group), UNKNOWN(NOT_SHOWN));
	assert_int_equal(fact_value(function->numa), UNKNOWN(NOT_SHOWN));
	tph_host_free(host);
	/* Blanks up to the end of the buffer */
	n = (size_t)sprintf(text, "41:00.0 PCI bridge: ");
	memset(text + n, ' ', 4000);
	strcpy(text + n + 4000, "X\n");
	fact_expect(text, "41:00.0", &fact, 1);
	n = (size_t)sprintf(text, HEADER EXPRESS "\t\tDevCtl: ");
	memset(text + n, 'x', 50000);
	strcpy(text + n + 50000, " MaxPayload 256 bytes\n\t\tDevSta: x\n");
	fact_expect(text, "41:00.0", &fact, 1);
	/* The line after it is read again */
	strcpy(text + n + 50000, "\n\t\tDevCtl: MaxPayload 256 bytes\n");
	fact.value = 1;
	fact_expect(text, "41:00.0", &fact, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layouts),
		cmocka_unit_test(test_completeness),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_two_lists),
		cmocka_unit_test(test_names_and_numbers),
		cmocka_unit_test(test_text_and_hex),
		cmocka_unit_test(test_bytes_elsewhere),
		cmocka_unit_test(test_table_elsewhere),
		cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
