/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A ConnectX-7 on an InfiniBand port, as far as Linux's mlx5 drivers and
 * rdma-core use one; docs/connectx.md lists the implemented parts.
 */
#ifndef DEVICE_CONNECTX_CONNECTX_H
#define DEVICE_CONNECTX_CONNECTX_H

#include "device/device.h"

/* device_model.create of "connectx" */
int connectx_create(const struct device_params *params,
		    struct pcie_function **ret_fn);

#endif /* DEVICE_CONNECTX_CONNECTX_H */
