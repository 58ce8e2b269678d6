/* SPDX-License-Identifier: BSD-3-Clause */
/* Settings of a function, read for each TLP and therefore inline */
#ifndef PCIE_FUNCTION_STATE_H
#define PCIE_FUNCTION_STATE_H

#include "pcie/function.h"
#include "pcie/function/vf.h"
#include "pcie/packet.h"
#include "pcie/regs.h"
#include "ground.h"

/* Device Control, 0 without a PCI Express capability */
static inline uint16_t function_control(const struct pcie_function *fn)
{
	const struct pcie_config *config = fn->controls;

	if (!config->express)
		return 0;
	return reg16(config, config->express + PCI_EXP_DEVCTL);
}

/* Bytes; limited to the supported value */
static inline size_t function_max_payload(const struct pcie_function *fn)
{
	return min(fn->config.payload_able, fn->controls->payload_set);
}

/* Bytes */
static inline size_t function_max_read(const struct pcie_function *fn)
{
	/* 110b and 111b are reserved */
	return 128u << min((function_control(fn) & PCI_EXP_DEVCTL_READRQ) >> 12,
			   5);
}

static inline bool function_in_d0(const struct pcie_function *fn)
{
	const struct pcie_config *config = fn->controls;

	return !config->pm || !(config->data[config->pm + PCI_PM_CTRL] &
				PCI_PM_CTRL_STATE_MASK);
}

/* Return: true if the function may send memory requests */
static inline bool function_may_request(const struct pcie_function *fn)
{
	return fn->config.data[PCI_COMMAND] & PCI_COMMAND_MASTER &&
	       function_in_d0(fn);
}

/* Return: true if the function claims memory requests */
static inline bool function_decodes_memory(const struct pcie_function *fn)
{
	if (!function_in_d0(fn))
		return false;
	return fn->pf ? vf_decodes_memory(fn)
		      : fn->config.data[PCI_COMMAND] & PCI_COMMAND_MEMORY;
}

/* Return: true if the model observes each TLP: runs do not stay together */
static inline bool function_is_watched(const struct pcie_function *fn)
{
	return fn->port.watch;
}

#endif /* PCIE_FUNCTION_STATE_H */
