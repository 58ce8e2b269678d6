// SPDX-License-Identifier: BSD-3-Clause
/*
 * tph-demo: run tagged peer-to-peer writes from the DMA engine into the
 * accelerator and print what each case must show, one line of JSON per case.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "guest/demo/options.h"

static const char usage[] =
	"Usage: tph-demo [OPTION]...\n"
	"  --path=PATH       path between the devices:\n"
	"           peer               no root complex (default)\n"
	"           peer-no-prefix     the same, but End-End TLP prefixes are blocked\n"
	"           root-complex       the root complex\n"
	"  --errors          only the uAPI's table of errors\n"
	"  --unsupported     only check that the kernel lacks the uAPI\n" DEMO_USAGE;

static const struct option options[] = {
	{"path", required_argument, NULL, 'p'},
	{"errors", no_argument, NULL, 'e'},
	{"unsupported", no_argument, NULL, 'u'},
	DEMO_LONG_OPTIONS,
	{0},
};

static const struct demo_name paths[] = {
	{"peer", NEED_PREFIX},
	{"peer-no-prefix", NEED_BLOCK},
	{"root-complex", NEED_ROOT},
	{0},
};

static int open_all(struct demo *demo, enum tph_backend backend, bool importer)
{
	int ret =
		tph_pci_find(DMA_VENDOR_ID, DMA_DEVICE_ID, 0, demo->requester);

	/* A kernel without TPH has no importer */
	if (!ret && importer)
		ret = tph_dma_open(NULL, &demo->dma);
	if (ret) {
		fprintf(stderr, "demo: open the DMA engine: %s (%s)\n",
			strerror(-ret), tph_error());
		return ret;
	}
	ret = demo_open(demo, backend);
	if (ret)
		tph_dma_close(demo->dma);
	return ret;
}

static int parse(int argc, char **argv, struct demo *demo,
		 struct demo_options *o,
		 void (**run)(struct demo *demo, const char *only))
{
	int opt, ret = 0;

	while (!ret && (opt = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (opt) {
		case 'p':
			ret = demo_path(demo, paths, "path");
			break;
		case 'e':
			*run = demo_errors;
			break;
		case 'u':
			*run = demo_unsupported;
			break;
		default:
			ret = demo_option(o, opt, usage);
		}
	return optind == argc ? ret : -EINVAL;
}

static void run_cases(struct demo *demo, const char *only)
{
	demo_ops(demo, only);
	demo_hints(demo, only);
	demo_importers(demo, only);
	demo_changes(demo, only);
	demo_traffic(demo, only);
	demo_effects(demo, only);
}

int main(int argc, char **argv)
{
	struct demo_options o = {TPH_BACKEND_AUTO, ""};
	struct demo demo = {.path = NEED_PREFIX};
	void (*run)(struct demo * demo, const char *only) = run_cases;

	if (parse(argc, argv, &demo, &o, &run) ||
	    open_all(&demo, o.backend, run != demo_unsupported))
		return 2;

	demo_head(&demo);
	run(&demo, o.only);
	demo_close(&demo);
	tph_dma_close(demo.dma);
	return demo_status(&demo);
}
