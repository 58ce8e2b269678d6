// SPDX-License-Identifier: BSD-3-Clause
#include "guest/bench/device.h"

#include <stdio.h>

#include <opentph/opentph.h>

int bench_device(int argc, char **argv, const char *usage,
		 int (*run)(const char *bdf,
			    const struct bench_options *options))
{
	struct bench_options options;
	char bdf[TPH_BDF_SIZE];
	int first = bench_options(argc, argv, usage, &options);

	if (first < argc - 1) {
		fputs(usage, stderr);
		return 2;
	}
	if (first < argc)
		return run(argv[first], &options) ? 1 : 0;
	if (tph_pci_find(ACCEL_VENDOR_ID, ACCEL_DEVICE_ID, 0, bdf)) {
		fprintf(stderr, "%s: %s\n", argv[0], tph_error());
		return 1;
	}
	return run(bdf, &options) ? 1 : 0;
}
