/* SPDX-License-Identifier: BSD-3-Clause */
/* The health buffer of the initialization segment */
#ifndef DEVICE_CONNECTX_HEALTH_H
#define DEVICE_CONNECTX_HEALTH_H

#include <stdint.h>

struct cx_hca;

/* Syndromes (MLX5_INITIAL_SEG_HEALTH_SYNDROME_* of
 * include/linux/mlx5/mlx5_ifc.h) */
enum cx_health_syndrome {
	CX_HEALTH_OK = 0x0,
	CX_HEALTH_FETCH = 0xc, /* the command queue cannot be read */
	CX_HEALTH_EQ_OVERRUN = 0xd,
};

/**
 * struct cx_health - health of the device
 * @syndrome:	the first failure since the last reset
 */
struct cx_health {
	enum cx_health_syndrome syndrome;
};

/* Set @syndrome unless one is set. Commands continue: no reset is requested. */
void cx_health_report(struct cx_hca *hca, enum cx_health_syndrome syndrome);

/*
 * Report that pcie_function_read() of the command queue failed with @err. A
 * clear Bus Master Enable is not a failure.
 */
void cx_health_dma_failed(struct cx_hca *hca, int err);

/* Return: DW at @offset of the health buffer. */
uint32_t cx_health_read(const struct cx_hca *hca, uint32_t offset);

/* Return: the counter that shows that the device is alive. */
uint32_t cx_health_counter(const struct cx_hca *hca);

#endif /* DEVICE_CONNECTX_HEALTH_H */
