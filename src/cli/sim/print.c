// SPDX-License-Identifier: BSD-3-Clause
#include <stdio.h>
#include <linux/pci_regs.h>

#include <opentph/hw/accel.h>
#include <opentph/hw/dma.h>

#include "cli/sim/sim.h"

static const struct {
	uint32_t value;
	const char *name;
} completers[] = {{0, "None"}, {1, "8"}, {3, "8 16"}};

static char sign(uint32_t value)
{
	return value ? '+' : '-';
}

static void print_bdf(FILE *out, const struct pcie_function *fn)
{
	fprintf(out, "%02x:%02x.%x", TLP_BDF_BUS(fn->bdf), TLP_BDF_DEV(fn->bdf),
		TLP_BDF_FN(fn->bdf));
}

static void print_size(FILE *out, uint64_t size)
{
	const char *unit = size >> 20 ? "M" : "K";

	fprintf(out, "[size=%ju%s]",
		(uintmax_t)(size >> (size >> 20 ? 20 : 10)), unit);
}

/* A register of the SR-IOV capability */
static uint32_t sriov(struct host *host, const struct pcie_function *pf,
		      unsigned int reg, unsigned int size)
{
	return host_config_read(host, pf, pf->config.sriov + reg, size);
}

static void print_bar(FILE *out, struct host *host,
		      const struct pcie_function *fn, unsigned int bar)
{
	/* Those of VFs are in their PF */
	uint32_t low =
		fn->pf ? sriov(host, fn->pf, PCI_SRIOV_BAR + 4 * bar, 4)
		       : host_config_read(host, fn,
					  PCI_BASE_ADDRESS_0 + 4 * bar, 4);

	if (!fn->bars[bar].size)
		return;
	fprintf(out, "\tRegion %u: Memory at %jx (%u-bit, %sprefetchable) ",
		bar, (uintmax_t)pcie_function_bar_addr(fn, bar),
		low & PCI_BASE_ADDRESS_MEM_TYPE_64 ? 64 : 32,
		low & PCI_BASE_ADDRESS_MEM_PREFETCH ? "" : "non-");
	print_size(out, fn->bars[bar].size);
	fprintf(out, "\n");
}

static void print_completer(FILE *out, struct host *host,
			    const struct pcie_function *fn)
{
	uint32_t cap2 = host_config_read(
		host, fn, fn->config.express + PCI_EXP_DEVCAP2, 4);
	const struct pcie_function *master = fn->pf ? fn->pf : fn;
	uint32_t control = host_config_read(
		host, master, master->config.express + PCI_EXP_DEVCTL, 2);
	const char *name = "?";

	for (unsigned int i = 0; i < 3; i++)
		if (completers[i].value == (cap2 >> 12 & 3))
			name = completers[i].name;
	fprintf(out, "\tExpress: MaxPayload %u, EETLPPrefix%c, TPHComp %s\n",
		128 << (control >> 5 & 7),
		sign(cap2 & PCI_EXP_DEVCAP2_EE_PREFIX), name);
}

static void print_requester(FILE *out, struct host *host,
			    const struct pcie_function *fn)
{
	uint32_t cap, control;

	if (!fn->config.tph)
		return;
	cap = host_config_read(host, fn, fn->config.tph + 4, 4);
	control = host_config_read(host, fn, fn->config.tph + 8, 4);
	fprintf(out,
		"\tTPH requester: NoST%c IntVec%c DevSpec%c Ext%c, %u entries; mode %u, enable %u, entry 0: %#x\n",
		sign(cap & 1), sign(cap & 2), sign(cap & 4), sign(cap & 0x100),
		(cap >> 16 & 0x7ff) + 1, control & 7, control >> 8 & 3,
		host_config_read(host, fn, fn->config.tph + 12, 2));
}

