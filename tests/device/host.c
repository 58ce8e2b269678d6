// SPDX-License-Identifier: BSD-3-Clause
#include "tests/device/host.h"

#include <linux/pci_regs.h>
#include <stdio.h>
#include <stdlib.h>

#define RUN_LIMIT 100000

/* Registers of the TPH requester capability (sec 7.9.13) */
#define TPH_CONTROL 0x08
#define TPH_TABLE   0x0c

static void *map(void *ctx, uint16_t requester, uint64_t addr, size_t len,
		 bool write, size_t *ret_len)
{
	struct host *host = ctx;
	uint64_t at = addr - HOST_BASE;

	if (addr < HOST_BASE || at >= HOST_SIZE)
		return NULL;
	*ret_len = len < HOST_SIZE - at ? len : HOST_SIZE - at;
	return host->mem + at;
}

static void interrupt(void *ctx, uint16_t requester, uint64_t addr,
		      uint32_t data)
{
	struct host *host = ctx;

	assert_true(data < COUNT(host->irqs));
	host->irqs[data]++;
}

static const struct pcie_host_ops host_ops = {
	.map = map,
	.interrupt = interrupt,
};

/* The engine's link: its TLPs go up */
static void see(void *ctx, struct pcie_link *link, bool up, const void *bytes,
		size_t len)
{
	struct host *host = ctx;
	struct tlp tlp;
	struct seen *seen;

	assert_int_equal(tlp_decode(bytes, len, &tlp), 0);
	if (!up || tlp.type != TLP_MWR)
		return;
	assert_true(host->nseen < SEEN_MAX);
	seen = &host->seen[host->nseen++];
	*seen = (struct seen){
		.addr = tlp.addr,
		.length = tlp.length,
		.st = tlp.st,
		.first_be = tlp.first_be,
		.last_be = tlp.last_be,
		.ph = tlp.ph,
		.th = tlp.th,
		.st_ext = tlp.st_ext,
		.data = get32(tlp.payload),
	};
}

static struct pcie_function *create(const char *model,
				    const struct device_params *params)
{
	const struct device_model *m = device_model_find(model);
	struct pcie_function *fn;

	assert_non_null(m);
	assert_int_equal(m->create(params, &fn), 0);
	return fn;
}

/* The RTL is as large as it is built (rtl/meson.build) */
static const struct host_accel accels[] = {
	{"accel", false, true, 1 << 18, 4},
	{"accel-rtl", true, false, 1 << 24, 16},
};

const struct host_accel *host_accel = &accels[0];

int host_choose(int argc, char **argv)
{
	for (size_t i = 0; i < COUNT(accels); i++) {
		if (argc < 2 || strcmp(argv[1], accels[i].model))
			continue;
		host_accel = &accels[i];
		return 0;
	}
	if (argc < 2)
		return 0;
	fprintf(stderr, "no accelerator %s\n", argv[1]);
	return -1;
}

static int setup(void **state, uint16_t max_payload, int st_entries)
{
	struct host *host = calloc(1, sizeof(*host));
	const struct device_params dma = {
		.name = "dma",
		.serial = 1,
		.eetlp = true,
		.tph_ext = true,
		.st_entries = st_entries,
		.max_payload = max_payload,
	};
	const struct device_params accel = {
		.name = "accel",
		.serial = 2,
		.eetlp = true,
		.tph_completer = host_accel->st16 ? PCIE_TPH_COMPLETER_EXT
						  : PCIE_TPH_COMPLETER_TPH,
		.memory = host_accel->memory,
		.partitions = host_accel->partitions,
	};
	struct pcie_port *port;

	assert_non_null(host);
	*state = host;
	assert_int_equal(pcie_root_create(&host_ops, host,
					  PCIE_ROOT_P2P_DROP_TPH, &host->root),
			 0);
	assert_int_equal(pcie_root_add_port(host->root, "rp", false, &port), 0);
	assert_int_equal(pcie_switch_create(host->root, "sw", 2, &host->sw), 0);
	host->dma = create("dma", &dma);
	host->accel = create(host_accel->model, &accel);
	pcie_link_connect(&host->links[0], "up", port,
			  pcie_switch_upstream(host->sw));
	pcie_link_connect(&host->links[1], "dma",
			  pcie_switch_downstream(host->sw, 0),
			  &host->dma->port);
	pcie_link_connect(&host->links[2], "accel",
			  pcie_switch_downstream(host->sw, 1),
			  &host->accel->port);
	assert_int_equal(pcie_root_add_function(host->root, host->dma), 0);
	assert_int_equal(pcie_root_add_function(host->root, host->accel), 0);
	pcie_root_enumerate(host->root);
	assert_int_equal(pcie_root_assign(host->root, 0x80000000, 0xa0000000),
			 0);
	host->dma_regs = pcie_function_bar_addr(host->dma, DMA_BAR_REGS);
	host->accel_regs = pcie_function_bar_addr(host->accel, ACCEL_BAR_REGS);
	host->accel_mem = pcie_function_bar_addr(host->accel, ACCEL_BAR_MEM);
	host_msix(host, host->dma, DMA_BAR_MSIX, DMA_MSIX_VECTORS, IRQ_DMA);
	host_msix(host, host->accel, ACCEL_BAR_MSIX, ACCEL_MSIX_VECTORS,
		  IRQ_ACCEL);
	pcie_tap_init(&host->tap, see, host);
	pcie_link_tap(&host->links[1], &host->tap);
	return 0;
}

