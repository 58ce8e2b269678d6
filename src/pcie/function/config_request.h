/* SPDX-License-Identifier: BSD-3-Clause */
/* Configuration requests */
#ifndef PCIE_FUNCTION_CONFIG_REQUEST_H
#define PCIE_FUNCTION_CONFIG_REQUEST_H

#include "pcie/function.h"

void function_take_config(struct pcie_function *fn,
			  const struct pcie_packet *p);

#endif /* PCIE_FUNCTION_CONFIG_REQUEST_H */
