// SPDX-License-Identifier: BSD-3-Clause
/* tph path: whether tagged writes of one function arrive at another */
#include "cli/path/path.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "cli/command.h"
#include "cli/host.h"
#include "cli/options.h"
#include "ground.h"

static const char usage[] =
	"Usage: tph path [OPTION]... A [B]\n"
	"Say whether steering tags on writes of the PCI function A arrive at the function\n"
	"B, or at host memory, and if not, where and why they are lost.\n"
	"      --bits 8|16  tags of this width only (--bytes is the same)\n"
	"      --json       print JSON\n"
	"      --dot        print a graph for dot(1) of graphviz\n"
	"      --svg FILE   draw the graph, by dot(1)\n" HOST_OPTION_USAGE
	"      --help       show this help\n"
	"Exit status: 0 tags arrive; 1 they are lost; 2 that is unknown, or an error.\n";

/**
 * struct run - the command line
 * @view:	path, and widths
 * @svg:	file to draw
 */
struct run {
	struct path_view view;
	const char *svg;
};

static int take_bits(void *arg, const char *value)
{
	struct run *run = arg;

	for (enum tph_host_width i = 0; i < TPH_HOST_WIDTHS; i++)
		run->view.shown[i] = !strcmp(value, path_width(i));
	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++)
		if (run->view.shown[i])
			return -1;
	fprintf(stderr, "tph path: --bits %s: expected 8 or 16\n", value);
	return TPH_EXIT_USAGE;
}

/* One width that arrives is enough unless one is asked for */
static int status_of(const struct path_view *view)
{
	static const int statuses[] = {
		[TPH_HOST_LOST] = TPH_EXIT_BROKEN,
		[TPH_HOST_UNCERTAIN] = TPH_EXIT_USAGE,
		[TPH_HOST_ARRIVES] = TPH_EXIT_OK,
	};
	enum tph_host_fate best = TPH_HOST_LOST;

	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++)
		if (view->shown[i])
			best = max(best,
				   (enum tph_host_fate)view->path->verdict[i]
					   .fate);
	return statuses[best];
}

static int draw(const struct run *run)
{
	int ret = path_draw(&run->view, run->svg);

	if (!ret)
		return status_of(&run->view);
	if (ret == -ENOENT)
		fprintf(stderr,
			"tph path: dot is not installed: install graphviz, or use --dot\n");
	else
		fprintf(stderr, "tph path: %s: dot failed: %s\n", run->svg,
			strerror(-ret));
	return TPH_EXIT_USAGE;
}

static int print(const struct run *run, bool json, bool dot)
{
	int ret;

	if (run->svg)
		return draw(run);
	ret = json  ? path_print_json(&run->view)
	      : dot ? path_print_dot(&run->view, stdout)
		    : path_print_text(&run->view);
	if (!ret)
		return status_of(&run->view);
	fprintf(stderr, "tph path: %s\n", strerror(-ret));
	return TPH_EXIT_USAGE;
}

/* Return: -1 to continue; TPH_EXIT_USAGE */
static int find(const struct tph_host *host, char **names,
		struct tph_host_path *path)
{
	const struct tph_host_function *from, *to = NULL;
	int status = host_find(host, names[0], "tph path", &from);

	if (status < 0 && names[1])
		status = host_find(host, names[1], "tph path", &to);
	if (status < 0)
		tph_host_path(from, to, path);
	return status;
}

int cmd_path(int argc, char **argv)
{
	struct tph_host_path path;
	struct run run = {.view = {&path, {true, true}}};
	struct host_options source = {0};
	bool json = false, dot = false;
	const struct option_row rows[] = {
		{"bits", .take = take_bits},
		{"bytes", .take = take_bits},
		{"json", .flag = &json},
		{"dot", .flag = &dot},
		{"svg", .text = &run.svg},
		HOST_OPTION_ROWS(&source),
		{0},
	};
	const struct options options = {usage, rows, &run, 1, 2};
	int status = options_parse(&options, argc, argv);
	struct tph_host *host;

	if (status >= 0)
		return status;
	if (json + dot + !!run.svg > 1)
		return options_refuse(&options);
	status = host_open(&source, argv[0], &host);
	if (status >= 0)
		return status;
	status = find(host, argv + optind, &path);
	if (status < 0)
		status = print(&run, json, dot);
	tph_host_free(host);
	return status;
}
