/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * DMA engine that sends steering tags; registers and descriptors in
 * <opentph/hw/dma.h>.
 */
#ifndef DEVICE_DMA_DMA_H
#define DEVICE_DMA_DMA_H

#include "device/device.h"

/* device_model.create of "dma" */
int dma_create(const struct device_params *params,
	       struct pcie_function **ret_fn);

#endif /* DEVICE_DMA_DMA_H */
