// SPDX-License-Identifier: BSD-3-Clause
/*
 * The cost of tagging a dma-buf: SET of the VFIO feature beside its PROBE, which
 * takes the same path into the driver and back.
 */
#include <stdio.h>
#include <unistd.h>

#include <opentph/opentph.h>

#include "guest/bench/device.h"

static const char usage[] =
	"Usage: tph-tag-bench [OPTION]... [BDF]\n"
	"Time the ioctl that tags a dma-buf of a PCI function (the first OpenTPH\n"
	"accelerator) beside the ioctl that probes the feature. The\n"
	"function is bound to vfio-pci while this runs. -s has no effect.\n";

struct tagged {
	struct tph_device *dev;
	int fd;
};

/* Another tag each time: setting the same one might be a shortcut */
static int set(void *ctx, uint64_t n)
{
	const struct tagged *tagged = ctx;
	struct tph_tag tag = {.st8_valid = true};
	int ret = 0;

	while (n-- && !ret) {
		tag.st8 = (uint8_t)n;
		ret = tph_dmabuf_tag(tagged->dev, tagged->fd, &tag);
	}
	return ret;
}

static int probe(void *ctx, uint64_t n)
{
	const struct tagged *tagged = ctx;
	int ret = 0;

	while (n-- && !ret)
		ret = tph_dmabuf_tag_probe(tagged->dev);
	return ret;
}

static int run(const char *bdf, const struct bench_options *options)
{
	const struct tph_open_options bind = {.bind = true};
	struct tagged tagged;
	const struct bench bench = {
		.figure = {"tag ioctl SET", set, NULL, NULL, &tagged},
		.yardstick = {"PROBE", probe, NULL, NULL, &tagged},
		.unit = "ioctl",
		.ops = 64,
		.samples = 8,
	};
	int ret = tph_device_open(bdf, &bind, &tagged.dev);

	if (!ret) {
		ret = tph_dmabuf_export(tagged.dev, ACCEL_BAR_MEM, 0,
					(uint64_t)sysconf(_SC_PAGESIZE),
					&tagged.fd);
		if (!ret) {
			ret = bench_measure(&bench, options);
			close(tagged.fd);
		}
		tph_device_close(tagged.dev);
	}
	if (ret)
		fprintf(stderr, "tph-tag-bench: %s\n", tph_error());
	return ret;
}

int main(int argc, char **argv)
{
	return bench_device(argc, argv, usage, run);
}
