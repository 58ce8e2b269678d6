/* SPDX-License-Identifier: BSD-3-Clause */
/* Posted writes that wait for the model */
#ifndef PCIE_FUNCTION_INBOX_H
#define PCIE_FUNCTION_INBOX_H

#include "pcie/function.h"

/* Return: false if the inbox is full, or there is no memory for it */
bool inbox_put(struct pcie_function *fn, const struct pcie_packet *packet);
/*
 * For a non-posted request to a busy function: put it into the inbox if the function waits
 * for a completion, so that its call may take long. Return: false: it does not wait
 */
bool inbox_hold(struct pcie_function *fn, const struct pcie_packet *packet);
/* Deliver the waiting writes, unless the model is running. */
void inbox_deliver(struct pcie_function *fn);

#endif /* PCIE_FUNCTION_INBOX_H */
