// SPDX-License-Identifier: BSD-3-Clause
/* The public interface to captures and rules */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <opentph/analyze.h>

#include "capture/capture.h"

/*
 * TLPs in hex, one a line, laid out by hand (PCIe Base r5 sec 2.2): a 32-bit
 * MWr of 1 DW with TH and ST 0x5a to 0xfe800000; the same with ST 0x5b; a
 * 32-bit MRd of 1 DW.
 */
#define MWR_5A "40010001 01005a0f fe800002 11223344\n"
#define MWR_5B "40010001 01005b0f fe800002 11223344\n"
#define MRD    "00000001 0100070f fe800000\n"

static struct tph_capture *capture_of(const char *text)
{
	char path[] = "/tmp/tph-test-public-XXXXXX";
	struct tph_capture *capture;
	int fd = mkstemp(path);

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(tph_capture_open(path, &capture), 0);
	unlink(path);
	return capture;
}

static void packets_are_read(void **state)
{
	struct tph_capture *capture = capture_of(MWR_5A MRD);
	struct tph_packet packet;

	assert_int_equal(tph_capture_next(capture, &packet), 1);
	assert_int_equal(packet.number, 1);
	assert_int_equal(packet.offset, 0);
	assert_string_equal(packet.link, "");
	assert_int_equal(packet.direction, TPH_DIRECTION_UNKNOWN);
	assert_false(packet.timed);
	assert_null(packet.fault);
	assert_int_equal(packet.tlp->type, TLP_MWR);
	assert_int_equal(packet.tlp->st, 0x5a);
	assert_int_equal(packet.tlp->ph, 2);
	assert_int_equal(packet.tlp->addr, 0xfe800000);
	assert_int_equal(tph_capture_next(capture, &packet), 1);
	assert_int_equal(packet.number, 2);
	assert_int_equal(packet.tlp->type, TLP_MRD);
	assert_int_equal(packet.tlp->tag, 7);
	assert_int_equal(tph_capture_next(capture, &packet), 0);
	tph_capture_close(capture);
}

static void conditions_choose(void **state)
{
	struct tph_capture *capture = capture_of(MWR_5A MWR_5B MRD);
	char error[256] = "";
	struct tph_packet packet;

	assert_int_equal(tph_capture_match(capture, "nonsense=1", error,
					   sizeof(error)),
			 -EINVAL);
	assert_non_null(strstr(error, "nonsense"));
	assert_int_equal(tph_capture_match(capture, "type=MWr", error,
					   sizeof(error)),
			 0);
	assert_int_equal(
		tph_capture_match(capture, "st=0x5b", error, sizeof(error)), 0);
	assert_int_equal(tph_capture_next(capture, &packet), 1);
	assert_int_equal(packet.number, 2);
	assert_int_equal(tph_capture_next(capture, &packet), 0);
	tph_capture_close(capture);
}

static void names_of_links_are_copied(void **state)
{
	/* The MRd */
	static const uint8_t read[] = {0, 0,   0,    1,	   1, 0,
				       7, 0xf, 0xfe, 0x80, 0, 0};
	char path[] = "/tmp/tph-test-public-XXXXXX", condition[] = "link=dn1";
	struct tph_capture *capture;
	struct tph_packet packet;
	struct capture_writer *w;
	char error[256];

	close(mkstemp(path));
	assert_int_equal(capture_create(path, CAPTURE_LINKTYPE_USER0, &w), 0);
	capture_add_interface(w, "dn0", NULL);
	capture_add_interface(w, "dn1", NULL);
	capture_write(w, 0, CAPTURE_UP, 5, read, sizeof(read), NULL, 0);
	capture_write(w, 1, CAPTURE_DOWN, 6, read, sizeof(read), NULL, 0);
	assert_int_equal(capture_close(w), 0);

	assert_int_equal(tph_capture_open(path, &capture), 0);
	unlink(path);
	assert_int_equal(
		tph_capture_match(capture, condition, error, sizeof(error)), 0);
	memset(condition, 'x', sizeof(condition) - 1);
	assert_int_equal(tph_capture_next(capture, &packet), 1);
	assert_int_equal(packet.number, 2);
	assert_string_equal(packet.link, "dn1");
	assert_int_equal(packet.direction, TPH_DOWN);
	assert_true(packet.timed);
	assert_int_equal(packet.ns, 6);
	assert_int_equal(tph_capture_next(capture, &packet), 0);
	tph_capture_close(capture);
}

/* Return: whether the rule holds for a capture */
static bool judge(const char *text, const char *rule, char *ret_report,
		  size_t size)
{
	struct tph_capture *capture = capture_of(text);
	FILE *out = fmemopen(ret_report, size, "w");
	struct tph_rules *rules;
	struct tph_packet packet;
	char error[256];
	bool hold;

	*ret_report = '\0';
	assert_int_equal(tph_rules_create(&rules), 0);
	assert_int_equal(tph_rules_add(rules, rule, error, sizeof(error)), 0);
	while (tph_capture_next(capture, &packet) == 1)
		tph_rules_feed(rules, capture);
	hold = tph_rules_hold(rules);
	tph_rules_report(rules, out);
	fclose(out);
	tph_rules_free(rules);
	tph_capture_close(capture);
	return hold;
}

static void rules_judge(void **state)
{
	static const char rule[] = "type=MWr : st=0x5a";
	char report[1024];

	assert_true(judge(MWR_5A MRD, rule, report, sizeof(report)));
	assert_string_equal(report, "");
	assert_false(judge(MWR_5A MWR_5B, rule, report, sizeof(report)));
	assert_non_null(strstr(report, "packet 2"));
	assert_non_null(strstr(report, "st=0x5a"));
}

static void faults_break_rules(void **state)
{
	/* The last 2 bytes of the MRd's header are missing */
	static const char text[] = MWR_5A "\n00000001 0100070f fe80\n\n";
	struct tph_capture *capture = capture_of(text);
	struct tph_packet packet;
	char report[1024];

	assert_int_equal(tph_capture_next(capture, &packet), 1);
	assert_int_equal(tph_capture_next(capture, &packet), 1);
	assert_null(packet.tlp);
	assert_non_null(packet.fault);
	tph_capture_close(capture);
	assert_false(judge(text, "type=MWr : st=0x5a", report, sizeof(report)));
	assert_non_null(strstr(report, "not TLPs: 1 "));
}

static void errors_are_returned(void **state)
{
	struct tph_capture *capture = NULL;
	struct tph_rules *rules;
	char error[256] = "";

	assert_int_equal(tph_capture_open("/tmp/tph-test-public-none/x",
					  &capture),
			 -ENOENT);
	assert_null(capture);
	tph_capture_close(NULL);
	assert_int_equal(tph_rules_create(&rules), 0);
	assert_int_equal(tph_rules_add(rules, "no rule", error, sizeof(error)),
			 -EINVAL);
	assert_true(*error);
	tph_rules_free(rules);
	tph_rules_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_are_read),
		cmocka_unit_test(conditions_choose),
		cmocka_unit_test(names_of_links_are_copied),
		cmocka_unit_test(rules_judge),
		cmocka_unit_test(faults_break_rules),
		cmocka_unit_test(errors_are_returned),
	};

	return cmocka_run_group_tests_name("analyze-public", tests, NULL, NULL);
}