static void print_sriov(FILE *out, struct host *host,
			const struct pcie_function *pf)
{
	if (!pf->config.sriov)
		return;
	fprintf(out,
		"\tSR-IOV: Enable%c MSE%c ARIHierarchy%c, VFs %u of %u, offset %u, stride %u\n",
		sign(sriov(host, pf, PCI_SRIOV_CTRL, 2) & PCI_SRIOV_CTRL_VFE),
		sign(sriov(host, pf, PCI_SRIOV_CTRL, 2) & PCI_SRIOV_CTRL_MSE),
		sign(sriov(host, pf, PCI_SRIOV_CTRL, 2) & PCI_SRIOV_CTRL_ARI),
		sriov(host, pf, PCI_SRIOV_NUM_VF, 2),
		sriov(host, pf, PCI_SRIOV_TOTAL_VF, 2),
		sriov(host, pf, PCI_SRIOV_VF_OFFSET, 2),
		sriov(host, pf, PCI_SRIOV_VF_STRIDE, 2));
}

static void print_function(FILE *out, struct host *host,
			   const struct pcie_function *fn)
{
	const struct pcie_function *pf = fn->pf;

	print_bdf(out, fn);
	fprintf(out, " %04x: %04x:%04x (%s)\n",
		host_config_read(host, fn, PCI_CLASS_DEVICE, 2),
		host_config_read(host, pf ? pf : fn, PCI_VENDOR_ID, 2),
		pf ? sriov(host, pf, PCI_SRIOV_VF_DID, 2)
		   : host_config_read(host, fn, PCI_DEVICE_ID, 2),
		fn->name);
	for (unsigned int bar = 0; bar < PCIE_BARS; bar++)
		print_bar(out, host, fn, bar);
	if (fn->config.express)
		print_completer(out, host, fn);
	print_requester(out, host, fn);
	print_sriov(out, host, fn);
}

void sim_print_functions(struct host *host, FILE *out)
{
	const struct hierarchy *h = host_hierarchy(host);
	const struct pcie_function *vf;

	for (unsigned int i = 0; i < h->nfunctions; i++) {
		print_function(out, host, h->functions[i]);
		for (unsigned int n = 0;
		     (vf = pcie_sriov_vf(h->functions[i], n)); n++)
			print_function(out, host, vf);
	}
}

static uintmax_t counter(const struct sim *sim, uint64_t reg)
{
	return host_read64(sim->host, sim->dma, DMA_BAR_REGS, reg);
}

static uintmax_t accel_counter(const struct sim *sim, uint64_t reg)
{
	return sim_accel_read64(sim, reg);
}

uint64_t sim_received(const struct sim *sim)
{
	return accel_counter(sim, ACCEL_REG_UNTAGGED) +
	       accel_counter(sim, ACCEL_REG_TAGGED) +
	       accel_counter(sim, ACCEL_REG_UNKNOWN);
}

bool sim_print_result(const struct sim *sim, bool moved, FILE *out)
{
	const char *name = sim->remote ? "the accelerator" : sim->accel->name;
	uint32_t caps = sim_accel_read(sim, ACCEL_REG_CAPS);
	uint64_t at = moved ? 1ull << (caps >> 8 & 0xff) : 0;
	uintmax_t sent = counter(sim, DMA_REG_TLPS);
	uintmax_t got = sim_received(sim) - sim->before;

	fprintf(out,
		"%s sent %ju MWr, %ju bytes, %ju with TH, %ju without a requested TH; %ju interrupts\n",
		sim->dma->name, sent, counter(sim, DMA_REG_BYTES),
		counter(sim, DMA_REG_HINTED), counter(sim, DMA_REG_UNHINTED),
		(uintmax_t)host_interrupts(sim->host, sim->dma,
					   DMA_VECTOR_RING));
	fprintf(out,
		"%s received %ju MWr untagged, %ju with a known tag, %ju with an unknown tag; %ju dropped\n",
		name, accel_counter(sim, ACCEL_REG_UNTAGGED),
		accel_counter(sim, ACCEL_REG_TAGGED),
		accel_counter(sim, ACCEL_REG_UNKNOWN),
		accel_counter(sim, ACCEL_REG_DROPPED));
	fprintf(out, "%s memory at %#jx:", name, (uintmax_t)at);
	for (unsigned int i = 0; i < 8; i++)
		fprintf(out, " %08x",
			host_read32(sim->host, sim->accel, sim->mem.bar,
				    sim->mem.offset + at + 4 * i));
	fprintf(out, "\n");
	if (sent != got)
		fprintf(out, "%ju MWr did not arrive\n", sent - got);
	return sent == got;
}
