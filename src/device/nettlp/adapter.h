/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The adapter of NetTLP: a function whose logic is a program outside, which gets the
 * requests for BAR4 as datagrams, completes them, and sends requests of its own.
 */
#ifndef DEVICE_NETTLP_ADAPTER_H
#define DEVICE_NETTLP_ADAPTER_H

#include "device/device.h"

/* device_model.create of "nettlp" */
int adapter_create(const struct device_params *params,
		   struct pcie_function **ret_fn);

#endif /* DEVICE_NETTLP_ADAPTER_H */
