// SPDX-License-Identifier: BSD-3-Clause
/* TLP processing hints, as requester and as completer (sec 6.17) */
#include "pcie/function/tph.h"

#include <errno.h>

#include "pcie/regs.h"

static uint32_t tph_register(const struct pcie_function *fn, unsigned int reg)
{
	return fn->config.tph ? reg32(&fn->config, fn->config.tph + reg) : 0;
}

enum pcie_tph_enable pcie_function_tph_enable(const struct pcie_function *fn)
{
	return (tph_register(fn, PCI_TPH_CTRL) & PCI_TPH_CTRL_REQ_EN_MASK) >> 8;
}

enum pcie_tph_mode pcie_function_tph_mode(const struct pcie_function *fn)
{
	return tph_register(fn, PCI_TPH_CTRL) & PCI_TPH_CTRL_MODE_SEL_MASK;
}

static bool has_table(const struct pcie_function *fn)
{
	return (tph_register(fn, PCI_TPH_CAP) & PCI_TPH_CAP_LOC_MASK) ==
	       PCI_TPH_LOC_CAP;
}

int pcie_function_tph_entry(const struct pcie_function *fn, unsigned int index,
			    uint16_t *ret_st)
{
	uint32_t cap = tph_register(fn, PCI_TPH_CAP);

	if (!has_table(fn) ||
	    index > (cap & PCI_TPH_CAP_ST_MASK) >> PCI_TPH_CAP_ST_SHIFT)
		return -EINVAL;
	*ret_st = reg16(&fn->config,
			fn->config.tph + PCI_TPH_BASE_SIZEOF + 2 * index);
	return 0;
}

/* Return: 0; -EACCES; -EINVAL */
static int tag(const struct pcie_function *fn, uint16_t wanted,
	       uint16_t *ret_st)
{
	switch (pcie_function_tph_mode(fn)) {
	case PCIE_TPH_NO_ST:
		*ret_st = 0;
		return 0;
	case PCIE_TPH_DEVICE_SPECIFIC:
		if (has_table(fn))
			return pcie_function_tph_entry(fn, wanted, ret_st);
		*ret_st = wanted;
		return 0;
	default: /* the tag to send is undefined */
		return -EACCES;
	}
}

int pcie_function_hint(const struct pcie_function *fn,
		       const struct pcie_tph_want *want,
		       struct pcie_hint *ret_hint)
{
	const enum pcie_tph_enable enable = pcie_function_tph_enable(fn);
	const bool ext =
		want->width ? want->width == 16 : enable == PCIE_TPH_ON_EXT;
	uint16_t st = 0;
	int ret = tag(fn, want->st, &st);

	if (ret)
		return ret;
	if (enable != PCIE_TPH_ON_EXT && (enable != PCIE_TPH_ON || ext))
		return -EACCES;
	*ret_hint = (struct pcie_hint){
		.th = true,
		.st_ext = ext,
		.ph = want->ph,
		.st = ext ? st : st & 0xff,
	};
	return 0;
}

static enum pcie_tph_completer completer(const struct pcie_function *fn)
{
	const struct pcie_config *config = &fn->config;

	if (!config->express)
		return PCIE_TPH_COMPLETER_NONE;
	return reg32(config, config->express + PCI_EXP_DEVCAP2) >>
		       PCI_DEVCAP2_TPH_SHIFT &
	       3;
}

const struct tlp *tph_receive(const struct pcie_function *fn,
			      const struct tlp *tlp, struct tlp *plain)
{
	enum pcie_tph_completer can;

	if (!tlp->th)
		return tlp;
	can = completer(fn);
	if (can == PCIE_TPH_COMPLETER_EXT)
		return tlp;
	*plain = *tlp;
	/* Only extended completers use ST[15:8] */
	plain->st_ext = false;
	plain->st &= 0xff;
	/* Other completers ignore TH (sec 2.2.7.1.1) */
	if (can == PCIE_TPH_COMPLETER_NONE) {
		plain->th = false;
		plain->st = 0;
		plain->ph = 0;
	}
	return plain;
}
