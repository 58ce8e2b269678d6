// SPDX-License-Identifier: BSD-3-Clause
/* Type 0 configuration requests, and the effects of register writes */
#include "pcie/function/config_request.h"

#include "pcie/function/aer.h"
#include "pcie/function/bar.h"
#include "pcie/function/completer.h"
#include "pcie/function/inbox.h"
#include "pcie/function/msix.h"
#include "pcie/function/sriov.h"
#include "pcie/function/state.h"
#include "pcie/packet.h"
#include "pcie/regs.h"
#include "ground.h"

static bool resets_itself(const struct pcie_config *config)
{
	return config->express &&
	       reg16(config, config->express + PCI_EXP_DEVCTL) &
		       PCI_EXP_DEVCTL_BCR_FLR;
}

static void apply(struct pcie_function *fn, const struct tlp *tlp)
{
	struct pcie_config *config = &fn->config;
	const uint8_t be = tlp->first_be;
	unsigned int first, len;

	if (!be)
		return;
	for (unsigned int i = 0; i < 4; i++)
		if (be >> i & 1)
			pcie_config_write(config, tlp->reg + i, 1,
					  tlp->payload[i]);
	if (resets_itself(config)) {
		pcie_function_reset(fn);
		return;
	}
	bars_decode(fn);
	if (fn->sriov)
		sriov_follow(fn);
	msix_flush(fn);
	if (fn->ops->config_written) {
		first = __builtin_ctz(be);
		len = 32 - __builtin_clz(be) - first;
		fn->busy = true;
		fn->ops->config_written(fn, tlp->reg + first, len);
		fn->busy = false;
	}
}

void pcie_function_config_write(struct pcie_function *fn, unsigned int reg,
				uint8_t enables, uint32_t value)
{
	uint8_t data[4];
	const struct tlp tlp = {
		.reg = reg,
		.first_be = enables,
		.payload = data,
	};

	if (reg > PCIE_CONFIG_SIZE - 4 || reg & 3)
		return;
	store_le32(data, value);
	apply(fn, &tlp);
}

/*
 * A link leads to device 0, and to one function of it; RCiEPs share a bus. A number
 * of ARI takes the bits of the device (sec 6.13).
 */
static bool addressed(const struct pcie_function *fn, const struct tlp *tlp)
{
	const struct pcie_config *config = &fn->config;
	const uint16_t number = config->ari ? 0xff : 7;
	unsigned int flags = 0;

	if (config->express)
		flags = pcie_config_get(config, config->express + PCI_EXP_FLAGS,
					2);
	return (flags & PCI_EXP_FLAGS_TYPE) >> 4 == PCI_EXP_TYPE_RC_END ||
	       (tlp->target & number) == fn->number;
}

void function_take_config(struct pcie_function *fn, const struct pcie_packet *p)
{
	const struct tlp *tlp = p->tlp;

	if (fn->busy && inbox_hold(fn, p))
		return;
	if (!addressed(fn, tlp) || fn->busy) {
		function_reject(fn, p, PCIE_ERR_UNSUPPORTED, TLP_CPL_UR);
		return;
	}
	if (tlp->type == TLP_CFGRD0) {
		complete_data(&fn->port, tlp, fn->bdf,
			      &(struct answer){
				      .data = fn->config.data + tlp->reg,
				      .max_payload = PCIE_MIN_PAYLOAD,
			      });
		return;
	}
	fn->bdf = tlp->target; /* sec 2.2.6.2 */
	if (fn->sriov)
		sriov_follow(fn);
	if (tlp->ep) {
		pcie_function_error(fn, PCIE_ERR_POISONED, p->head,
				    p->head_len);
		complete_status(&fn->port, tlp, fn->bdf, TLP_CPL_UR);
		return;
	}
	apply(fn, tlp);
	complete_status(&fn->port, tlp, fn->bdf, TLP_CPL_SC);
}
