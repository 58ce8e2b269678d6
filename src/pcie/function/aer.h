/* SPDX-License-Identifier: BSD-3-Clause */
/* Errors of a function, besides pcie_function_error() */
#ifndef PCIE_FUNCTION_AER_H
#define PCIE_FUNCTION_AER_H

#include "pcie/function.h"

/* Set bits of the PCI status register (sec 7.5.1.1.4). */
void function_set_status(struct pcie_function *fn, uint16_t bits);

/* Report the error of a TLP, drop it, and answer it if it is non-posted */
void function_reject(struct pcie_function *fn, const struct pcie_packet *p,
		     enum pcie_error error, enum tlp_status status);

#endif /* PCIE_FUNCTION_AER_H */
