// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/health.h"

#include <errno.h>

#include "device/connectx/hca.h"
#include "device/connectx/iseg.h"

#define COUNTER	   0xffffffu
#define TICK_NS	   10000000u /* drivers poll about every 2 s */
#define FW_VERSION 0x30	     /* offsets in the buffer */
#define HW_ID	   0x34
#define SYNDROME   0x3c

void cx_health_report(struct cx_hca *hca, enum cx_health_syndrome syndrome)
{
	if (hca->health.syndrome == CX_HEALTH_OK)
		hca->health.syndrome = syndrome;
}

void cx_health_dma_failed(struct cx_hca *hca, int err)
{
	if (err != -EACCES)
		cx_health_report(hca, CX_HEALTH_FETCH);
}

uint32_t cx_health_read(const struct cx_hca *hca, uint32_t offset)
{
	switch (offset) {
	case FW_VERSION:
		return CX_FW_VERSION;
	case HW_ID:
		return CX_DEVICE_ID;
	case SYNDROME:
		return (uint32_t)hca->health.syndrome << 16;
	default:
		return 0;
	}
}

uint32_t cx_health_counter(const struct cx_hca *hca)
{
	return pcie_function_now(&hca->fn) / TICK_NS & COUNTER;
}
