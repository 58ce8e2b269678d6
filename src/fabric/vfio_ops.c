// SPDX-License-Identifier: BSD-3-Clause
/* Turns a client's requests into the TLPs that a root complex would send. */
#include "fabric/vfio_ops.h"

#include <endian.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <linux/pci_regs.h>
#include <linux/vfio.h>

#include "fabric/clock.h"

static uint16_t command(const struct server *server)
{
	return pcie_config_get(&server->fn->config, PCI_COMMAND, 2);
}

void serve_describe(struct server *server)
{
	const uint32_t rw =
		VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;

	/* BARs are trapped: accesses to a mapped BAR would be invisible */
	for (unsigned int i = 0; i < PCIE_BARS; i++)
		if (server->fn->bars[i].size)
			server->regions[VFIO_PCI_BAR0_REGION_INDEX + i] =
				(struct vfio_user_region){
					.size = server->fn->bars[i].size,
					.flags = rw,
				};
	server->regions[VFIO_PCI_CONFIG_REGION_INDEX] =
		(struct vfio_user_region){.size = PCIE_CONFIG_SIZE,
					  .flags = rw};
	server->irqs[VFIO_PCI_MSIX_IRQ_INDEX] = (struct vfio_user_irq){
		.count = msix_vectors(server->fn),
		.flags = VFIO_IRQ_INFO_EVENTFD,
	};
	server->info = (struct vfio_user_info){
		.flags = VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET,
		.num_regions = VFIO_PCI_NUM_REGIONS,
		/* The others are error and request notifications, of no use to
		   QEMU */
		.num_irqs = VFIO_PCI_MSIX_IRQ_INDEX + 1,
		.regions = server->regions,
		.irqs = server->irqs,
	};
}

/*
 * QEMU hides the guest's MSI-X table and passes eventfds instead, so the fabric
 * programs the model's table. It can be written while its BAR is decoded.
 */
static void sync_msix(struct server *server)
{
	if (!server->msix_stale || !(command(server) & PCI_COMMAND_MEMORY))
		return;
	server->msix_stale = false;
	for (unsigned int i = 0; i < msix_vectors(server->fn); i++)
		msix_program(server->d->h->root, server->fn, i,
			     notifier_assigned(&server->notifier, i));
}

/*
 * Take the turn when the function does not run. It may run outside of its turns only
 * while it waits for a completion from outside: after a while, the access waits in its
 * inbox.
 */
static void begin(struct server *server)
{
	struct daemon *d = server->d;
	uint64_t end;

	turn_take(&d->turn);
	if (!server->fn->busy)
		return;
	end = daemon_timeout(d);
	while (server->fn->busy && fabric_now() < end)
		turn_wait(&d->turn, end);
}

static void finish(struct server *server)
{
	sync_msix(server);
	worker_wake(server->d);
	turn_give(&server->d->turn);
}

/*
 * A completion pushes earlier posted writes (PCIe 2.4.1): interrupts that the
 * function has sent must reach the client before the reply.
 */
static void finish_access(struct server *server)
{
	finish(server);
	notifier_flush(&server->notifier);
}

/* Largest naturally aligned piece of a register access, 1, 2 or 4 bytes */
static unsigned int piece(uint64_t offset, size_t len)
{
	if (!(offset & 3) && len >= 4)
		return 4;
	return !(offset & 1) && len >= 2 ? 2 : 1;
}

static void config_read(struct server *server, uint64_t offset, uint8_t *buf,
			size_t len)
{
	while (len) {
		unsigned int n = piece(offset, len);
		uint32_t value = UINT32_MAX;

		pcie_root_config_read(server->d->h->root, server->fn->bdf,
				      offset, n, &value);
		value = htole32(value);
		memcpy(buf, &value, n);
		buf += n;
		offset += n;
		len -= n;
	}
}

static uint32_t bar_register(const struct server *server, unsigned int bar)
{
	return pcie_config_get(&server->fn->config,
			       PCI_BASE_ADDRESS_0 + 4 * bar, 4);
}

/*
 * QEMU's BAR registers survive an FLR, so software that restores them sees no
 * difference and does not write them: restore the model's registers here.
 */
static void restore_bars(struct server *server, const uint32_t bars[PCIE_BARS])
{
	for (unsigned int i = 0; i < PCIE_BARS; i++)
		if (bar_register(server, i) != bars[i])
			pcie_root_config_write(server->d->h->root,
					       server->fn->bdf,
					       PCI_BASE_ADDRESS_0 + 4 * i, 4,
					       bars[i]);
}

static void config_write(struct server *server, uint64_t offset,
			 const uint8_t *buf, size_t len)
{
	const uint16_t enables = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	const uint64_t control = server->fn->config.msix + PCI_MSIX_FLAGS;
	const uint64_t first = offset;
	uint16_t before = command(server);
	uint32_t bars[PCIE_BARS];

	for (unsigned int i = 0; i < PCIE_BARS; i++)
		bars[i] = bar_register(server, i);
	while (len) {
		unsigned int n = piece(offset, len);
		uint32_t value = 0;

		memcpy(&value, buf, n);
		pcie_root_config_write(server->d->h->root, server->fn->bdf,
				       offset, n, le32toh(value));
		buf += n;
		offset += n;
		len -= n;
	}
	if (first >= PCI_STD_HEADER_SIZEOF)
		restore_bars(server, bars);
	/* The guest has numbered its buses; DMA needs the numbers */
	if (command(server) & ~before & enables && server->d->options->qmp) {
		server->d->renumber = true;
		server->d->unasked += !server->enabled;
		server->enabled = true;
	}
	/*
	 * The write may have been a reset (FLR), after which software enables
	 * MSI-X again: update the table then.
	 */
	if (server->fn->config.msix && first < control + 2 && offset > control)
		server->msix_stale = true;
}

