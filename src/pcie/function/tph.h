/* SPDX-License-Identifier: BSD-3-Clause */
/* Hints of received TLPs */
#ifndef PCIE_FUNCTION_TPH_H
#define PCIE_FUNCTION_TPH_H

#include "pcie/function.h"

/*
 * Return: @tlp if the function supports all its hints as a completer; otherwise
 * @plain, with only the supported hints.
 */
const struct tlp *tph_receive(const struct pcie_function *fn,
			      const struct tlp *tlp, struct tlp *plain);

#endif /* PCIE_FUNCTION_TPH_H */
