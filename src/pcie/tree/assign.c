// SPDX-License-Identifier: BSD-3-Clause
/* Addresses and enables, as set by firmware */
#include <errno.h>

#include "pcie/regs.h"
#include "pcie/root.h"
#include "pcie/tree/lookup.h"
#include "pcie/tree/tree.h"
#include "ground.h"

#define WINDOW_ALIGN 0x100000ull /* of base and of limit + 1 (sec 7.5.1.3) */

/* Free addresses */
struct space {
	uint64_t next, limit;
};

/* Return: 0; -ENOSPC */
static int align(struct space *space, uint64_t size)
{
	const uint64_t addr = (space->next + size - 1) & ~(size - 1);

	if (addr < space->next || addr > space->limit)
		return -ENOSPC;
	space->next = addr;
	return 0;
}

/**
 * struct bar - a BAR, or the VF BAR of a PF
 * @reg:	its register
 * @is64:	the next register has the upper half
 * @size:	bytes, and alignment
 * @n:		number of functions that share it
 */
struct bar {
	unsigned int reg;
	bool is64;
	uint64_t size;
	unsigned int n;
};

/* Return: 0; -ENOSPC */
static int assign_bar(struct pcie_root *root, struct pcie_function *fn,
		      const struct bar *bar, struct space *space)
{
	const uint64_t len = bar->size * bar->n;
	uint64_t addr;

	if (align(space, bar->size) || len / bar->n != bar->size ||
	    len - 1 > space->limit - space->next)
		return -ENOSPC;
	addr = space->next;
	if (!bar->is64 && addr + len - 1 > UINT32_MAX)
		return -ENOSPC;
	pcie_root_config_write(root, fn->bdf, bar->reg, 4, addr);
	if (bar->is64)
		pcie_root_config_write(root, fn->bdf, bar->reg + 4, 4,
				       addr >> 32);
	space->next += len;
	return 0;
}

static int assign_bars(struct pcie_root *root, struct pcie_function *fn,
		       struct space *space)
{
	for (unsigned int i = 0; i < PCIE_BARS; i++) {
		const struct bar bar = {
			.reg = PCI_BASE_ADDRESS_0 + 4 * i,
			.is64 = fn->bars[i].is64,
			.size = fn->bars[i].size,
			.n = 1,
		};

		if (bar.size && assign_bar(root, fn, &bar, space))
			return -ENOSPC;
	}
	return 0;
}

/* As software finds the size: it writes ones (sec 7.5.1.2.1, 9.3.3.14) */
static void size_bar(struct pcie_root *root, const struct pcie_function *fn,
		     struct bar *bar)
{
	uint32_t low, high = UINT32_MAX;

	pcie_root_config_write(root, fn->bdf, bar->reg, 4, UINT32_MAX);
	pcie_root_config_read(root, fn->bdf, bar->reg, 4, &low);
	bar->is64 = low & PCI_BASE_ADDRESS_MEM_TYPE_64;
	if (bar->is64) {
		pcie_root_config_write(root, fn->bdf, bar->reg + 4, 4,
				       UINT32_MAX);
		pcie_root_config_read(root, fn->bdf, bar->reg + 4, 4, &high);
	}
	bar->size = 0;
	if (low)
		bar->size = -((uint64_t)high << 32 |
			      (low & PCI_BASE_ADDRESS_MEM_MASK & UINT32_MAX));
}

/* Room for all VFs that the PF may have. Return: 0; -ENOSPC */
static int assign_vf_bars(struct pcie_root *root, struct pcie_function *pf,
			  struct space *space)
{
	const unsigned int at = pf->config.sriov;
	struct bar bar = {.n = 0};
	uint32_t total;

	if (!at)
		return 0;
	pcie_root_config_read(root, pf->bdf, at + PCI_SRIOV_TOTAL_VF, 2,
			      &total);
	for (unsigned int i = 0; i < PCIE_BARS; i += 1 + bar.is64) {
		bar.reg = at + PCI_SRIOV_BAR + 4 * i;
		bar.n = total;
		size_bar(root, pf, &bar);
		if (bar.size && assign_bar(root, pf, &bar, space))
			return -ENOSPC;
	}
	return 0;
}