/*
 * A BAR that overlaps an earlier one is not decoded: its client must not reach
 * the other function.
 */
static bool reached(struct server *server, unsigned int bar, uint64_t offset,
		    uint64_t *ret_addr)
{
	*ret_addr = pcie_function_bar_addr(server->fn, bar) + offset;
	return command(server) & PCI_COMMAND_MEMORY &&
	       pcie_root_leads_to(server->d->h->root, server->fn, *ret_addr);
}

static int region_read(void *ctx, unsigned int region, uint64_t offset,
		       void *buf, size_t len)
{
	struct server *server = ctx;
	uint64_t addr;

	begin(server);
	if (region == VFIO_PCI_CONFIG_REGION_INDEX)
		config_read(server, offset, buf, len);
	else if (reached(server, region, offset, &addr))
		pcie_root_mem_read(server->d->h->root, addr, buf, len);
	else
		memset(buf, 0xff, len); /* no function decodes the address */
	finish_access(server);
	return 0;
}

static int region_write(void *ctx, unsigned int region, uint64_t offset,
			const void *buf, size_t len)
{
	struct server *server = ctx;
	uint64_t addr;

	begin(server);
	if (region == VFIO_PCI_CONFIG_REGION_INDEX)
		config_write(server, offset, buf, len);
	else if (reached(server, region, offset, &addr))
		pcie_root_mem_write(server->d->h->root, addr, buf, len);
	finish_access(server);
	return 0;
}

#define REFUSALS_SHOWN 8

/* A guest can cause any number of refusals: limit the messages */
static void report_refusal(struct server *server, uint64_t addr, int error)
{
	if (++server->refusals > REFUSALS_SHOWN)
		return;
	if (error == -EPERM)
		fprintf(stderr,
			"tph fabric: %s: guest memory at %#jx is not sealed against shrinking, or has huge pages, and is not accessible; use memory-backend-memfd,share=on\n",
			server->fn->name, (uintmax_t)addr);
	else
		fprintf(stderr, "tph fabric: %s: guest memory at %#jx: %s\n",
			server->fn->name, (uintmax_t)addr, strerror(-error));
	if (server->refusals == REFUSALS_SHOWN)
		fprintf(stderr,
			"tph fabric: %s: further refusals are only counted\n",
			server->fn->name);
}

void serve_summarize(const struct server *server)
{
	if (server->refusals > REFUSALS_SHOWN)
		fprintf(stderr,
			"tph fabric: %s: guest memory was refused %ju times in all\n",
			server->fn->name, (uintmax_t)server->refusals);
}

static int dma_map(void *ctx, uint64_t addr, uint64_t size, uint32_t flags,
		   uint64_t offset, int fd)
{
	struct server *server = ctx;
	int ret;

	turn_take(&server->d->turn);
	ret = vfio_user_dma_map(server->dma, addr, size, flags, offset, fd);
	turn_give(&server->d->turn);
	if (ret)
		report_refusal(server, addr, ret);
	return ret;
}

static int dma_unmap(void *ctx, uint64_t addr, uint64_t size)
{
	struct server *server = ctx;
	int ret;

	turn_take(&server->d->turn);
	ret = vfio_user_dma_unmap(server->dma, addr, size);
	turn_give(&server->d->turn);
	return ret;
}

static int irq_assign(void *ctx, unsigned int irq, unsigned int start,
		      unsigned int count, int *fds)
{
	struct server *server = ctx;

	begin(server);
	for (unsigned int i = 0; i < count; i++) {
		notifier_assign(&server->notifier, start + i,
				fds ? fds[i] : -1);
		if (fds)
			fds[i] = -1;
	}
	server->msix_stale = true;
	finish(server);
	return 0;
}

static int irq_trigger(void *ctx, unsigned int irq, unsigned int vector)
{
	struct server *server = ctx;
	int ret;

	begin(server);
	ret = pcie_function_msix(server->fn, vector);
	finish(server);
	return ret;
}

/* A reset must not come between: it ends the wait of the function, if it runs */
static void begin_reset(struct server *server)
{
	struct daemon *d = server->d;

	turn_take(&d->turn);
	if (!server->fn->busy)
		return;
	d->resets++;
	turn_show(&d->turn);
	while (server->fn->busy)
		turn_wait(&d->turn, PCIE_NEVER);
	d->resets--;
}

static int reset(void *ctx)
{
	struct server *server = ctx;

	begin_reset(server);
	pcie_function_reset(server->fn);
	server->msix_stale = true;
	finish(server);
	return 0;
}

const struct vfio_user_ops serve_ops = {
	.region_read = region_read,
	.region_write = region_write,
	.dma_map = dma_map,
	.dma_unmap = dma_unmap,
	.irq_assign = irq_assign,
	.irq_trigger = irq_trigger,
	.reset = reset,
};
