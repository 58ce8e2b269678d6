// SPDX-License-Identifier: BSD-3-Clause
/*
 * Print the tagged writes of a capture and check that each has ST 0x5a. The
 * tests of a device can check captures in this way.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include <opentph/analyze.h>

int main(int argc, char **argv)
{
	struct tph_capture *capture;
	struct tph_packet packet;
	struct tph_rules *rules;
	char error[512], line[512];
	int ret;

	if (argc != 2)
		errx(2, "usage: capture FILE");
	ret = tph_capture_open(argv[1], &capture);
	if (ret)
		errx(2, "%s: %s", argv[1], strerror(-ret));
	if (tph_rules_create(&rules))
		errx(2, "out of memory");
	if (tph_capture_match(capture, "type=MWr", error, sizeof(error)) ||
	    tph_capture_match(capture, "th=1", error, sizeof(error)) ||
	    tph_rules_add(rules, "type=MWr : st=0x5a count=1..", error,
			  sizeof(error)))
		errx(2, "%s", error);

	while ((ret = tph_capture_next(capture, &packet)) == 1) {
		tph_rules_feed(rules, capture);
		if (packet.tlp) {
			tlp_format(packet.tlp, line, sizeof(line));
			printf("%s\n", line);
		} else {
			printf("byte %ju: %s\n", (uintmax_t)packet.offset,
			       packet.fault);
		}
	}
	if (ret)
		errx(2, "%s: %s", argv[1], strerror(-ret));

	ret = tph_rules_hold(rules) ? 0 : 1;
	printf("%s\n", ret ? "rules broken:" : "all writes have ST 0x5a");
	tph_rules_report(rules, stdout);
	tph_rules_free(rules);
	tph_capture_close(capture);
	return ret;
}
