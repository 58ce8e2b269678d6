// SPDX-License-Identifier: BSD-3-Clause
/* tph ls: functions that send or complete steering tags */
#include "cli/ls/ls.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <string.h>

#include "cli/command.h"
#include "cli/host.h"
#include "cli/options.h"

static const char usage[] =
	"Usage: tph ls [OPTION]... [FIELD=VALUE]...\n"
	"List the PCI functions that send or complete steering tags.\n"
	"  -a, --all        list all functions\n"
	"  -t, --tree       print a tree, with the bridges above them\n"
	"  -v, --verbose    print the registers, with the reason if one is not known\n"
	"      --json       print JSON\n"
	"      --fields     list the fields of conditions\n" HOST_OPTION_USAGE
	"      --help       show this help\n"
	"Exit status: 0 done; 2 invalid arguments or input.\n";

static int print(const struct tph_host *host,
		 const struct ls_selection *selection,
		 int (*form)(const struct tph_host *host,
			     const struct ls_selection *selection))
{
	const struct tph_host_function *function;
	size_t i = 0;
	int ret;

	while ((function = tph_host_at(host, i)) &&
	       !ls_selected(selection, function))
		i++;
	if (!function)
		fprintf(stderr, "tph ls: none of %zu functions is selected%s\n",
			i,
			selection->all
				? ""
				: "; --all also lists those without tags");
	ret = form(host, selection);
	if (ret)
		fprintf(stderr, "tph ls: %s\n", strerror(-ret));
	return ret ? TPH_EXIT_USAGE : TPH_EXIT_OK;
}

int cmd_ls(int argc, char **argv)
{
	bool tree = false, verbose = false, json = false, fields = false;
	struct ls_selection selection = {0};
	struct host_options source = {0};
	const struct option_row rows[] = {
		{"all", 'a', .flag = &selection.all},
		{"tree", 't', .flag = &tree},
		{"verbose", 'v', .flag = &verbose},
		{"json", .flag = &json},
		{"fields", .flag = &fields},
		HOST_OPTION_ROWS(&source),
		{0},
	};
	const struct options options = {usage, rows, NULL, 0, INT_MAX};
	int status = options_parse(&options, argc, argv);
	struct tph_host *host;

	if (status >= 0)
		return status;
	if (tree + verbose + json > 1)
		return options_refuse(&options);
	if (fields) {
		ls_print_fields(stdout);
		return TPH_EXIT_OK;
	}
	selection.conditions = argv + optind;
	selection.count = (size_t)(argc - optind);
	status = ls_check(&selection, argv[0]);
	if (status < 0)
		status = host_open(&source, argv[0], &host);
	if (status >= 0)
		return status;
	status = print(host, &selection,
		       json	 ? ls_print_json
		       : tree	 ? ls_print_tree
		       : verbose ? ls_print_details
				 : ls_print_table);
	tph_host_free(host);
	return status;
}
