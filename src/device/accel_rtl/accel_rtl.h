/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The accelerator as RTL: the registers and effects of device/accel, from the logic in
 * rtl/, which runs clock by clock.
 */
#ifndef DEVICE_ACCEL_RTL_ACCEL_RTL_H
#define DEVICE_ACCEL_RTL_ACCEL_RTL_H

#include "device/device.h"

/* device_model.unable of "accel-rtl": its sizes are built in, its tags have 8 bits */
const char *accel_rtl_unable(const struct device_params *params);

/* device_model.create of "accel-rtl" */
int accel_rtl_create(const struct device_params *params,
		     struct pcie_function **ret_fn);

#endif /* DEVICE_ACCEL_RTL_ACCEL_RTL_H */
