// SPDX-License-Identifier: BSD-3-Clause
#include "tests/hostlib/json/config.h"

#include <string.h>

#include "ground.h"

static void make_header(uint8_t *config, uint32_t id, uint32_t class)
{
	memset(config, 0, 4096);
	store_le32(config, id);
	store_le16(config + 0x06, 0x0010);
	store_le32(config + 0x08, class << 8);
	config[0x34] = 0x40;
	/* PCI Express, version 2 */
	config[0x40] = 0x10;
}

void config_port(uint8_t *config, unsigned int type, uint8_t secondary,
		 uint8_t subordinate)
{
	make_header(config, 0x197c15b3, 0x060400);
	config[0x0e] = 1;
	config[0x19] = secondary;
	config[0x1a] = subordinate;
	store_le16(config + 0x42, (uint16_t)(2 | type << 4));
	store_le32(config + 0x64, 0x00203000);
	store_le16(config + 0x68, 0x8000);
	/* ACS */
	store_le32(config + 0x100, 0x0001000d);
	store_le16(config + 0x104, 0x005f);
	store_le16(config + 0x106, 0x001d);
}

const struct config_secret config_secrets[CONFIG_SECRETS] = {
	/* VPD: the address stays */
	{0x80, 0x03, 0x90, 0x84, 0x88},
	/* vendor-specific, of 16 bytes */
	{0x90, 0x09, 0, 0x93, 0xa0},
	/* Device Serial Number, vendor-specific, designated, Hierarchy ID */
	{0x100, 0x03, 0x110, 0x104, 0x10c},
	{0x110, 0x0b, 0x140, 0x118, 0x130},
	{0x140, 0x23, 0x180, 0x14a, 0x160},
	{0x180, 0x28, 0x200, 0x188, 0x1a0},
};

void config_endpoint(uint8_t *config)
{
	make_header(config, 0x102115b3, 0x020000);
	config[0x41] = 0x80;
	store_le16(config + 0x42, 2);
	store_le32(config + 0x2c, 0x004115b3);
	for (size_t i = 0; i < CONFIG_SECRETS; i++) {
		uint8_t *cap = config + config_secrets[i].at;

		memset(config + config_secrets[i].from, 0xa5,
		       config_secrets[i].to - config_secrets[i].from);
		if (config_secrets[i].at < 0x100)
			store_le16(cap,
				   (uint16_t)(config_secrets[i].id |
					      config_secrets[i].next << 8));
		else
			store_le32(cap, config_secrets[i].id | 1u << 16 |
						(uint32_t)config_secrets[i].next
							<< 20);
	}
	config[0x92] = 0x10;
	store_le32(config + 0x114, 0x02000001);
	store_le32(config + 0x144, 0x020015b3);
	store_le16(config + 0x148, 0x0001);
	store_le32(config + 0x200, 0x24010017);
	store_le32(config + 0x204, 0x00020304);
	store_le32(config + 0x208, 0x00000102);
	store_le16(config + 0x20c, 0x1234);
	store_le16(config + 0x20e, 0x00ff);
	store_le16(config + 0x210, 0x8001);
	store_le32(config + 0x240, 0x00010010);
	store_le16(config + 0x248, 0x0001);
	store_le16(config + 0x250, 2);
	store_le16(config + 0x254, 1);
	store_le16(config + 0x256, 1);
}

void config_vf(uint8_t *config)
{
	make_header(config, 0xffffffff, 0x020000);
	store_le16(config + 0x42, 2);
	store_le32(config + 0x100, 0x0001000f);
	store_le16(config + 0x106, 0x8000);
}
