/* SPDX-License-Identifier: BSD-3-Clause */
/* Hints of what a function receives */
#ifndef PCIE_FUNCTION_TPH_H
#define PCIE_FUNCTION_TPH_H

#include "pcie/function.h"

/*
 * Return: @tlp with those of its hints that the function supports as a
 * completer; @plain if some are missing there.
 */
const struct tlp *tph_receive(const struct pcie_function *fn,
			      const struct tlp *tlp, struct tlp *plain);

#endif /* PCIE_FUNCTION_TPH_H */
