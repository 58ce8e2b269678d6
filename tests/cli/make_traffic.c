// SPDX-License-Identifier: BSD-3-Clause
/*
 * make-traffic FILE: a capture that stat.sh knows the figures of.
 *
 * Link "a": at each of the first 100 us a MRd of 64 bytes by 01:00.0, those of
 * even number with ST 0x5a and PH 2; each is completed in two halves, of which
 * the last comes 2 ns, 4 ns, ... 200 ns after it. A last read is not.
 * Link "b": at each us from 100 to 199 a MWr of 256 bytes by 02:00.0 with ST
 * 0x1234 (16 bits), PH 1.
 */
#include <stdlib.h>
#include <string.h>

#include <opentph/tlp.h>

#include "capture/capture.h"

#define EPOCH 1700000000000000000ull
#define READS 100

static const uint8_t payload[256];

static struct capture_writer *writer;

static void put(int link, enum capture_dir dir, uint64_t ns, struct tlp tlp)
{
	uint8_t buf[TLP_MAX_SIZE];
	ssize_t n;

	tlp.payload = tlp_has_data(tlp.type) ? payload : NULL;
	n = tlp_encode(&tlp, buf, sizeof(buf));
	if (n < 0 ||
	    capture_write(writer, link, dir, EPOCH + ns, buf, n, NULL, 0))
		exit(1);
}

static void read_request(unsigned int n)
{
	const bool th = !(n % 2);

	put(0, CAPTURE_UP, 1000 * n,
	    (struct tlp){.type = TLP_MRD,
			 .th = th,
			 .st = th ? 0x5a : 0,
			 .ph = th ? TLP_PH_TARGET : 0,
			 .length = 16,
			 .requester = TLP_BDF(1, 0, 0),
			 .tag = n % 256,
			 .first_be = 0xf,
			 .last_be = 0xf,
			 .addr = 0x1000});
}

/* @left: bytes, this half included */
static void completion(unsigned int n, unsigned int left, uint64_t after)
{
	put(0, CAPTURE_DOWN, 1000 * n + after,
	    (struct tlp){.type = TLP_CPLD,
			 .length = 8,
			 .requester = TLP_BDF(1, 0, 0),
			 .tag = n % 256,
			 .completer = TLP_BDF(0, 0, 0),
			 .byte_count = left,
			 .lower_addr = 64 - left});
}

static void write_request(unsigned int n)
{
	put(1, CAPTURE_UP, 1000 * n,
	    (struct tlp){.type = TLP_MWR,
			 .addr64 = true,
			 .th = true,
			 .st = 0x1234,
			 .st_ext = true,
			 .ph = TLP_PH_REQUESTER,
			 .length = 64,
			 .requester = TLP_BDF(2, 0, 0),
			 .first_be = 0xf,
			 .last_be = 0xf,
			 .addr = 0x1234567800});
}

int main(int argc, char **argv)
{
	if (argc != 2 ||
	    capture_create(argv[1], CAPTURE_LINKTYPE_USER0, &writer))
		return 1;
	capture_add_interface(writer, "a", NULL);
	capture_add_interface(writer, "b", NULL);
	for (unsigned int n = 0; n < READS; n++) {
		read_request(n);
		completion(n, 64, 1);
		completion(n, 32, 2 * (n + 1));
	}
	for (unsigned int n = 0; n < 99; n++)
		write_request(READS + n);
	read_request(199);
	write_request(199);
	return capture_close(writer);
}
