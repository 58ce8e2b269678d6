/* SPDX-License-Identifier: BSD-3-Clause */
/* Posted writes that wait for the model */
#ifndef PCIE_FUNCTION_INBOX_H
#define PCIE_FUNCTION_INBOX_H

#include "pcie/function.h"

/* Return: false if the inbox is full, or there is no memory for it */
bool inbox_put(struct pcie_function *fn, const struct pcie_packet *packet);
/* Deliver the waiting writes, unless the model is running. */
void inbox_deliver(struct pcie_function *fn);

#endif /* PCIE_FUNCTION_INBOX_H */
