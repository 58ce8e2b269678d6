// SPDX-License-Identifier: BSD-3-Clause
/* tph fabric: serve a topology to QEMU, or to the peer of a UDP socket */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"
#include "fabric/fabric.h"
#include "nettlp/nettlp.h"

static const char usage[] =
	"Usage: tph fabric --topology FILE --dir DIR [OPTION]...\n"
	"       tph fabric --topology FILE --nettlp LOCAL,PEER [OPTION]...\n"
	"\n"
	"  --topology FILE  the hierarchy, see tph-topology(5)\n"
	"  --dir DIR        sockets: DIR/ID.sock for each function\n"
	"  --capture FILE   write the TLPs of its links (-: standard output)\n"
	"  --links A,B      capture these links only\n"
	"  --qmp SOCKET     QEMU's QMP socket, from which Requester IDs are\n"
	"                   learned\n"
	"  --timeout MS     until a completion from outside is given up (50)\n"
	"  --nettlp L,P     be the device behind a NetTLP adapter, without QEMU:\n"
	"                   own address L, the adapter's address P\n"
	"  --base ADDR      address of the adapter's BAR4; others are refused\n"
	"  --id BB:DD.F     ID of the adapter, for requests of the functions\n"
	"  --prefixes       the peer carries TLPs with prefixes (16-bit tags)\n"
	"  --no-runs        let each TLP travel on its own: slower, and otherwise\n"
	"                   the same\n"
	"\n"
	"Prints \"ready\" when QEMU or the adapter may connect. Ends when QEMU\n"
	"ends or at SIGINT, SIGTERM or SIGHUP.\n"
	"\n"
	"Exit status: 0 ended normally; 1 the fabric or its client failed, or the\n"
	"capture is incomplete; 2 invalid arguments or topology.\n";

/* Options of both modes; @nettlp: of the one without QEMU, or NULL */
struct fabric_args {
	struct fabric_options qemu;
	const char *path, *nettlp, *id;
	uint64_t base;
	bool prefixes;
};

static bool parse_id(const char *text, uint32_t *ret)
{
	unsigned int bus, dev, fn;
	int end = 0;

	if (sscanf(text, "%2x:%2x.%1x%n", &bus, &dev, &fn, &end) != 3 ||
	    text[end] || dev > 31 || fn > 7)
		return false;
	*ret = TLP_BDF(bus, dev, fn);
	return true;
}

/* Return: 0; TPH_EXIT_USAGE after a message */
static int parse_bridge(const struct fabric_args *args,
			struct bridge_options *bridge)
{
	const char *comma = strchr(args->nettlp, ',');
	char local[32] = "";

	bridge->base = args->base;
	bridge->id = BRIDGE_OWN_IDS;
	if (comma && comma - args->nettlp < (ptrdiff_t)sizeof(local))
		memcpy(local, args->nettlp, comma - args->nettlp);
	if (!comma || nettlp_address(local, &bridge->nettlp.local) ||
	    nettlp_address(comma + 1, &bridge->nettlp.peer)) {
		fprintf(stderr,
			"tph fabric: --nettlp %s: two IPv4 addresses with a comma between them are needed\n",
			args->nettlp);
		return TPH_EXIT_USAGE;
	}
	if (args->base != BRIDGE_ANY_BASE &&
	    (!args->base || args->base % NETTLP_WINDOW)) {
		fprintf(stderr,
			"tph fabric: --base %#jx: an address is needed that is a multiple of 256 MiB\n",
			(uintmax_t)args->base);
		return TPH_EXIT_USAGE;
	}
	if (args->id && !parse_id(args->id, &bridge->id)) {
		fprintf(stderr,
			"tph fabric: --id %s: an ID such as 1a:00.0 is needed\n",
			args->id);
		return TPH_EXIT_USAGE;
	}
	bridge->timeout_ms = args->qemu.timeout_ms;
	return 0;
}

static int serve_bridge(const struct fabric_args *args,
			const struct topology *topology)
{
	struct bridge_options bridge = {
		.topology = topology,
		.capture = args->qemu.capture,
		.links = args->qemu.links,
		.no_runs = args->qemu.no_runs,
		.nettlp = {.prefixes = args->prefixes,
			   .hold_us = NETTLP_HOLD_US},
	};
	const int ret = parse_bridge(args, &bridge);

	return ret ? ret : bridge_serve(&bridge);
}

static int serve(const char *path, struct fabric_args *args)
{
	struct fabric_options *fabric = &args->qemu;
	struct topology *topology = malloc(sizeof(*topology));
	char error[FABRIC_ERROR_MAX];
	int ret;

	if (!topology) {
		fprintf(stderr, "tph fabric: out of memory\n");
		return TPH_EXIT_USAGE;
	}
	if (topology_load(path, topology, error) ||
	    (!args->nettlp && topology_check_qemu(topology, error))) {
		fprintf(stderr, "tph fabric: %s\n", error);
		ret = TPH_EXIT_USAGE;
	} else {
		fabric->topology = topology;
		ret = args->nettlp ? serve_bridge(args, topology)
				   : fabric_serve(fabric);
		if (ret && ret != TPH_EXIT_USAGE)
			ret = ret == -EINVAL || ret == -ENOENT
				      ? TPH_EXIT_USAGE
				      : TPH_EXIT_BROKEN;
	}
	free(topology);
	return ret;
}

int cmd_fabric(int argc, char **argv)
{
	struct fabric_args args = {
		.base = BRIDGE_ANY_BASE,
		.qemu.timeout_ms = BRIDGE_TIMEOUT_MS,
	};
	struct fabric_options *fabric = &args.qemu;
	const struct option_row rows[] = {
		{"topology", .text = &args.path},
		{"dir", .text = &fabric->dir},
		{"capture", .text = &fabric->capture},
		{"links", .text = &fabric->links},
		{"qmp", .text = &fabric->qmp},
		{"nettlp", .text = &args.nettlp},
		{"base", OPTION_VALUE(args.base, UINT64_MAX - NETTLP_WINDOW)},
		{"id", .text = &args.id},
		{"prefixes", .flag = &args.prefixes},
		{"timeout", OPTION_VALUE(fabric->timeout_ms, 60000)},
		{"no-runs", .flag = &fabric->no_runs},
		{0},
	};
	const struct options options = {.usage = usage, .rows = rows};
	int status = options_parse(&options, argc, argv);

	if (status >= 0)
		return status;
	if (!args.path || !fabric->dir == !args.nettlp ||
	    (fabric->links && !fabric->capture) ||
	    (args.nettlp && fabric->qmp) ||
	    (!args.nettlp &&
	     (args.base != BRIDGE_ANY_BASE || args.id || args.prefixes)))
		return options_refuse(&options);
	if (!fabric->timeout_ms) {
		fprintf(stderr, "tph fabric: --timeout must be 1 to 60000\n");
		return TPH_EXIT_USAGE;
	}
	return serve(args.path, &args);
}
