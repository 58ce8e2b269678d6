// SPDX-License-Identifier: BSD-3-Clause
/* Headers in front of a NetTLP TLP: Ethernet, IPv4, UDP, NetTLP */
#include <string.h>

#include "capture/capture.h"
#include "ground.h"
#include "nettlp/protocol.h"

#define ETHERNET_LEN 14
#define IPV4_LEN     20
#define UDP_LEN	     8

_Static_assert(ETHERNET_LEN + IPV4_LEN + UDP_LEN + NETTLP_HEADER ==
		       CAPTURE_NETTLP_HEADER,
	       "the parts are the whole");

static uint8_t *put_be16(uint8_t *p, uint16_t v)
{
	store_be16(p, v);
	return p + sizeof(v);
}

/* Locally administered; @side is 1 or 2 */
static uint8_t *put_mac(uint8_t *p, unsigned int side)
{
	memcpy(p, "\x02\0\0\0\0", 5);
	p[5] = side;
	return p + 6;
}

/* 192.0.2.1 and 192.0.2.2, reserved for documentation (RFC 5737) */
static uint8_t *put_address(uint8_t *p, unsigned int side)
{
	memcpy(p, "\xc0\0\2", 3);
	p[3] = side;
	return p + 4;
}

static uint16_t checksum(const uint8_t *p)
{
	uint32_t sum = 0;

	for (int i = 0; i < IPV4_LEN; i += 2)
		sum += p[i] << 8 | p[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	return ~(sum + (sum >> 16));
}

static uint8_t *put_ipv4(uint8_t *p, unsigned int from, size_t len)
{
	uint8_t *header = p;

	memset(p, 0, IPV4_LEN);
	p[0] = 0x45;
	put_be16(p + 2, len);
	p[8] = 64; /* time to live */
	p[9] = 17; /* UDP */
	put_address(p + 12, from);
	put_address(p + 16, 3 - from);
	put_be16(header + 10, checksum(header));
	return p + IPV4_LEN;
}

void capture_nettlp_header(const struct capture_packet *packet,
			   unsigned int tag, uint16_t sequence,
			   uint8_t ret_header[CAPTURE_NETTLP_HEADER])
{
	size_t len = UDP_LEN + NETTLP_HEADER + packet->orig_len;
	unsigned int from = 1;
	uint8_t *p = ret_header;

	if (packet->dir == CAPTURE_UP ||
	    (packet->dir == CAPTURE_DIR_UNKNOWN && packet->side == 2))
		from = 2;
	p = put_mac(p, 3 - from);
	p = put_mac(p, from);
	p = put_be16(p, 0x0800);
	p = put_ipv4(p, from, IPV4_LEN + len);
	p = put_be16(p, NETTLP_SOFTWARE_PORT + (tag & 0xff));
	p = put_be16(p, NETTLP_SOFTWARE_PORT + (tag & 0xff));
	p = put_be16(p, len);
	p = put_be16(p, 0); /* no checksum */
	p = put_be16(p, sequence);
	/* Time stamp of the adapter's clock: there is no adapter */
	p = put_be16(p, 0);
	put_be16(p, 0);
}
