// SPDX-License-Identifier: BSD-3-Clause
#include "capture/read_nettlp.h"

#include <string.h>

#include "ground.h"
#include "nettlp/protocol.h"

#define ETHERTYPE_IPV4	 0x0800
#define VLAN_MAX	 8
#define IPV4_MIN_HEADER	 20
#define IPV4_OFFSET_MASK 0x1fff
#define IPV4_UDP	 17
#define IPV4_SOURCE	 12
#define IPV4_DEST	 16
#define UDP_HEADER	 8

/* The link's header has no EtherType */
#define NO_TYPE -1

/* LINKTYPE_*, size of the header, place of the EtherType in it */
static const struct link {
	int linktype, header, type_at;
} links[] = {
	{0, 4, NO_TYPE},   /* NULL */
	{1, 14, 12},	   /* ETHERNET */
	{12, 0, NO_TYPE},  /* raw IP on some systems */
	{101, 0, NO_TYPE}, /* RAW */
	{108, 4, NO_TYPE}, /* LOOP */
	{113, 16, 14},	   /* LINUX_SLL */
	{228, 0, NO_TYPE}, /* IPV4 */
	{276, 20, 0},	   /* LINUX_SLL2 */
};

static const struct link *find_link(int linktype)
{
	for (size_t i = 0; i < ARRAY_SIZE(links); i++)
		if (links[i].linktype == linktype)
			return &links[i];
	return NULL;
}

bool nettlp_is_link(int linktype)
{
	return find_link(linktype);
}

static unsigned int be16(const uint8_t *p)
{
	return p[0] << 8 | p[1];
}

static bool is_vlan(unsigned int type)
{
	return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

/* Return: bytes in front of the IPv4 header, or @len without one */
static size_t link_header(const struct link *link, const uint8_t *p, size_t len)
{
	size_t header = link->header;
	unsigned int type;

	if (link->type_at == NO_TYPE || len < header)
		return header < len ? header : len;
	type = be16(p + link->type_at);
	for (int i = 0; i < VLAN_MAX && is_vlan(type); i++) {
		if (len < header + 4)
			return len;
		type = be16(p + header + 2);
		header += 4;
	}
	return type == ETHERTYPE_IPV4 ? header : len;
}

static bool is_port(unsigned int port)
{
	/* One more than there are tags */
	return (port >= NETTLP_SOFTWARE_PORT &&
		port <= NETTLP_SOFTWARE_PORT + NETTLP_SOFTWARE_PORTS) ||
	       (port >= NETTLP_ADAPTER_PORT &&
		port < NETTLP_ADAPTER_PORT + NETTLP_ADAPTER_PORTS);
}

/* End of the link by address. Return: 1 or 2; 0 for equal addresses */
static uint8_t side(const uint8_t *ipv4)
{
	int n = memcmp(ipv4 + IPV4_SOURCE, ipv4 + IPV4_DEST, 4);

	return !n ? 0 : n < 0 ? 1 : 2;
}

bool nettlp_unwrap(struct capture_packet *packet)
{
	const uint8_t *p = packet->data;
	size_t len = packet->len, header, total, udp_len;
	const uint8_t *ipv4;

	header = link_header(find_link(packet->linktype), p, len);
	p += header;
	len -= header;
	if (len < IPV4_MIN_HEADER || p[0] >> 4 != 4 || p[9] != IPV4_UDP ||
	    be16(p + 6) & IPV4_OFFSET_MASK)
		return false;
	ipv4 = p;
	header = (p[0] & 0xf) * 4;
	total = be16(p + 2);
	/* Bytes after the datagram are padding */
	if (len > total)
		len = total;
	if (header < IPV4_MIN_HEADER || len < header + UDP_HEADER)
		return false;
	p += header;
	len -= header;
	udp_len = be16(p + 4);
	if ((!is_port(be16(p)) && !is_port(be16(p + 2))) ||
	    udp_len < UDP_HEADER + NETTLP_HEADER)
		return false;
	header = UDP_HEADER + NETTLP_HEADER;
	if (len > udp_len)
		len = udp_len;
	if (header > len)
		header = len;
	packet->data = p + header;
	packet->len = len - header;
	packet->orig_len = udp_len - UDP_HEADER - NETTLP_HEADER;
	packet->dir = CAPTURE_DIR_UNKNOWN;
	packet->side = side(ipv4);
	return true;
}