/* Return: 0; -ENOSPC */
static int assign_functions(struct pcie_root *root,
			    const struct pcie_port *port, struct space *space)
{
	struct pcie_function *fn;

	for (fn = function_below(root, port); fn; fn = function_after(fn))
		if (!fn->pf && (assign_bars(root, fn, space) ||
				assign_vf_bars(root, fn, space)))
			return -ENOSPC;
	return 0;
}

/* Align the next free address, which may be the end of all addresses.
 * Return: 0; -ENOSPC */
static int end_window(struct space *space)
{
	const uint64_t next =
		(space->next + WINDOW_ALIGN - 1) & ~(WINDOW_ALIGN - 1);

	if (next - 1 > space->limit)
		return -ENOSPC;
	space->next = next;
	return 0;
}

/* Closed if @base is greater than @limit */
static void set_window(struct pcie_root *root, struct bridge *bridge,
		       uint64_t base, uint64_t limit)
{
	const struct pcie_window windows[PCIE_WINDOWS] = {{base, limit},
							  {1, 0}};

	pcie_root_set_windows(root, &bridge->port, windows);
}

/* Return: 0; -ENOSPC */
static int assign_below(struct pcie_root *root, struct bridge *bridge,
			struct space *space)
{
	struct pcie_switch *sw = switch_below(root, &bridge->port);
	uint64_t base;
	int ret;

	set_window(root, bridge, 1, 0);
	if (!function_below(root, &bridge->port) && !sw)
		return 0;
	ret = align(space, WINDOW_ALIGN);
	base = space->next;
	if (!ret)
		ret = assign_functions(root, &bridge->port, space);
	for (unsigned int i = 0; sw && i < sw->downstream && !ret; i++)
		ret = assign_below(root, &sw->down[i], space);
	if (!ret)
		ret = end_window(space);
	if (ret)
		return ret;
	if (sw)
		set_window(root, &sw->up, base, space->next - 1);
	set_window(root, bridge, base, space->next - 1);
	return 0;
}

/* Return: code of the Max_Payload_Size that all functions support */
static unsigned int common_payload(const struct pcie_root *root)
{
	unsigned int common = 5;

	for (unsigned int i = 0; i < root->nfunctions; i++) {
		const struct pcie_config *config = &root->functions[i]->config;
		unsigned int able = 0;

		if (config->express)
			able = reg32(config, config->express + PCI_EXP_DEVCAP) &
			       PCI_EXP_DEVCAP_PAYLOAD;
		common = min(common, able);
	}
	return common;
}

static void enable(struct pcie_root *root, struct pcie_function *fn,
		   unsigned int payload)
{
	const unsigned int at = fn->config.express + PCI_EXP_DEVCTL;
	uint32_t value;

	if (fn->config.express) {
		pcie_root_config_read(root, fn->bdf, at, 2, &value);
		value = (value & ~PCI_EXP_DEVCTL_PAYLOAD) | payload << 5;
		pcie_root_config_write(root, fn->bdf, at, 2, value);
	}
	pcie_root_config_read(root, fn->bdf, PCI_COMMAND, 2, &value);
	value |= PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	pcie_root_config_write(root, fn->bdf, PCI_COMMAND, 2, value);
}

int pcie_root_assign(struct pcie_root *root, uint64_t base, uint64_t limit)
{
	const unsigned int payload = common_payload(root);
	struct space space = {base, limit};
	int ret = 0;

	for (unsigned int i = 0; i < root->nports && !ret; i++) {
		struct root_port *port = root->ports[i];

		if (!port->integrated)
			ret = assign_below(root, &port->bridge, &space);
		else
			ret = assign_functions(root, &port->bridge.port,
					       &space);
	}
	if (ret)
		return ret;
	for (unsigned int i = 0; i < root->nfunctions; i++)
		if (!root->functions[i]->pf)
			enable(root, root->functions[i], payload);
	root->max_payload = 128u << payload;
	return 0;
}
