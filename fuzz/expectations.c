// SPDX-License-Identifier: BSD-3-Clause
/* Any text as expectations, then a few TLPs to judge */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/match/expect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void feed(struct expect *expect)
{
	struct packet packet = {.raw = {.link = "dn0", .timed = true}};

	/* Each type twice, so that spans end and begin again */
	for (int i = 0; i < 2 * TLP_TYPE_MAX; i++) {
		packet.raw.number = i + 1;
		packet.tlp.type = i % TLP_TYPE_MAX;
		packet.tlp.length = 1;
		packet.tlp.th = packet.tlp.type == TLP_MWR;
		packet.tlp.st = 0x5a;
		expect_feed(expect, &packet);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct expect expect = {0};
	char error[64], *text = malloc(len + 1), *line, *next;
	static FILE *null;

	if (!text)
		return 0;
	if (!null)
		null = fopen("/dev/null", "w");
	memcpy(text, data, len);
	text[len] = '\0';
	for (line = text; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		*error = '\0';
		if (expect_add(&expect, line, 1, error, sizeof(error)) &&
		    !*error)
			abort();
	}
	feed(&expect);
	if (null)
		expect_report(&expect, true, null);
	expect_free(&expect);
	free(text);
	return 0;
}
