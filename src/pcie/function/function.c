// SPDX-License-Identifier: BSD-3-Clause
/* An endpoint function: what arrives at its port, and its reset */
#include <stdio.h>

#include "pcie/internal.h"

uint16_t function_control(const struct pcie_function *fn)
{
	const struct pcie_config *config = &fn->config;

	if (!config->express)
		return 0;
	return reg16(config, config->express + PCI_EXP_DEVCTL);
}

size_t function_max_payload(const struct pcie_function *fn)
{
	const struct pcie_config *config = &fn->config;
	unsigned int set, able;

	if (!config->express)
		return PCIE_MIN_PAYLOAD;
	set = (function_control(fn) & PCI_EXP_DEVCTL_PAYLOAD) >> 5;
	able = reg32(config, config->express + PCI_EXP_DEVCAP) &
	       PCI_EXP_DEVCAP_PAYLOAD;
	return 128u << min_size(set, able);
}

size_t function_max_read(const struct pcie_function *fn)
{
	/* 110b and 111b are reserved */
	return 128u << min_size(
		       (function_control(fn) & PCI_EXP_DEVCTL_READRQ) >> 12, 5);
}

static bool in_d0(const struct pcie_function *fn)
{
	const struct pcie_config *config = &fn->config;

	return !config->pm || !(config->data[config->pm + PCI_PM_CTRL] &
				PCI_PM_CTRL_STATE_MASK);
}

bool function_may_request(const struct pcie_function *fn)
{
	return fn->config.data[PCI_COMMAND] & PCI_COMMAND_MASTER && in_d0(fn);
}

bool function_decodes_memory(const struct pcie_function *fn)
{
	return fn->config.data[PCI_COMMAND] & PCI_COMMAND_MEMORY && in_d0(fn);
}

void function_reject(struct pcie_function *fn, const struct pcie_packet *p,
		     enum pcie_error error, enum tlp_status status)
{
	pcie_function_error(fn, error, p->head, p->head_len);
	if (tlp_class(p->tlp->type) == TLP_NON_POSTED)
		complete_status(&fn->port, p->tlp, fn->bdf, status);
}

static void take_unsupported(struct pcie_function *fn,
			     const struct pcie_packet *p)
{
	function_reject(fn, p, PCIE_ERR_UNSUPPORTED, TLP_CPL_UR);
}

static void take_completion(struct pcie_function *fn,
			    const struct pcie_packet *p)
{
	if (!fn->completion || !completion_accept(fn->completion, p)) {
		pcie_function_error(fn, PCIE_ERR_UNEXPECTED_COMPLETION, p->head,
				    p->head_len);
		return;
	}
	if (p->tlp->ep)
		pcie_function_error(fn, PCIE_ERR_POISONED, p->head,
				    p->head_len);
}

/* The rest is no request that an endpoint completes */
static void (*const take[TLP_TYPE_MAX])(struct pcie_function *fn,
					const struct pcie_packet *p) = {
	[TLP_MRD] = function_take_read,
	[TLP_MWR] = function_take_write,
	[TLP_CFGRD0] = function_take_config,
	[TLP_CFGWR0] = function_take_config,
	[TLP_MSG] = function_take_message,
	[TLP_MSGD] = function_take_message,
	[TLP_CPL] = take_completion,
	[TLP_CPLD] = take_completion,
	[TLP_CPLLK] = take_completion,
	[TLP_CPLDLK] = take_completion,
};

static bool malformed(const struct pcie_function *fn, const struct tlp *tlp)
{
	const struct tlp_limits limits = {
		.max_payload = function_max_payload(fn),
		.no_end_end = !fn->port.eetlp,
	};

	return tlp_malformed(tlp, &limits);
}

static void receive(struct pcie_port *port, const struct pcie_packet *p)
{
	struct pcie_function *fn = port->owner;

	if (!p->tlp || malformed(fn, p->tlp))
		pcie_function_error(fn, PCIE_ERR_MALFORMED, p->head,
				    p->head_len);
	else if (take[p->tlp->type])
		take[p->tlp->type](fn, p);
	else
		take_unsupported(fn, p);
}

void pcie_function_init(struct pcie_function *fn,
			const struct pcie_function_ops *ops, const char *name)
{
	const struct pcie_config *config = &fn->config;

	fn->ops = ops;
	fn->deadline = PCIE_NEVER;
	snprintf(fn->name, sizeof(fn->name), "%s", name);
	fn->port.receive = receive;
	fn->port.owner = fn;
	fn->port.eetlp = config->express &&
			 reg32(config, config->express + PCI_EXP_DEVCAP2) &
				 PCI_EXP_DEVCAP2_EE_PREFIX;
	bars_init(fn);
	fn->reset_config = fn->config;
	msix_reset(fn);
	bars_decode(fn);
}

void pcie_function_reset(struct pcie_function *fn)
{
	config_reset(&fn->config, &fn->reset_config);
	fn->inbox.head = fn->inbox.tail = fn->inbox.count = 0;
	fn->pending = false;
	fn->deadline = PCIE_NEVER;
	fn->errors = 0;
	msix_reset(fn);
	bars_decode(fn);
	fn->ops->reset(fn);
}

void pcie_function_kick(struct pcie_function *fn)
{
	fn->pending = true;
}
