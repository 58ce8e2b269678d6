// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/analyze.h>

#include "analyze/match/expect.h"

/**
 * struct tph_capture - a capture
 * @reader:	its packets
 * @match:	conditions
 * @texts:	copies of the conditions, which @match points to
 * @packet:	the packet that was read last
 */
struct tph_capture {
	struct capture_reader *reader;
	struct match match;
	char *texts[MATCH_MAX_TERMS];
	struct packet packet;
};

/**
 * struct tph_rules - rules and findings
 * @expect:	rules
 * @lines:	number of lines added
 * @faults:	packets that are not TLPs, and damaged places
 * @fault:	reason of the first fault
 * @place:	place of the first fault
 */
struct tph_rules {
	struct expect expect;
	unsigned int lines;
	uint64_t faults;
	const char *fault;
	char place[PLACE_TEXT];
};

int tph_capture_open(const char *path, struct tph_capture **ret_capture)
{
	struct tph_capture *capture = calloc(1, sizeof(*capture));
	int ret;

	if (!capture)
		return -ENOMEM;
	ret = capture_open(path, &capture->reader);
	if (ret) {
		free(capture);
		return ret;
	}
	*ret_capture = capture;
	return 0;
}

int tph_capture_match(struct tph_capture *capture, const char *condition,
		      char *error, size_t size)
{
	unsigned int n = capture->match.count;
	char *text = strdup(condition);
	int ret;

	if (!text)
		return -ENOMEM;
	ret = match_add(&capture->match, text, error, size);
	if (ret)
		free(text);
	else
		capture->texts[n] = text;
	return ret;
}

static void describe(const struct packet *packet, struct tph_packet *ret_packet)
{
	static const enum tph_direction directions[] = {
		[CAPTURE_DOWN] = TPH_DOWN,
		[CAPTURE_UP] = TPH_UP,
		[CAPTURE_DIR_UNKNOWN] = TPH_DIRECTION_UNKNOWN,
	};

	*ret_packet = (struct tph_packet){
		.number = packet->raw.number,
		.offset = packet->raw.offset,
		.link = packet->raw.link,
		.direction = directions[packet->raw.dir],
		.timed = packet->raw.timed,
		.ns = packet->raw.ns,
		.tlp = packet->error ? NULL : &packet->tlp,
		.fault = packet->error ? packet_error(packet) : NULL,
	};
}

int tph_capture_next(struct tph_capture *capture, struct tph_packet *ret_packet)
{
	struct packet *packet = &capture->packet;
	int ret;

	do
		ret = packet_next(capture->reader, packet);
	while (ret == 1 && !packet->error &&
	       !match_holds(&capture->match, packet));
	if (ret == 1)
		describe(packet, ret_packet);
	return ret;
}

void tph_capture_close(struct tph_capture *capture)
{
	if (!capture)
		return;
	capture_free(capture->reader);
	for (size_t i = 0; i < MATCH_MAX_TERMS; i++)
		free(capture->texts[i]);
	free(capture);
}

int tph_rules_create(struct tph_rules **ret_rules)
{
	struct tph_rules *rules = calloc(1, sizeof(*rules));

	if (!rules)
		return -ENOMEM;
	*ret_rules = rules;
	return 0;
}

int tph_rules_add(struct tph_rules *rules, const char *line, char *error,
		  size_t size)
{
	return expect_add(&rules->expect, line, ++rules->lines, error, size);
}

void tph_rules_feed(struct tph_rules *rules, const struct tph_capture *capture)
{
	const struct packet *packet = &capture->packet;

	if (!packet->error)
		expect_feed(&rules->expect, packet);
	else if (!rules->faults++) {
		rules->fault = packet_error(packet);
		place_text(packet, rules->place, sizeof(rules->place));
	}
}

bool tph_rules_hold(const struct tph_rules *rules)
{
	return !rules->faults && expect_holds(&rules->expect);
}

void tph_rules_report(const struct tph_rules *rules, FILE *out)
{
	expect_report(&rules->expect, false, out);
	if (rules->faults)
		fprintf(out,
			"not TLPs: %" PRIu64 " packets or damaged places\n"
			"  %s: %s\n",
			rules->faults, rules->place, rules->fault);
}

void tph_rules_free(struct tph_rules *rules)
{
	if (!rules)
		return;
	expect_free(&rules->expect);
	free(rules);
}
