/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Accelerator with an ingress block that obeys steering tags; registers in
 * <opentph/hw/accel.h>.
 */
#ifndef DEVICE_ACCEL_ACCEL_H
#define DEVICE_ACCEL_ACCEL_H

#include "device/device.h"

/* Give @fn the identity and the BARs of an accelerator with @memory bytes. */
void accel_configure(struct pcie_function *fn,
		     const struct device_params *params, uint64_t memory);

/* device_model.create of "accel" */
int accel_create(const struct device_params *params,
		 struct pcie_function **ret_fn);

#endif /* DEVICE_ACCEL_ACCEL_H */
