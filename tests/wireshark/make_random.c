// SPDX-License-Identifier: BSD-3-Clause
/*
 * make-random SEED COUNT FILE [flit]: a capture of COUNT packets whose headers
 * are random, most of them with the length in their header.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/tlp.h>

#include "capture/capture.h"

#define HEADER 96

static uint64_t state;

static uint32_t rnd(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 16) % below;
}

static void fill(uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = rnd(4) ? rnd(256) : 0;
}

/* Return: bytes of a packet at @p */
static size_t make_packet(uint8_t *p, enum tlp_framing framing)
{
	unsigned int prefixes = rnd(4) ? 0 : rnd(4);
	struct tlp tlp;
	ssize_t size;

	for (;;) {
		fill(p, HEADER);
		for (unsigned int i = 0; i < prefixes; i++)
			p[i * 4] = 0x80 | rnd(32);
		p[prefixes * 4] = rnd(256);
		/* Short TLPs test as much as long ones */
		if (rnd(16)) {
			p[prefixes * 4 + 2] &= ~3;
			p[prefixes * 4 + 3] &= 7;
		}
		size = tlp_parse(p, HEADER, framing, &tlp);
		if (size > 0)
			break;
		if (!rnd(64))
			return rnd(HEADER);
	}
	if (size > HEADER)
		memset(p + HEADER, 0x5a, size - HEADER);
	return rnd(16) ? size : size + rnd(16) - rnd(size < 8 ? size : 8);
}

int main(int argc, char **argv)
{
	static uint8_t packet[TLP_MAX_SIZE + 16];
	struct capture_writer *writer;
	bool flit = argc == 5 && !strcmp(argv[4], "flit");
	int ret = 0;

	if (argc != 4 && !flit)
		return 2;
	state = strtoull(argv[1], NULL, 0) * 0x9e3779b97f4a7c15 + 1;
	if (capture_create(argv[3], CAPTURE_LINKTYPE_USER0 + flit, &writer))
		return 1;
	capture_add_interface(writer, "link", NULL);
	for (int i = 0; i < atoi(argv[2]) && !ret; i++) {
		size_t len =
			make_packet(packet, flit ? TLP_FLIT : TLP_NON_FLIT);

		ret = capture_write(writer, 0,
				    rnd(2) ? CAPTURE_UP : CAPTURE_DOWN,
				    1000 * (i + 1), packet, len, NULL, 0);
	}
	return capture_close(writer) || ret;
}
