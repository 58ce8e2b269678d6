/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The vendor-specific capability, a gateway to the device's address spaces
 * (drivers/net/ethernet/mellanox/mlx5/core/lib/pci_vsc.c). Its semaphore works,
 * but no space is implemented.
 */
#ifndef DEVICE_CONNECTX_VSC_H
#define DEVICE_CONNECTX_VSC_H

#include <stdint.h>

struct cx_hca;

/**
 * struct cx_vsc - the gateway
 * @at:		offset of the capability
 * @owner:	value that took the semaphore, 0: free
 */
struct cx_vsc {
	uint16_t at;
	uint32_t owner;
};

/* Add the capability to the function's configuration space. */
void cx_vsc_add(struct cx_hca *hca);

/* Handle a write of @len bytes at @offset of the configuration space. */
void cx_vsc_written(struct cx_hca *hca, unsigned int offset, unsigned int len);

#endif /* DEVICE_CONNECTX_VSC_H */
