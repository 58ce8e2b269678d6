// SPDX-License-Identifier: BSD-3-Clause
/* Drivers of the two devices, on a host in this process */
#include <endian.h>
#include <errno.h>
#include <string.h>

#include <opentph/hw/accel.h>
#include <opentph/hw/dma.h>

#include "cli/command.h"
#include "cli/sim/sim.h"

#define RING_ORDER 1
#define PIECES	   (1 << 24) /* of work, after which it counts as hanging */

/* An operation that changes the width of elements needs a partition to land in */
static bool moves(unsigned int op)
{
	return op == ACCEL_OP_F32_TO_BF16 || op == ACCEL_OP_BF16_ADD_F32;
}

static void write_accel(const struct sim *sim, uint64_t reg, uint32_t value)
{
	host_write32(sim->host, sim->accel, sim->regs.bar,
		     sim->regs.offset + reg, value);
}

static void set_up_accel(const struct sim *sim)
{
	uint32_t entry = ACCEL_ENTRY_VALID | sim->op;

	if (moves(sim->op))
		entry |= ACCEL_ENTRY_MOVE | 1 << 8;
	write_accel(sim, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	if (sim->tagged)
		write_accel(sim,
			    (sim->ext ? ACCEL_REG_TABLE16 : ACCEL_REG_TABLE8) +
				    4 * sim->st,
			    entry);
}

/* The engine's TPH capability: device-specific mode, the tag as entry 0 */
static void set_up_tph(const struct sim *sim)
{
	unsigned int cap = sim->dma->config.tph;

	if (!sim->tagged || !cap)
		return;
	host_config_write(sim->host, sim->dma, cap + 12, 2, sim->st);
	host_config_write(sim->host, sim->dma, cap + 8, 4,
			  PCIE_TPH_DEVICE_SPECIFIC |
				  (sim->ext ? PCIE_TPH_ON_EXT : PCIE_TPH_ON)
					  << 8);
}

static void write_dma(const struct sim *sim, uint64_t reg, uint32_t value)
{
	host_write32(sim->host, sim->dma, DMA_BAR_REGS, reg, value);
}

/* Return: the descriptor's status, 0 if it did not end. */
static uint32_t run_descriptor(const struct sim *sim, uint64_t ring,
			       struct dma_desc *desc,
			       const struct dma_desc *what)
{
	*desc = *what;
	write_dma(sim, DMA_REG_CTRL, 0);
	write_dma(sim, DMA_REG_RING_LO, ring);
	write_dma(sim, DMA_REG_RING_HI, ring >> 32);
	write_dma(sim, DMA_REG_RING_ORDER, RING_ORDER);
	write_dma(sim, DMA_REG_INT_MASK, DMA_INT_DONE | DMA_INT_ERROR);
	write_dma(sim, DMA_REG_CTRL, DMA_CTRL_ENABLE);
	write_dma(sim, DMA_REG_TAIL, 1);
	host_run(sim->host, PIECES);
	write_dma(sim, DMA_REG_INT_STATUS, DMA_INT_DONE | DMA_INT_ERROR);
	return le32toh(desc->status);
}

/* Return: 0; -EIO after a message. */
static int transfer(const struct sim *sim)
{
	uint64_t ring, src;
	struct dma_desc *desc = host_alloc(
		sim->host, DMA_DESC_SIZE << RING_ORDER, DMA_DESC_SIZE, &ring);
	uint8_t *data = host_alloc(sim->host, sim->bytes, 4096, &src);
	uint32_t flags = DMA_DESC_IRQ;
	struct dma_desc what;

	if (!desc || !data)
		return -ENOMEM;
	sim_fill(sim, data);
	if (sim->tagged)
		flags |= DMA_DESC_TH | (sim->ext ? DMA_DESC_ST_EXT : 0);
	what = (struct dma_desc){
		.src = htole64(src),
		.dst = htole64(
			pcie_function_bar_addr(sim->accel, sim->mem.bar) +
			sim->mem.offset),
		.len = htole32(sim->bytes),
		.flags = htole32(flags),
		.ph = sim->ph,
	};
	for (unsigned long i = 0; i < sim->times; i++) {
		uint32_t status = run_descriptor(sim, ring, desc, &what);

		if (status == (DMA_DESC_DONE | DMA_CODE_OK))
			continue;
		fprintf(stderr,
			"tph sim: %s: descriptor status %#x after %u bytes\n",
			sim->dma->name, status, le32toh(desc->done));
		return -EIO;
	}
	return 0;
}

int sim_run(struct sim *sim)
{
	struct hierarchy *h = host_hierarchy(sim->host);
	char error[FABRIC_ERROR_MAX];
	struct taps *taps = NULL;
	FILE *out = stdout;
	int ret = 0;

	if (sim->capture &&
	    taps_open(h, sim->capture, sim->links, false, &taps, error)) {
		fprintf(stderr, "tph sim: %s\n", error);
		return TPH_EXIT_USAGE;
	}
	/* The capture uses standard output */
	if (sim->capture && !strcmp(sim->capture, "-"))
		out = stderr;
	if (sim->dma) {
		host_msix_enable(sim->host, sim->dma);
		set_up_accel(sim);
		set_up_tph(sim);
		sim->before = sim->remote ? sim_received(sim) : 0;
		ret = transfer(sim);
	}
	sim_print_functions(sim->host, out);
	if (sim->dma &&
	    !sim_print_result(sim, moves(sim->op) && sim->tagged, out))
		ret = ret ? ret : -EIO;
	if (sim->dma && sim->verify && !sim_verify(sim, out))
		ret = ret ? ret : -EIO;
	if (sim->serve && !ret)
		ret = sim_serve(sim, out);
	hierarchy_print_stats(h, out, "", true);
	if (host_timeouts(sim->host))
		fprintf(out, "%ju completions never came\n",
			(uintmax_t)host_timeouts(sim->host));
	if (taps_close(taps)) {
		fprintf(stderr, "tph sim: %s: the capture is incomplete\n",
			sim->capture);
		ret = -EIO;
	}
	return ret ? TPH_EXIT_BROKEN : TPH_EXIT_OK;
}
