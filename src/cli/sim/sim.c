// SPDX-License-Identifier: BSD-3-Clause
/*
 * tph sim: a topology without a VM. The DMA engine is driven through its
 * registers to write into the accelerator's memory, with the tag in the ingress
 * table of the accelerator.
 */
#include "cli/sim/sim.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <linux/pci_regs.h>

#include <opentph/hw/accel.h>
#include <opentph/hw/dma.h>

#include "cli/command.h"
#include "cli/options.h"
#include "fabric/fabric.h"
#include "nettlp/protocol.h"

#define MEMORY (64 << 20)

static const char usage[] =
	"Usage: tph sim [OPTION]... FILE\n"
	"Build the topology of FILE in this process and let its DMA engine\n"
	"write into its accelerator, peer to peer.\n"
	"\n"
	"  --st TAG        Steering Tag (0x5a); \"none\": no hints\n"
	"  --ph N          Processing Hint, 0..3 (0)\n"
	"  --ext           16-bit tag\n"
	"  --op NAME       operation that the tag selects (store): store\n"
	"                  add-u32 add-f32 max-u32 max-f32 xor f32-to-bf16\n"
	"                  bf16-add-f32 discard\n"
	"  --bytes N       bytes to write (4096)\n"
	"  --times N       number of writes (1)\n"
	"  --vf N          enable all VFs, and use VF N, from 0, of each that has\n"
	"                  VFs\n"
	"  --remote R,M    write through a function of model nettlp: places of the\n"
	"                  accelerator's registers and memory in its window\n"
	"  --verify        read the data back and compare them (store)\n"
	"  --serve         then serve functions of model nettlp until SIGINT,\n"
	"                  SIGTERM or SIGHUP; without a DMA engine only that\n"
	"  --timeout MS    until a completion from outside is given up (50)\n"
	"  --capture FILE  write the TLPs of all links\n"
	"  --links A,B     capture these links only\n"
	"  --no-runs       let each TLP travel on its own\n"
	"\n"
	"The data are 1, 2, 3, ... in the operation's element type.\n"
	"Exit status: 0 written; 1 a write failed or was lost;\n"
	"2 invalid arguments, or missing devices.\n";

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

/* First function of the topology with this device ID */
static struct pcie_function *find(const struct hierarchy *h, uint16_t device)
{
	for (unsigned int i = 0; i < h->nfunctions; i++)
		if (pcie_config_get(&h->functions[i]->config, PCI_DEVICE_ID,
				    2) == device)
			return h->functions[i];
	return NULL;
}

/* Take VF @sim->vf of a PF in its place. Return: TPH_EXIT_OK; else, after a message */
static int take_vf(const struct sim *sim, struct pcie_function **fn)
{
	struct pcie_function *pf = *fn;
	int ret;

	if (!pf->sriov)
		return TPH_EXIT_OK;
	if (sim->vf >= pf->sriov->total) {
		fprintf(stderr, "tph sim: --vf %lu: %s has VFs 0 to %u\n",
			sim->vf, pf->name, pf->sriov->total - 1);
		return TPH_EXIT_USAGE;
	}
	ret = host_set_vfs(sim->host, pf, pf->sriov->total);
	if (ret) {
		fprintf(stderr, "tph sim: %s: VFs: %s\n", pf->name,
			strerror(-ret));
		return TPH_EXIT_BROKEN;
	}
	*fn = pcie_sriov_vf(pf, sim->vf);
	return TPH_EXIT_OK;
}

static int use_vfs(struct sim *sim)
{
	int ret = TPH_EXIT_OK;

	if (!sim->has_vf)
		return ret;
	if (!sim->dma->sriov && !sim->accel->sriov) {
		fprintf(stderr, "tph sim: --vf: the topology has no vfs\n");
		return TPH_EXIT_USAGE;
	}
	ret = take_vf(sim, &sim->dma);
	return ret ? ret : take_vf(sim, &sim->accel);
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
	pcie_root_set_runs(host_hierarchy(sim->host)->root, !sim->no_runs);
	sim->dma = find(host_hierarchy(sim->host), DMA_DEVICE_ID);
	sim->accel = find(host_hierarchy(sim->host),
			  sim->remote ? NETTLP_DEVICE_ID : ACCEL_DEVICE_ID);
	host_set_timeout(sim->host, sim->timeout);
	if (sim->serve && !sim->dma) {
		ret = sim_run(sim);
	} else if (sim->dma && sim->accel) {
		ret = use_vfs(sim);
		if (!ret)
			ret = sim_run(sim);
	} else {
		fprintf(stderr,
			"tph sim: %s: a function of model %s and a function of model dma are needed\n",
			path, sim->remote ? "nettlp" : "accel");
	}
	host_free(sim->host);
	free(topology);
	return ret;
}

