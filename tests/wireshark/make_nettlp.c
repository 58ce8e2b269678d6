// SPDX-License-Identifier: BSD-3-Clause
/*
 * make-nettlp GOLDEN FILE: the entries of a golden file as NetTLP, in a pcap of
 * nanoseconds with a snap length, as captures of real hardware are: Ethernet
 * with and without a VLAN tag, padded to 60 bytes, IPv4 with and without
 * options, and in between frames that are something else.
 */
#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tests/golden/golden.h"

#define SNAP_LENGTH 128
#define MIN_FRAME   60

static uint8_t *put_be16(uint8_t *p, uint16_t v)
{
	*p++ = v >> 8;
	*p++ = v;
	return p;
}

static void put_frame(FILE *out, uint32_t ns, const uint8_t *frame, size_t len)
{
	size_t kept = len < SNAP_LENGTH ? len : SNAP_LENGTH;
	uint32_t head[4] = {htole32(1700000000), htole32(ns), htole32(kept),
			    htole32(len)};

	fwrite(head, sizeof(head), 1, out);
	fwrite(frame, kept, 1, out);
}

static uint8_t *put_ethernet(uint8_t *p, bool vlan, uint16_t type)
{
	memset(p, 0x02, 12);
	p += 12;
	if (vlan)
		p = put_be16(put_be16(p, 0x8100), 100);
	return put_be16(p, type);
}

/* @words of header: more than 5 means options */
static uint8_t *put_ipv4(uint8_t *p, unsigned int words, uint8_t protocol,
			 size_t data_len)
{
	uint8_t *end = p + words * 4;

	memset(p, 0, words * 4);
	p[0] = 0x40 | words;
	put_be16(p + 2, words * 4 + data_len);
	p[8] = 64;
	p[9] = protocol;
	memcpy(p + 12, "\xc0\xa8\x0a\x01\xc0\xa8\x0a\x03", 8);
	return end;
}

static uint8_t *put_udp(uint8_t *p, uint16_t port, size_t data_len)
{
	return put_be16(
		put_be16(put_be16(put_be16(p, port), port), 8 + data_len), 0);
}

static size_t finish(uint8_t *frame, uint8_t *end)
{
	while (end - frame < MIN_FRAME)
		*end++ = 0;
	return end - frame;
}

static size_t make_tlp(uint8_t *frame, const struct golden *entry,
		       unsigned int n)
{
	size_t len = 6 + entry->len;
	uint8_t *p = put_ethernet(frame, n % 3 == 1, 0x0800);

	p = put_ipv4(p, n % 5 == 2 ? 7 : 5, 17, 8 + len);
	p = put_udp(p, n % 2 ? 12288 + n : 12544, len);
	p = put_be16(p, n);
	p = put_be16(put_be16(p, 0), n * 7);
	memcpy(p, entry->bytes, entry->len);
	return finish(frame, p + entry->len);
}

/* ARP, UDP of another protocol, TCP */
static size_t make_other(uint8_t *frame, unsigned int n)
{
	uint8_t *p = put_ethernet(frame, false, n % 3 ? 0x0800 : 0x0806);

	if (n % 3)
		p = put_ipv4(p, 5, n % 3 == 1 ? 17 : 6, 28);
	p = put_udp(p, 12287, 20);
	memset(p, 0, 20);
	return finish(frame, p + 20);
}

int main(int argc, char **argv)
{
	static uint8_t frame[TLP_MAX_SIZE + 256];
	static struct golden entry;
	const uint32_t magic = htole32(0xa1b23c4d), link = htole32(1),
		       snap = htole32(SNAP_LENGTH), none = 0;
	const uint16_t version[2] = {htole16(2), htole16(4)};
	unsigned int n = 0;
	FILE *golden, *out;
	int ret;

	if (argc != 3)
		return 2;
	golden = fopen(argv[1], "r");
	out = fopen(argv[2], "wb");
	if (!golden || !out) {
		perror(golden ? argv[2] : argv[1]);
		return 1;
	}
	fwrite(&magic, sizeof(magic), 1, out);
	fwrite(version, sizeof(version), 1, out);
	fwrite(&none, sizeof(none), 1, out);
	fwrite(&none, sizeof(none), 1, out);
	fwrite(&snap, sizeof(snap), 1, out);
	fwrite(&link, sizeof(link), 1, out);
	while ((ret = golden_next(golden, &entry)) == 1) {
		put_frame(out, n * 1000, frame, make_tlp(frame, &entry, n));
		if (n % 4 == 0)
			put_frame(out, n * 1000 + 500, frame,
				  make_other(frame, n));
		n++;
	}
	fclose(golden);
	return fclose(out) || ret;
}
