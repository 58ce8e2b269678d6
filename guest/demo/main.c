// SPDX-License-Identifier: BSD-3-Clause
/*
 * tph-demo: run tagged peer-to-peer writes from the DMA engine into the
 * accelerator and print what each case must show, one line of JSON a case.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "guest/demo/demo.h"

static const char usage[] =
	"Usage: tph-demo [OPTION]...\n"
	"  --path=PATH               path between the devices:\n"
	"           peer             no root complex (default)\n"
	"           peer-no-prefix   the same, but End-End TLP prefixes are blocked\n"
	"           root-complex     the root complex\n"
	"           root-complex-told  the same, with pci=tph_p2p_rc\n"
	"  --backend=NAME            auto, cdev, group or noiommu (auto)\n"
	"  --errors                  only the uAPI's table of errors\n"
	"  --unsupported             only check that the kernel lacks the uAPI\n"
	"  --only=NAME               only cases whose name begins with NAME\n"
	"Exit status: 0 all cases passed; 1 a case failed; 2 cannot run.\n";

enum {
	OPT_PATH = 1,
	OPT_BACKEND,
	OPT_ERRORS,
	OPT_UNSUPPORTED,
	OPT_ONLY,
	OPT_HELP
};

/* clang-format off */
static const struct option options[] = {
	{ "path", required_argument, NULL, OPT_PATH },
	{ "backend", required_argument, NULL, OPT_BACKEND },
	{ "errors", no_argument, NULL, OPT_ERRORS },
	{ "unsupported", no_argument, NULL, OPT_UNSUPPORTED },
	{ "only", required_argument, NULL, OPT_ONLY },
	{ "help", no_argument, NULL, OPT_HELP },
	{ 0 },
};
/* clang-format on */

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

static int parse_path(const char *name, unsigned int *ret_path)
{
	static const struct {
		const char *name;
		unsigned int path;
	} paths[] = {
		{"peer", NEED_PREFIX},
		{"peer-no-prefix", NEED_BLOCK},
		{"root-complex", NEED_ROOT},
		{"root-complex-told", NEED_TOLD},
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (strcmp(paths[i].name, name))
			continue;
		*ret_path = paths[i].path;
		return 0;
	}
	fprintf(stderr, "demo: unknown path \"%s\"; see --help\n", name);
	return -EINVAL;
}

static int parse(int argc, char **argv, struct demo *demo,
		 enum tph_backend *backend, const char **only,
		 void (**run)(struct demo *demo, const char *only))
{
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case OPT_PATH:
			if (parse_path(optarg, &demo->path))
				return -EINVAL;
			break;
		case OPT_BACKEND:
			if (tph_backend_parse(optarg, backend)) {
				fprintf(stderr,
					"demo: unknown backend \"%s\"\n",
					optarg);
				return -EINVAL;
			}
			break;
		case OPT_ERRORS:
			*run = demo_errors;
			break;
		case OPT_UNSUPPORTED:
			*run = demo_unsupported;
			break;
		case OPT_ONLY:
			*only = optarg;
			break;
		default:
			fputs(usage, stderr);
			return -EINVAL;
		}
	}
	return optind == argc ? 0 : -EINVAL;
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
	enum tph_backend backend = TPH_BACKEND_AUTO;
	struct demo demo = {.path = NEED_PREFIX};
	const char *only = "";
	void (*run)(struct demo * demo, const char *only) = run_cases;

	if (parse(argc, argv, &demo, &backend, &only, &run) ||
	    open_all(&demo, backend, run != demo_unsupported))
		return 2;

	demo_head(&demo);
	run(&demo, only);
	demo_close(&demo);
	tph_dma_close(demo.dma);
	fprintf(stderr, "demo: %u cases, %u with faults\n", demo.total,
		demo.failed);
	return demo.failed || !demo.total;
}
