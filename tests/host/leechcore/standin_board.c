// SPDX-License-Identifier: BSD-3-Clause
/* The board of the stand-in: its BARs and configuration space, as the library gives them */
#include <stdlib.h>
#include <string.h>

#include "tests/host/leechcore/standin.h"

bool standin_mode(const char *word)
{
	const char *words = getenv("STANDIN_MODE");

	return words && strstr(words, word);
}

static void store(uint8_t *p, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		p[i] = value >> 8 * i;
}

static void bar(uint8_t *p, bool io, bool is64, int number, uint64_t address,
		uint64_t size)
{
	store(p, 1, 4);
	store(p + 4, io, 4);
	store(p + 8, is64, 4);
	store(p + 28, number, 4);
	store(p + 32, address, 8);
	store(p + 40, size, 8);
}

uint32_t standin_bars(uint8_t *p)
{
	if (standin_mode("no-bars"))
		return 0;
	if (!standin_mode("io-only")) {
		bar(p, false, true, 0, 0x383ffff00000, 0x100000);
		bar(p + 2 * 48, false, false, 2, 0xf7a00000, 4096);
	}
	bar(p + 4 * 48, true, false, 4, 0xe000, 256);
	return 6 * 48;
}

uint32_t standin_config(uint8_t *p)
{
	if (standin_mode("no-config"))
		return 0;
	store(p, 0x066610ee, 4);
	store(p + 4, standin_mode("disabled") ? 0 : 6, 2);
	p[0x34] = 0x40;
	store(p + 0x40, 0x4801, 2); /* power management, then MSI, then PCIe */
	store(p + 0x48, 0x6005, 2);
	store(p + 0x60, 0x0010, 2);
	/* payload 256, reads 512, tags of 8 bits */
	store(p + 0x68, standin_mode("short-tags") ? 0x2020 : 0x2120, 2);
	return 4096;
}
