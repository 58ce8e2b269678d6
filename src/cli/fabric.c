// SPDX-License-Identifier: BSD-3-Clause
/* tph fabric: serve a topology to QEMU */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/options.h"
#include "fabric/fabric.h"

static const char usage[] =
	"Usage: tph fabric --topology FILE --dir DIR [OPTION]...\n"
	"\n"
	"  --topology FILE  the hierarchy, see tph-topology(5)\n"
	"  --dir DIR        sockets: DIR/ID.sock for each function\n"
	"  --capture FILE   write the TLPs of its links (-: standard output)\n"
	"  --links A,B      capture these links only\n"
	"  --qmp SOCKET     QEMU's QMP socket, from which Requester IDs are\n"
	"                   learned\n"
	"  --no-runs        let each TLP travel on its own: slower, and otherwise\n"
	"                   the same\n"
	"\n"
	"Prints \"ready\" when QEMU may connect. Ends when QEMU ends or at\n"
	"SIGINT, SIGTERM or SIGHUP.\n"
	"\n"
	"Exit status: 0 ended normally; 1 the fabric or its client failed, or the\n"
	"capture is incomplete; 2 invalid arguments or topology.\n";

static int serve(const char *path, struct fabric_options *fabric)
{
	struct topology *topology = malloc(sizeof(*topology));
	char error[FABRIC_ERROR_MAX];
	int ret;

	if (!topology) {
		fprintf(stderr, "tph fabric: out of memory\n");
		return TPH_EXIT_USAGE;
	}
	if (topology_load(path, topology, error) ||
	    topology_check_qemu(topology, error)) {
		fprintf(stderr, "tph fabric: %s\n", error);
		ret = TPH_EXIT_USAGE;
	} else {
		fabric->topology = topology;
		ret = fabric_serve(fabric);
		if (ret)
			ret = ret == -EINVAL || ret == -ENOENT
				      ? TPH_EXIT_USAGE
				      : TPH_EXIT_BROKEN;
	}
	free(topology);
	return ret;
}

int cmd_fabric(int argc, char **argv)
{
	struct fabric_options fabric = {0};
	const char *path = NULL;
	const struct option_row rows[] = {
		{"topology", .text = &path},
		{"dir", .text = &fabric.dir},
		{"capture", .text = &fabric.capture},
		{"links", .text = &fabric.links},
		{"qmp", .text = &fabric.qmp},
		{"no-runs", .flag = &fabric.no_runs},
		{0},
	};
	const struct options options = {.usage = usage, .rows = rows};
	int status = options_parse(&options, argc, argv);

	if (status >= 0)
		return status;
	if (!path || !fabric.dir || (fabric.links && !fabric.capture))
		return options_refuse(&options);
	return serve(path, &fabric);
}
