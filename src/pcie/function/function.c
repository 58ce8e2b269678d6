// SPDX-License-Identifier: BSD-3-Clause
/* An endpoint function: handles TLPs that arrive at its port */
#include <stdio.h>
#include <string.h>

#include "pcie/function.h"
#include "pcie/function/aer.h"
#include "pcie/function/bar.h"
#include "pcie/function/config_request.h"
#include "pcie/function/message.h"
#include "pcie/function/msix.h"
#include "pcie/completion.h"
#include "pcie/function/state.h"
#include "pcie/packet.h"
#include "pcie/regs.h"
#include "pcie/split.h"

static void take_unsupported(struct pcie_function *fn,
			     const struct pcie_packet *p)
{
	function_reject(fn, p, PCIE_ERR_UNSUPPORTED, TLP_CPL_UR);
}

static void take_completion(struct pcie_function *fn,
			    const struct pcie_packet *p)
{
	if (fn->completion && completion_accept(fn->completion, p)) {
		if (p->tlp->ep)
			pcie_function_error(fn, PCIE_ERR_POISONED, p->head,
					    p->head_len);
		return;
	}
	if (!fn->ops->completed || !fn->ops->completed(fn, p->tlp))
		pcie_function_error(fn, PCIE_ERR_UNEXPECTED_COMPLETION, p->head,
				    p->head_len);
}

/* Messages that an endpoint accepts and ignores */
static const uint8_t ignored_messages[] = {
	0x00,					  /* Unlock */
	0x14,					  /* PM_Active_State_Nak */
	0x40, 0x41, 0x43, 0x44, 0x45, 0x47, 0x48, /* sec 2.2.8.7 */
	0x50,					  /* Set_Slot_Power_Limit */
	0x7f,					  /* Vendor_Defined Type 1 */
};

static void take_message(struct pcie_function *fn, const struct pcie_packet *p)
{
	if (p->tlp->msg_code == TLP_MSG_PME_TURN_OFF)
		function_send_message(fn, TLP_MSG_PME_TO_ACK, TLP_ROUTE_GATHER);
	else if (!memchr(ignored_messages, p->tlp->msg_code,
			 sizeof(ignored_messages)))
		function_reject(fn, p, PCIE_ERR_UNSUPPORTED, TLP_CPL_UR);
}

/* An endpoint does not complete the other types */
static void (*const take[TLP_TYPE_MAX])(struct pcie_function *fn,
					const struct pcie_packet *p) = {
	[TLP_MRD] = function_take_read,
	[TLP_MWR] = function_take_write,
	[TLP_CFGRD0] = function_take_config,
	[TLP_CFGWR0] = function_take_config,
	[TLP_MSG] = take_message,
	[TLP_MSGD] = take_message,
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

static inline __attribute__((always_inline)) void
take_alike(struct pcie_port *port, const struct pcie_packet *p)
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

/* Return: false if the TLPs of a run must come one by one */
static bool takes(const struct pcie_function *fn, const struct pcie_packet *run)
{
	if (malformed(fn, run->tlp))
		return false;
	return run->tlp->type == TLP_MWR ||
	       (fn->completion && completion_fits(fn->completion, run));
}

static void receive(struct pcie_port *port, const struct pcie_packet *p)
{
	if (p->count > 1 && !takes(port->owner, p))
		split_each(port, p, port_take);
	else
		take_alike(port, p);
}

void pcie_function_init(struct pcie_function *fn,
			const struct pcie_function_ops *ops, const char *name)
{
	const struct pcie_config *config = &fn->config;

	fn->ops = ops;
	fn->controls = fn->pf ? &fn->pf->config : config;
	fn->deadline = PCIE_NEVER;
	snprintf(fn->name, sizeof(fn->name), "%s", name);
	fn->port.receive = fn->receive = receive;
	fn->port.runs = true;
	fn->port.owner = fn;
	fn->port.kind = PCIE_OWNER_FUNCTION;
	fn->port.eetlp = config->express &&
			 reg32(config, config->express + PCI_EXP_DEVCAP2) &
				 PCI_EXP_DEVCAP2_EE_PREFIX;
	bars_init(fn);
	memcpy(fn->reset_config.data, fn->config.data, PCIE_CONFIG_SIZE);
	msix_reset(fn);
	bars_decode(fn);
}
