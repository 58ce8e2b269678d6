// SPDX-License-Identifier: BSD-3-Clause
/* tph topology: print a topology file for people, QEMU and the guest */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"
#include "fabric/fabric.h"

static const char usage[] =
	"Usage: tph topology [--list | --json | --init] FILE\n"
	"       tph topology --qemu --dir DIR FILE\n"
	"\n"
	"  --list     a tree (the default)\n"
	"  --json     the tree as JSON\n"
	"  --qemu     QEMU's arguments, one on each line\n"
	"  --dir DIR  folder of the sockets of tph fabric\n"
	"  --init     set-up steps for the guest, one on each line\n"
	"\n"
	"Exit status: 0 done; 2 invalid file or arguments.\n";

enum { LIST, JSON, QEMU, INIT };

static int print(const struct topology *topology, int what, const char *dir)
{
	int ret = 0;

	switch (what) {
	case LIST:
		topology_print(topology, stdout);
		break;
	case JSON:
		topology_print_json(topology, stdout);
		break;
	case INIT:
		topology_print_init(topology, stdout);
		break;
	case QEMU:
		ret = topology_print_qemu(topology, dir, stdout);
		break;
	}
	if (!ret)
		return TPH_EXIT_OK;
	fprintf(stderr, "tph topology: %s: %s\n", dir,
		ret == -EINVAL
			? "too long for a socket's path, or has a line break: choose another folder"
			: strerror(-ret));
	return TPH_EXIT_USAGE;
}

int cmd_topology(int argc, char **argv)
{
	struct topology *topology;
	char error[FABRIC_ERROR_MAX];
	const char *dir = NULL;
	bool list = false, json = false, qemu = false, init = false;
	const struct option_row rows[] = {
		{"list", .flag = &list}, {"json", .flag = &json},
		{"qemu", .flag = &qemu}, {"init", .flag = &init},
		{"dir", .text = &dir},	 {0},
	};
	const struct options options = {usage, rows, NULL, 1, 1};
	int ret = options_parse(&options, argc, argv), what;

	if (ret >= 0)
		return ret;
	if (list + json + qemu + init > 1 || qemu != (dir != NULL))
		return options_refuse(&options);
	what = json ? JSON : qemu ? QEMU : init ? INIT : LIST;
	topology = malloc(sizeof(*topology));
	if (!topology) {
		fprintf(stderr, "tph topology: out of memory\n");
		return TPH_EXIT_USAGE;
	}
	if (topology_load(argv[optind], topology, error) ||
	    (qemu && topology_check_qemu(topology, error))) {
		fprintf(stderr, "tph topology: %s\n", error);
		ret = TPH_EXIT_USAGE;
	} else {
		ret = print(topology, what, dir);
	}
	free(topology);
	return ret;
}
