// SPDX-License-Identifier: BSD-3-Clause
/* The completer and the requester */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "guest/demo/demo.h"

/* Read a BAR's address from configuration space, through sysfs */
static int bar_address(const char *bdf, unsigned int bar, uint64_t *ret_addr)
{
	uint32_t reg[2];
	int ret = tph_pci_config_read(bdf, 0x10 + 4 * bar, reg, sizeof(reg));

	if (ret)
		return ret;
	*ret_addr = ((uint64_t)reg[1] << 32 | reg[0]) & ~0xfull;
	return 0;
}

/* Max_Payload_Size in force: Device Control, bits 7:5 (PCIe r6 sec 7.5.3.4) */
static int max_payload(const char *bdf, unsigned int *ret_mps)
{
	uint8_t cap = 0, id, next[2];
	uint16_t devctl;
	int ret;

	ret = tph_pci_config_read(bdf, 0x34, &cap, 1);
	while (!ret && cap) {
		ret = tph_pci_config_read(bdf, cap, next, 2);
		id = next[0];
		if (!ret && id == 0x10)
			break;
		cap = next[1];
	}
	if (ret)
		return ret;
	if (!cap)
		return -ENOENT;
	ret = tph_pci_config_read(bdf, cap + 8, &devctl, 2);
	if (!ret)
		*ret_mps = 128u << (devctl >> 5 & 7);
	return ret;
}

int demo_open(struct demo *demo, enum tph_backend backend)
{
	struct tph_open_options how = {.backend = backend, .bind = true};
	const char *what = "find the accelerator";
	char bdf[TPH_BDF_SIZE];
	int ret;

	ret = tph_pci_find(ACCEL_VENDOR_ID, ACCEL_DEVICE_ID, 0, bdf);
	if (!ret) {
		what = "read the requester's Device Control";
		ret = max_payload(demo->requester, &demo->mps);
	}
	if (!ret) {
		what = "open the accelerator";
		ret = tph_accel_open(bdf, &how, &demo->accel);
	}
	if (!ret) {
		what = "read the accelerator's BAR";
		demo->dev = tph_accel_device(demo->accel);
		ret = bar_address(bdf, ACCEL_BAR_MEM, &demo->mem_addr);
	}
	if (ret) {
		fprintf(stderr, "demo: %s: %s (%s)\n", what, strerror(-ret),
			tph_error());
		demo_close(demo);
	}
	return ret;
}

void demo_close(struct demo *demo)
{
	tph_accel_close(demo->accel);
}

void demo_head(const struct demo *demo)
{
	printf("{\"requester\":\"%s\",\"max_payload\":%u,\"backend\":\"%s\"}\n",
	       demo->requester, demo->mps,
	       tph_backend_name(tph_device_backend(demo->dev)));
}
