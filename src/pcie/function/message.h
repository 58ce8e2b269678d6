/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages of a function */
#ifndef PCIE_FUNCTION_MESSAGE_H
#define PCIE_FUNCTION_MESSAGE_H

#include "pcie/function.h"

void function_send_message(struct pcie_function *fn, uint8_t code,
			   enum tlp_routing routing);

#endif /* PCIE_FUNCTION_MESSAGE_H */
