// SPDX-License-Identifier: BSD-3-Clause
/*
 * tph sim: a topology without a VM. The DMA engine is driven through its
 * registers to write into the accelerator's memory, with the tag that its
 * ingress table knows.
 */
#include <endian.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <linux/pci_regs.h>

#include "command.h"
#include "fabric/fabric.h"
#include "opentph/hw/accel.h"
#include "opentph/hw/dma.h"
#include "sim.h"

#define MEMORY	   (64 << 20)
#define RING_ORDER 1
#define PIECES	   (1 << 24) /* of work, before it is taken for hanging */

static const char usage[] =
	"Usage: tph sim [OPTION]... FILE\n"
	"Build the topology of FILE in process and let its DMA engine write "
	"into its\n"
	"accelerator, peer to peer.\n"
	"\n"
	"  --st TAG        Steering Tag (0x5a); \"none\": no hints at all\n"
	"  --ph N          Processing Hint, 0..3 (0)\n"
	"  --ext           16-bit tag\n"
	"  --op NAME       operation that the tag selects (store): store "
	"add-u32\n"
	"                  add-f32 max-u32 max-f32 xor f32-to-bf16 "
	"bf16-add-f32 discard\n"
	"  --bytes N       bytes to write (4096)\n"
	"  --times N       how often (1)\n"
	"  --capture FILE  write the TLPs of all links\n"
	"  --links A,B     only of these links\n"
	"\n"
	"The data are the numbers 1, 2, 3, ... in the operation's element "
	"type.\n"
	"Exit status: 0 written; 1 the write failed; 2 arguments, or no such "
	"devices.\n";

enum { ST = 1, PH, EXT, OP, BYTES, TIMES, CAPTURE, LINKS, HELP };

static const struct option options[] = {
	{"st", required_argument, NULL, ST},
	{"ph", required_argument, NULL, PH},
	{"ext", no_argument, NULL, EXT},
	{"op", required_argument, NULL, OP},
	{"bytes", required_argument, NULL, BYTES},
	{"times", required_argument, NULL, TIMES},
	{"capture", required_argument, NULL, CAPTURE},
	{"links", required_argument, NULL, LINKS},
	{"help", no_argument, NULL, HELP},
	{NULL, 0, NULL, 0},
};

struct sim {
	struct host *host;
	struct pcie_function *dma, *accel;
	bool tagged, ext;
	unsigned long st, ph, bytes, times;
	unsigned int op;
	const char *capture, *links;
};

static const char *const ops[ACCEL_OP_MAX] = {
	[ACCEL_OP_STORE] = "store",
	[ACCEL_OP_ADD_U32] = "add-u32",
	[ACCEL_OP_ADD_F32] = "add-f32",
	[ACCEL_OP_MAX_U32] = "max-u32",
	[ACCEL_OP_MAX_F32] = "max-f32",
	[ACCEL_OP_XOR] = "xor",
	[ACCEL_OP_F32_TO_BF16] = "f32-to-bf16",
	[ACCEL_OP_BF16_ADD_F32] = "bf16-add-f32",
	[ACCEL_OP_DISCARD] = "discard",
};

static bool is_f32(unsigned int op)
{
	return op == ACCEL_OP_ADD_F32 || op == ACCEL_OP_MAX_F32 ||
	       op == ACCEL_OP_F32_TO_BF16;
}

/* 1, 2, 3, ...: a bf16 is the upper half of an f32 */
static void fill(const struct sim *sim, uint8_t *data)
{
	size_t size = sim->op == ACCEL_OP_BF16_ADD_F32 ? 2 : 4;

	for (size_t i = 0; (i + 1) * size <= sim->bytes; i++) {
		uint32_t value = i + 1;
		float real = value;

		if (is_f32(sim->op) || size == 2)
			memcpy(&value, &real, sizeof(value));
		value = htole32(size == 2 ? value >> 16 : value);
		memcpy(data + i * size, &value, size);
	}
}

/* An operation that changes the width of elements needs a partition to land in
 */
static bool moves(unsigned int op)
{
	return op == ACCEL_OP_F32_TO_BF16 || op == ACCEL_OP_BF16_ADD_F32;
}

