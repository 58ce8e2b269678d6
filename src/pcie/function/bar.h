/* SPDX-License-Identifier: BSD-3-Clause */
/* Base address registers */
#ifndef PCIE_FUNCTION_BAR_H
#define PCIE_FUNCTION_BAR_H

#include "pcie/function.h"

void bars_init(struct pcie_function *fn);
/* To be called after the command register or a BAR may have changed. */
void bars_decode(struct pcie_function *fn);

void function_take_write(struct pcie_function *fn, const struct pcie_packet *p);
void function_take_read(struct pcie_function *fn, const struct pcie_packet *p);

#endif /* PCIE_FUNCTION_BAR_H */
