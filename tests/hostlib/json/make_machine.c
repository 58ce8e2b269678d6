// SPDX-License-Identifier: BSD-3-Clause
/*
 * host-make FUNCTIONS [FILE]: a large machine, as lspci -D -xxxx prints it. Each domain has 8
 * root ports, each with a switch of 8 ports; below each of these a function with TPH,
 * SR-IOV and six VFs: 528 functions on 81 buses.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground.h"
#include "tests/hostlib/json/config.h"

#define PORTS	   8
#define VFS	   6
#define BUSES	   (2 + PORTS) /* below a root port: of the switch, of its ports */
#define DOMAIN_END 0x10000

static unsigned long left;

static void put(unsigned int domain, unsigned int bus, unsigned int devfn,
		const uint8_t *config)
{
	static const char digits[] = "0123456789abcdef";
	char row[80];
	size_t n;

	if (!left)
		return;
	left--;
	printf("%04x:%02x:%02x.%x Class %02x%02x: Device %04x:%04x\n", domain,
	       bus, devfn >> 3, devfn & 7, config[0x0b], config[0x0a],
	       load_le16(config), load_le16(config + 2));
	for (unsigned int i = 0; i < 4096; i += 16) {
		n = (size_t)sprintf(row, "%02x:", i);
		for (unsigned int j = i; j < i + 16; j++) {
			row[n++] = ' ';
			row[n++] = digits[config[j] >> 4];
			row[n++] = digits[config[j] & 15];
		}
		row[n++] = '\n';
		fwrite(row, 1, n, stdout);
	}
	putchar('\n');
}

/* Error reporting, resizable BARs and so on, which most functions have */
static void add_others(uint8_t *config)
{
	static const uint32_t chain[][2] = {
		{0x300, 0x34020001}, /* AER */
		{0x340, 0x36010015}, /* resizable BAR */
		{0x360, 0x3800001e}, /* L1 PM substates */
		{0x380, 0x3a010018}, /* LTR */
		{0x3a0, 0x3c010026}, /* 16 GT/s */
		{0x3c0, 0x3f010027}, /* lane margining */
		{0x3f0, 0x00010019}, /* secondary */
	};

	for (size_t i = 0; i < ARRAY_SIZE(chain); i++) {
		store_le32(config + chain[i][0], chain[i][1]);
		memset(config + chain[i][0] + 4, 0x11, 0x1c);
	}
}

static void put_port(unsigned int domain, unsigned int bus, unsigned int devfn,
		     unsigned int type, unsigned int secondary,
		     unsigned int subordinate)
{
	uint8_t config[4096];

	config_port(config, type, (uint8_t)secondary, (uint8_t)subordinate);
	config[0x18] = (uint8_t)bus;
	store_le32(config + 0x100, 0x3001000d);
	add_others(config);
	put(domain, bus, devfn, config);
}

static void put_endpoint(unsigned int domain, unsigned int bus)
{
	uint8_t config[4096];

	config_endpoint(config);
	store_le32(config + 0x240, 0x30010010);
	store_le16(config + 0x250, VFS);
	add_others(config);
	put(domain, bus, 0, config);
	config_vf(config);
	add_others(config);
	store_le32(config + 0x100, 0x3001000f);
	for (unsigned int i = 1; i <= VFS; i++)
		put(domain, bus, i, config);
}

static void put_domain(unsigned int domain)
{
	for (unsigned int i = 0; i < PORTS; i++) {
		unsigned int bus = 1 + i * BUSES, last = bus + BUSES - 1;

		put_port(domain, 0, (i + 1) << 3, 4, bus, last);
		put_port(domain, bus, 0, 5, bus + 1, last);
		for (unsigned int j = 0; j < PORTS; j++) {
			put_port(domain, bus + 1, j << 3, 6, bus + 2 + j,
				 bus + 2 + j);
			put_endpoint(domain, bus + 2 + j);
		}
	}
}

int main(int argc, char **argv)
{
	if (argc < 2 || (argc > 2 && !freopen(argv[2], "w", stdout)))
		return 2;
	left = strtoul(argv[1], NULL, 10);
	for (unsigned int domain = 0; left && domain < DOMAIN_END; domain++)
		put_domain(domain);
	return fflush(stdout) || ferror(stdout);
}
