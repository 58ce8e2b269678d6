// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any register writes, descriptors and configuration of the DMA engine beside
 * an accelerator: work ends, only memory that descriptors name is accessed, and
 * hints are sent only while Requester Enable allows them.
 */
#include <linux/pci_regs.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/hw/accel.h>
#include <opentph/hw/dma.h>

#include "device/device.h"
#include "fuzz/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define HOST_BASE  0x10000ull
#define HOST_SIZE  0x8000u
#define RING_AT	   HOST_BASE
#define RING_ORDER 3
#define STEPS_MAX  48

static uint8_t host_mem[HOST_SIZE];
static struct pcie_root *root;
static struct pcie_function *dma, *accel;
static struct pcie_link links[3];

static void *map(void *ctx, uint16_t requester, uint64_t addr, size_t len,
		 bool write, size_t *ret_len)
{
	uint64_t at = addr - HOST_BASE;

	if (addr < HOST_BASE || at >= HOST_SIZE)
		return NULL;
	*ret_len = len < HOST_SIZE - at ? len : HOST_SIZE - at;
	return host_mem + at;
}

static void interrupt(void *ctx, uint16_t requester, uint64_t addr,
		      uint32_t data)
{
}

static void error(void *ctx, uint16_t requester, uint8_t code)
{
}

/* The engine's TLPs carry only hints that are allowed now */
static struct pcie_tap tap;

static void see(void *ctx, struct pcie_link *link, bool up, const void *bytes,
		size_t len)
{
	enum pcie_tph_enable enable = pcie_function_tph_enable(dma);
	struct tlp tlp;

	if (!up)
		return;
	if (tlp_decode(bytes, len, &tlp))
		abort();
	if (tlp.th && enable != PCIE_TPH_ON && enable != PCIE_TPH_ON_EXT)
		abort();
	if (tlp.th && tlp.st_ext && enable != PCIE_TPH_ON_EXT)
		abort();
}

static struct pcie_function *create(const char *model,
				    const struct device_params *params)
{
	struct pcie_function *fn;

	if (device_model_find(model)->create(params, &fn))
		abort();
	return fn;
}

static void build(void)
{
	static const struct pcie_host_ops ops = {
		.map = map,
		.interrupt = interrupt,
		.error = error,
	};
	static const struct device_params dma_params = {
		.name = "dma",
		.eetlp = true,
		.tph_ext = true,
		.st_entries = DEVICE_ST_DEFAULT,
	};
	static const struct device_params accel_params = {
		.name = "accel",
		.eetlp = true,
		.tph_completer = PCIE_TPH_COMPLETER_EXT,
		.memory = 0x8000,
		.partitions = 4,
	};
	struct pcie_switch *sw;
	struct pcie_port *port;

	if (pcie_root_create(&ops, NULL, PCIE_ROOT_P2P_FORWARD, &root) ||
	    pcie_root_add_port(root, "rp", false, &port) ||
	    pcie_switch_create(root, "sw", 2, &sw))
		abort();
	dma = create("dma", &dma_params);
	accel = create("accel", &accel_params);
	pcie_link_connect(&links[0], "up", port, pcie_switch_upstream(sw));
	pcie_link_connect(&links[1], "dma", pcie_switch_downstream(sw, 0),
			  &dma->port);
	pcie_link_connect(&links[2], "accel", pcie_switch_downstream(sw, 1),
			  &accel->port);
	if (pcie_root_add_function(root, dma) ||
	    pcie_root_add_function(root, accel))
		abort();
	pcie_root_enumerate(root);
	pcie_tap_init(&tap, see, NULL);
	pcie_link_tap(&links[1], &tap);
}

static void set32(uint64_t addr, uint32_t value)
{
	uint8_t buf[4] = {(uint8_t)value, (uint8_t)(value >> 8),
			  (uint8_t)(value >> 16), (uint8_t)(value >> 24)};

	pcie_root_mem_write(root, addr, buf, sizeof(buf));
}

static uint64_t dma_reg(uint32_t offset)
{
	return pcie_function_bar_addr(dma, DMA_BAR_REGS) + offset;
}

