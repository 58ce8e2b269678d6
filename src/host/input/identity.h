/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers that a dump leaves out */
#ifndef HOST_INPUT_IDENTITY_H
#define HOST_INPUT_IDENTITY_H

#include "host/host.h"

struct pci_cap;

/**
 * identity_find() - find the registers that identify a device or a machine
 * @host:	machine, keeps the ranges
 * @caps:	libpci's list of capabilities, NULL: none
 * @bytes:	configuration space
 * @config:	its @size is set; gets the ranges
 *
 * Return: 0; -ENOMEM.
 */
int identity_find(struct tph_host *host, const struct pci_cap *caps,
		  const uint8_t *bytes, struct host_config *config);

#endif /* HOST_INPUT_IDENTITY_H */
