/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Accelerator with an ingress block that obeys steering tags; registers in
 * <opentph/hw/accel.h>.
 */
#ifndef OPENTPH_DEVICE_ACCEL_H
#define OPENTPH_DEVICE_ACCEL_H

#include "device/device.h"

/* device_model.create of "accel" */
int accel_create(const struct device_params *params,
		 struct pcie_function **ret_fn);

#endif /* OPENTPH_DEVICE_ACCEL_H */
