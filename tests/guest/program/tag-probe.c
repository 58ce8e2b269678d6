// SPDX-License-Identifier: BSD-3-Clause
/* Asks whether dma-bufs of a device can be tagged. */
#include <stdio.h>

#include <opentph/opentph.h>

int main(int argc, char *argv[])
{
	const struct tph_open_options options = {.bind = true};
	struct tph_device *device;

	if (argc != 2 || tph_device_open(argv[1], &options, &device)) {
		fprintf(stderr, "%s\n",
			argc == 2 ? tph_error() : "Usage: tag-probe BDF");
		return 2;
	}
	if (tph_dmabuf_tag_probe(device)) {
		puts(tph_error());
		return 1;
	}
	puts("can be tagged");
	return 0;
}
