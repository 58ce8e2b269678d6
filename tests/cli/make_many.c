// SPDX-License-Identifier: BSD-3-Clause
/*
 * make-many FILE: a capture with more of everything than there is room to
 * count: links with long names, requesters, steering tags, requests
 * outstanding, latencies of every magnitude.
 */
#include <stdlib.h>
#include <string.h>

#include <opentph/tlp.h>

#include "capture/capture.h"

#define LINKS	   65000
#define LINK_TIMES 4

static struct capture_writer *writer;
static uint64_t now = 1700000000000000000;

static void put(int link, enum capture_dir dir, struct tlp tlp)
{
	static const uint8_t payload[64];
	uint8_t buf[256];
	ssize_t n;

	tlp.payload = tlp_has_data(tlp.type) ? payload : NULL;
	n = tlp_encode(&tlp, buf, sizeof(buf));
	if (n < 0 || capture_write(writer, link, dir, now, buf, n, NULL, 0))
		exit(1);
}

static void read_request(int link, enum capture_dir dir, uint16_t tag)
{
	put(link, dir,
	    (struct tlp){.type = TLP_MRD,
			 .length = 16,
			 .requester = link,
			 .tag = tag,
			 .first_be = 0xf,
			 .last_be = 0xf});
}

static void completion(int link, enum capture_dir dir, uint16_t tag)
{
	put(link, dir,
	    (struct tlp){.type = TLP_CPLD,
			 .length = 16,
			 .requester = link,
			 .tag = tag,
			 .byte_count = 64});
}

static void write_request(int link, unsigned int turn)
{
	put(link, CAPTURE_UP,
	    (struct tlp){.type = TLP_MWR,
			 .th = true,
			 .st_ext = true,
			 .st = link,
			 .ph = turn % 4,
			 .length = 1,
			 .requester = link,
			 .first_be = 0xf});
}

int main(int argc, char **argv)
{
	char name[256];

	if (argc != 2 ||
	    capture_create(argv[1], CAPTURE_LINKTYPE_USER0, &writer))
		return 1;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	for (int i = 0; i < LINKS; i++) {
		for (int j = 0, n = i; j < 5; j++, n /= 10)
			name[j] = '0' + n % 10;
		if (capture_add_interface(writer, name, NULL) != i)
			return 1;
	}
	/* Up and down, 1 ns to a second later */
	for (unsigned int turn = 0; turn < LINK_TIMES; turn++) {
		for (int i = 0; i < LINKS; i++) {
			write_request(i, turn);
			read_request(i, CAPTURE_UP, 0);
			read_request(i, CAPTURE_DOWN, 0);
			now += 1ull << (i + turn) % 30;
			completion(i, CAPTURE_DOWN, 0);
			completion(i, CAPTURE_UP, 0);
			read_request(i, CAPTURE_UP, 1 + turn);
		}
	}
	return capture_close(writer);
}