int host_setup(void **state)
{
	return setup(state, 0, DEVICE_ST_DEFAULT);
}

int host_setup_128(void **state)
{
	return setup(state, 128, DEVICE_ST_DEFAULT);
}

int host_setup_direct(void **state)
{
	return setup(state, 0, 0);
}

int host_teardown(void **state)
{
	struct host *host = *state;

	host->dma->ops->destroy(host->dma);
	host->accel->ops->destroy(host->accel);
	pcie_root_free(host->root);
	free(host);
	return 0;
}

void *host_at(struct host *host, uint64_t addr)
{
	assert_true(addr >= HOST_BASE && addr < HOST_BASE + HOST_SIZE);
	return host->mem + (addr - HOST_BASE);
}

uint32_t host_get(struct host *host, uint64_t addr)
{
	uint8_t buf[4];

	assert_int_equal(pcie_root_mem_read(host->root, addr, buf, 4),
			 TLP_CPL_SC);
	return get32(buf);
}

uint64_t host_get64(struct host *host, uint64_t addr)
{
	uint8_t buf[8];

	assert_int_equal(pcie_root_mem_read(host->root, addr, buf, 8),
			 TLP_CPL_SC);
	return get32(buf) | (uint64_t)get32(buf + 4) << 32;
}

void host_set(struct host *host, uint64_t addr, uint32_t value)
{
	uint8_t buf[4];

	put32(buf, value);
	assert_int_equal(pcie_root_mem_write(host->root, addr, buf, 4), 0);
}

uint32_t host_config_get(struct host *host, struct pcie_function *fn,
			 unsigned int offset, unsigned int size)
{
	uint32_t value;

	assert_int_equal(pcie_root_config_read(host->root, fn->bdf, offset,
					       size, &value),
			 TLP_CPL_SC);
	return value;
}

void host_config_set(struct host *host, struct pcie_function *fn,
		     unsigned int offset, unsigned int size, uint32_t value)
{
	assert_int_equal(pcie_root_config_write(host->root, fn->bdf, offset,
						size, value),
			 TLP_CPL_SC);
}

void host_msix(struct host *host, struct pcie_function *fn, unsigned int bar,
	       unsigned int n, uint32_t first)
{
	uint64_t table = pcie_function_bar_addr(fn, bar);
	unsigned int flags = fn->config.msix + PCI_MSIX_FLAGS;

	for (unsigned int v = 0; v < n; v++) {
		host_set(host, table + v * 16, PCIE_INTERRUPT_BASE);
		host_set(host, table + v * 16 + 4, 0);
		host_set(host, table + v * 16 + 8, first + v);
		host_set(host, table + v * 16 + 12, 0);
	}
	host_config_set(host, fn, flags, 2, PCI_MSIX_FLAGS_ENABLE);
}

void host_tph(struct host *host, enum pcie_tph_enable enable,
	      enum pcie_tph_mode mode)
{
	host_config_set(host, host->dma, host->dma->config.tph + TPH_CONTROL, 4,
			(uint32_t)enable << 8 | mode);
}

void host_tph_entry(struct host *host, unsigned int index, uint16_t st)
{
	host_config_set(host, host->dma,
			host->dma->config.tph + TPH_TABLE + index * 2, 2, st);
}

void host_ring(struct host *host, uint32_t order)
{
	host_set(host, host->dma_regs + DMA_REG_CTRL, DMA_CTRL_RESET);
	host_set(host, host->dma_regs + DMA_REG_RING_LO, (uint32_t)RING_AT);
	host_set(host, host->dma_regs + DMA_REG_RING_HI, 0);
	host_set(host, host->dma_regs + DMA_REG_RING_ORDER, order);
	host_set(host, host->dma_regs + DMA_REG_CTRL, DMA_CTRL_ENABLE);
	host->tail = 0;
	host->order = order;
}

struct dma_desc host_desc(uint64_t src, uint64_t dst, uint32_t len,
			  uint32_t flags)
{
	return (struct dma_desc){
		.src = htole64(src),
		.dst = htole64(dst),
		.len = htole32(len),
		.flags = htole32(flags),
		.cookie = 0x600d600d,
	};
}

struct dma_desc *host_submit(struct host *host, const struct dma_desc *desc)
{
	struct dma_desc *slot =
		host_at(host, RING_AT + host->tail * DMA_DESC_SIZE);

	memcpy(slot, desc, sizeof(*desc));
	host->tail = (host->tail + 1) & ((1u << host->order) - 1);
	host_set(host, host->dma_regs + DMA_REG_TAIL, host->tail);
	return slot;
}

void host_run(struct host *host)
{
	assert_false(pcie_root_run(host->root, RUN_LIMIT));
}

bool host_steps(struct host *host, unsigned int n)
{
	return pcie_root_run(host->root, n);
}