static void start(void)
{
	memset(host_mem, 0, sizeof(host_mem));
	pcie_function_reset(dma);
	pcie_function_reset(accel);
	if (pcie_root_assign(root, 0x80000000, 0x90000000))
		abort();
	set32(dma_reg(DMA_REG_RING_LO), RING_AT);
	set32(dma_reg(DMA_REG_RING_ORDER), RING_ORDER);
	set32(dma_reg(DMA_REG_CTRL), DMA_CTRL_ENABLE);
	set32(pcie_function_bar_addr(accel, ACCEL_BAR_REGS) + ACCEL_REG_CTRL,
	      ACCEL_CTRL_INGRESS);
}

/* Near an existing register or memory */
static uint64_t address(struct input *in)
{
	uint8_t where = (uint8_t)input_take(in, 1);
	uint64_t offset = input_take(in, 2);

	switch (where % 6) {
	case 0:
		return HOST_BASE + offset;
	case 1:
		return pcie_function_bar_addr(accel, ACCEL_BAR_MEM) + offset;
	case 2:
		return pcie_function_bar_addr(accel, ACCEL_BAR_REGS) + offset;
	case 3:
		return dma_reg(offset % (DMA_REGS_SIZE * 2));
	case 4:
		return pcie_function_bar_addr(dma, DMA_BAR_MSIX) + offset;
	default:
		return input_take(in, 8);
	}
}

static void put_desc(struct input *in)
{
	struct dma_desc desc;
	uint8_t *bytes = (uint8_t *)&desc;
	uint8_t kind = (uint8_t)input_take(in, 1);
	uint32_t slot = kind % (1u << RING_ORDER);

	if (kind & 0x80) { /* unchanged bytes of the input */
		for (size_t i = 0; i < sizeof(desc); i++)
			bytes[i] = (uint8_t)input_take(in, 1);
	} else {
		desc = (struct dma_desc){
			.src = address(in),
			.dst = address(in),
			.len = (uint32_t)input_take(in, kind & 0x40 ? 3 : 2),
			.flags = (uint32_t)input_take(in, 1) & 0xf,
			.st_index = (uint16_t)(input_take(in, 1) % 66),
			.ph = input_take(in, 1) & 3,
		};
	}
	memcpy(host_mem + slot * sizeof(desc), &desc, sizeof(desc));
}

static void configure(struct input *in)
{
	struct pcie_function *fn = input_take(in, 1) & 1 ? accel : dma;
	unsigned int place = (unsigned int)input_take(in, 1) % 6;
	unsigned int any = (unsigned int)input_take(in, 2);
	const unsigned int places[] = {
		PCI_COMMAND,
		fn->config.express + PCI_EXP_DEVCTL,
		fn->config.msix + PCI_MSIX_FLAGS,
		fn->config.tph + 8, /* control */
		fn->config.tph + 12 + any % 64 * 2,
		any % PCIE_CONFIG_SIZE & ~1u,
	};

	pcie_root_config_write(root, fn->bdf, places[place], 2,
			       (uint32_t)input_take(in, 2));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct input in = {data, len};
	unsigned int steps = 0;
	uint8_t buf[4096];

	if (!root)
		build();
	start();
	while (in.len && steps < STEPS_MAX) {
		switch (input_take(&in, 1) % 6) {
		case 0:
			put_desc(&in);
			break;
		case 1:
			set32(dma_reg((uint32_t)input_take(&in, 1) % 0x20 * 4),
			      (uint32_t)input_take(&in, 4));
			break;
		case 2:
			set32(address(&in), (uint32_t)input_take(&in, 4));
			break;
		case 3:
			configure(&in);
			break;
		case 4:
			pcie_root_mem_read(root, address(&in), buf,
					   1 + input_take(&in, 2) %
							   sizeof(buf));
			break;
		default:
			set32(dma_reg(DMA_REG_TAIL),
			      (uint32_t)input_take(&in, 1) % 16);
			pcie_root_run(root, 4);
			steps += 4;
		}
	}
	pcie_root_run(root, 4);
	return 0;
}
