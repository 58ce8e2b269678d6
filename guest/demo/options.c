// SPDX-License-Identifier: BSD-3-Clause
#include "guest/demo/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

int demo_option(struct demo_options *options, int option, const char *usage)
{
	switch (option) {
	case 'b':
		if (!tph_backend_parse(optarg, &options->backend))
			return 0;
		fprintf(stderr, "demo: no backend \"%s\"\n", optarg);
		return -EINVAL;
	case 'o':
		options->only = optarg;
		return 0;
	default:
		fputs(usage, stderr);
		return -EINVAL;
	}
}

int demo_path(struct demo *demo, const struct demo_name *names,
	      const char *what)
{
	for (; names->name; names++) {
		if (strcmp(names->name, optarg))
			continue;
		demo->path = names->path;
		return 0;
	}
	fprintf(stderr, "demo: no %s \"%s\"; see --help\n", what, optarg);
	return -EINVAL;
}

int demo_status(const struct demo *demo)
{
	fprintf(stderr, "demo: %u cases, %u with faults", demo->total,
		demo->failed);
	if (demo->skipped)
		fprintf(stderr, ", %u skipped", demo->skipped);
	fputc('\n', stderr);
	return demo->failed || !(demo->total + demo->skipped);
}
