// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/vsc.h"

#include "device/connectx/hca.h"

/* Offsets in the capability; address and data, unused here, follow */
enum {
	CONTROL = 0x4, /* space in bits 15:0, status 31:29: 0 unsupported */
	COUNTER = 0x8, /* value that takes the semaphore */
	SEMAPHORE = 0xc,
	SIZE = 0x18,
};

#define SPACE_BYTES 2

void cx_vsc_add(struct cx_hca *hca)
{
	struct pcie_config *config = &hca->fn.config;
	const uint16_t at = pcie_config_add_vendor(config, SIZE);

	memset(config->wmask + at + CONTROL, 0xff, SPACE_BYTES);
	memset(config->wmask + at + SEMAPHORE, 0xff, sizeof(uint32_t));
	pcie_config_set(config, at + COUNTER, 4, 1);
	hca->vsc.at = at;
}

void cx_vsc_written(struct cx_hca *hca, unsigned int offset, unsigned int len)
{
	struct pcie_config *config = &hca->fn.config;
	const unsigned int at = hca->vsc.at + SEMAPHORE;
	uint32_t value;

	if (offset >= at + 4 || offset + len <= at)
		return;
	value = pcie_config_get(config, at, 4);
	if (value && hca->vsc.owner) {
		pcie_config_set(config, at, 4, hca->vsc.owner);
		return;
	}
	hca->vsc.owner = value;
	if (value)
		pcie_config_set(config, hca->vsc.at + COUNTER, 4,
				value + 1 ? value + 1 : 1);
}