static void set_up_accel(const struct sim *sim)
{
	uint32_t entry = ACCEL_ENTRY_VALID | sim->op;

	if (moves(sim->op))
		entry |= ACCEL_ENTRY_MOVE | 1 << 8;
	host_write32(sim->host, sim->accel, ACCEL_BAR_REGS, ACCEL_REG_CTRL,
		     ACCEL_CTRL_INGRESS);
	if (sim->tagged)
		host_write32(sim->host, sim->accel, ACCEL_BAR_REGS,
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
	fill(sim, data);
	if (sim->tagged)
		flags |= DMA_DESC_TH | (sim->ext ? DMA_DESC_ST_EXT : 0);
	what = (struct dma_desc){
		.src = htole64(src),
		.dst = htole64(
			pcie_function_bar_addr(sim->accel, ACCEL_BAR_MEM)),
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

static int run(struct sim *sim)
{
	struct hierarchy *h = host_hierarchy(sim->host);
	char error[FABRIC_ERROR_MAX];
	struct taps *taps = NULL;
	int ret;

	if (sim->capture &&
	    taps_open(h, sim->capture, sim->links, &taps, error)) {
		fprintf(stderr, "tph sim: %s\n", error);
		return TPH_EXIT_USAGE;
	}
	host_msix_enable(sim->host, sim->dma);
	set_up_accel(sim);
	set_up_tph(sim);
	ret = transfer(sim);
	sim_print_functions(sim->host);
	if (!sim_print_result(sim->host, sim->dma, sim->accel,
			      moves(sim->op) && sim->tagged))
		ret = ret ? ret : -EIO;
	if (taps_close(taps)) {
		fprintf(stderr, "tph sim: %s: the capture is incomplete\n",
			sim->capture);
		ret = -EIO;
	}
	return ret ? TPH_EXIT_BROKEN : TPH_EXIT_OK;
}

/* First function with this device ID, from those in the topology */
static struct pcie_function *find(const struct hierarchy *h, uint16_t device)
{
	for (unsigned int i = 0; i < h->nfunctions; i++)
		if (pcie_config_get(&h->functions[i]->config, PCI_DEVICE_ID,
				    2) == device)
			return h->functions[i];
	return NULL;
}

static int simulate(struct sim *sim, const char *path)
{
	struct topology *topology = malloc(sizeof(*topology));
	char error[FABRIC_ERROR_MAX] = "out of memory";
	int ret = TPH_EXIT_USAGE;

	if (!topology || topology_load(path, topology, error) ||
	    host_create(topology, MEMORY, &sim->host, error)) {
		fprintf(stderr, "tph sim: %s\n", error);
		free(topology);
		return ret;
	}
	sim->dma = find(host_hierarchy(sim->host), DMA_DEVICE_ID);
	sim->accel = find(host_hierarchy(sim->host), ACCEL_DEVICE_ID);
	if (sim->dma && sim->accel)
		ret = run(sim);
	else
		fprintf(stderr,
			"tph sim: %s: needs a function of model accel and one "
			"of model dma\n",
			path);
	host_free(sim->host);
	free(topology);
	return ret;
}

/* Return: 0; -EINVAL after a message. */
static int number(const char *name, const char *text, unsigned long min,
		  unsigned long max, unsigned long *ret)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 0);
	if (errno || end == text || *end || text[0] == '-' || value < min ||
	    value > max) {
		fprintf(stderr, "tph sim: %s must be %lu to %lu\n", name, min,
			max);
		return -EINVAL;
	}
	*ret = value;
	return 0;
}

static int op_by_name(const char *name, unsigned int *ret)
{
	for (unsigned int i = 0; i < ACCEL_OP_MAX; i++) {
		if (!strcmp(ops[i], name)) {
			*ret = i;
			return 0;
		}
	}
	fprintf(stderr, "tph sim: there is no operation \"%s\"\n", name);
	return -EINVAL;
}

static int option(struct sim *sim, int c)
{
	switch (c) {
	case ST:
		sim->tagged = strcmp(optarg, "none");
		return sim->tagged ? number("--st", optarg, 0, 0xffff, &sim->st)
				   : 0;
	case PH:
		return number("--ph", optarg, 0, 3, &sim->ph);
	case EXT:
		sim->ext = true;
		return 0;
	case OP:
		return op_by_name(optarg, &sim->op);
	case BYTES:
		return number("--bytes", optarg, 1, DMA_DESC_LEN_MAX,
			      &sim->bytes);
	case TIMES:
		return number("--times", optarg, 1, 1000000, &sim->times);
	case CAPTURE:
		sim->capture = optarg;
		return 0;
	case LINKS:
		sim->links = optarg;
		return 0;
	}
	fputs(usage, stderr);
	return -EINVAL;
}

int cmd_sim(int argc, char **argv)
{
	struct sim sim = {
		.tagged = true,
		.st = 0x5a,
		.bytes = 4096,
		.times = 1,
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == HELP) {
			fputs(usage, stdout);
			return TPH_EXIT_OK;
		}
		if (option(&sim, c))
			return TPH_EXIT_USAGE;
	}
	if (sim.tagged && !sim.ext && sim.st > 0xff) {
		fprintf(stderr, "tph sim: --st %#lx needs --ext\n", sim.st);
		return TPH_EXIT_USAGE;
	}
	if (optind != argc - 1 || (sim.links && !sim.capture)) {
		fputs(usage, stderr);
		return TPH_EXIT_USAGE;
	}
	return simulate(&sim, argv[optind]);
}