/* Return: -1 to continue; TPH_EXIT_USAGE after a message */
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
		return TPH_EXIT_USAGE;
	}
	*ret = value;
	return -1;
}

static int take_op(void *run, const char *value)
{
	struct sim *sim = run;

	for (unsigned int i = 0; i < ACCEL_OP_MAX; i++) {
		if (!strcmp(ops[i], value)) {
			sim->op = i;
			return -1;
		}
	}
	fprintf(stderr, "tph sim: unknown operation \"%s\"\n", value);
	return TPH_EXIT_USAGE;
}

static int take_st(void *run, const char *value)
{
	struct sim *sim = run;

	sim->tagged = strcmp(value, "none");
	return sim->tagged ? number("--st", value, 0, 0xffff, &sim->st) : -1;
}

static int take_ph(void *run, const char *value)
{
	struct sim *sim = run;

	return number("--ph", value, 0, 3, &sim->ph);
}

static int take_bytes(void *run, const char *value)
{
	struct sim *sim = run;

	return number("--bytes", value, 1, DMA_DESC_LEN_MAX, &sim->bytes);
}

static int take_times(void *run, const char *value)
{
	struct sim *sim = run;

	return number("--times", value, 1, 1000000, &sim->times);
}

static int take_timeout(void *run, const char *value)
{
	struct sim *sim = run;

	return number("--timeout", value, 1, 60000, &sim->timeout);
}

/* Two places with a comma between them */
static int take_remote(void *run, const char *value)
{
	struct sim *sim = run;
	char *end;

	errno = 0;
	sim->remote = value;
	sim->regs.bar = sim->mem.bar = NETTLP_BAR_WINDOW;
	sim->regs.offset = strtoull(value, &end, 0);
	if (end == value || *end != ',' || sim->regs.offset % 4)
		goto invalid;
	value = end + 1;
	sim->mem.offset = strtoull(value, &end, 0);
	if (!errno && end != value && !*end && !(sim->mem.offset % 4) &&
	    sim->regs.offset < 1ull << 32 && sim->mem.offset < 1ull << 32)
		return -1;
invalid:
	fprintf(stderr,
		"tph sim: --remote %s: two multiples of 4 with a comma between them are needed\n",
		sim->remote);
	return TPH_EXIT_USAGE;
}

static int take_vf_number(void *run, const char *value)
{
	struct sim *sim = run;

	sim->has_vf = true;
	return number("--vf", value, 0, PCIE_MULTI_MAX - 2, &sim->vf);
}

int cmd_sim(int argc, char **argv)
{
	struct sim sim = {
		.tagged = true,
		.st = 0x5a,
		.bytes = 4096,
		.times = 1,
		.timeout = HOST_TIMEOUT_MS,
		.regs = {ACCEL_BAR_REGS, 0},
		.mem = {ACCEL_BAR_MEM, 0},
	};
	const struct option_row rows[] = {
		{"st", .take = take_st},
		{"ph", .take = take_ph},
		{"ext", .flag = &sim.ext},
		{"op", .take = take_op},
		{"bytes", .take = take_bytes},
		{"times", .take = take_times},
		{"vf", .take = take_vf_number},
		{"remote", .take = take_remote},
		{"verify", .flag = &sim.verify},
		{"serve", .flag = &sim.serve},
		{"timeout", .take = take_timeout},
		{"capture", .text = &sim.capture},
		{"links", .text = &sim.links},
		{"no-runs", .flag = &sim.no_runs},
		{0},
	};
	const struct options options = {usage, rows, &sim, 1, 1};
	int status = options_parse(&options, argc, argv);

	if (status >= 0)
		return status;
	if (sim.tagged && !sim.ext && sim.st > 0xff) {
		fprintf(stderr, "tph sim: --st %#lx needs --ext\n", sim.st);
		return TPH_EXIT_USAGE;
	}
	if ((sim.links && !sim.capture) || (sim.has_vf && sim.remote) ||
	    (sim.verify && sim.op != ACCEL_OP_STORE))
		return options_refuse(&options);
	return simulate(&sim, argv[optind]);
}
