/* SPDX-License-Identifier: BSD-3-Clause */
/* Reset of one function, without its VFs */
#ifndef PCIE_FUNCTION_RESTORE_H
#define PCIE_FUNCTION_RESTORE_H

#include "pcie/function.h"

/* As pcie_function_reset(); VFs do not follow yet. */
void function_restore(struct pcie_function *fn);

#endif /* PCIE_FUNCTION_RESTORE_H */
