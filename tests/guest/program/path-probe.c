// SPDX-License-Identifier: BSD-3-Clause
/*
 * Each DMA engine writes a page of each accelerator, once with a tag of 8 bits and once
 * with one of 16. A line for each: "pair FROM TO BITS ADDRESS TAG applied|ERRNO", with
 * the kernel's answer: 0 applied; else the errno in fdinfo, or that of a refusal.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <opentph/hw/accel.h>
#include <opentph/opentph.h>

#define PAGE 4096

/* Return: the kernel's answer for the attachment of @fd */
static int answer_of(int fd)
{
	struct tph_attachment list[2];
	struct tph_asked asked;
	size_t n;
	int ret = tph_dmabuf_applied(fd, &asked, list, 2, &n);

	if (ret)
		return -ret;
	/* The newest first; others are of engines before */
	return !n ? ENOTCONN : list[0].applied ? 0 : list[0].error;
}

/* Return: the kernel's answer, after the write; or -errno of a call that should not fail */
static int write_page(const char *engine, struct tph_device *device,
		      uint64_t offset, const struct tph_tag *tag)
{
	static const char zeroes[PAGE];
	struct tph_dma *dma = NULL;
	int fd, ret, refusal, answer;
	uint32_t region;

	ret = tph_dmabuf_export(device, ACCEL_BAR_MEM, offset, PAGE, &fd);
	if (ret)
		return ret;
	/* Refused if the accelerator completes no tags of this width */
	refusal = tph_dmabuf_tag(device, fd, tag);
	ret = tph_dma_open(engine, &dma);
	if (!ret)
		ret = tph_dma_import(dma, fd, 0, &region, NULL);
	/* There is no path at all */
	if (ret == -EINVAL) {
		tph_dma_close(dma);
		close(fd);
		return EINVAL;
	}
	answer = ret ? ret : answer_of(fd);
	if (!ret)
		ret = tph_dma_write(dma, region, 0, zeroes, sizeof(zeroes));
	tph_dma_close(dma);
	close(fd);
	return ret ? ret : refusal ? -refusal : answer;
}

/* Physical address of the BAR: config space has it, as nothing translates */
static uint64_t bar_address(const char *bdf)
{
	uint32_t reg[2] = {0};

	tph_pci_config_read(bdf, 0x10 + 4 * ACCEL_BAR_MEM, reg, sizeof(reg));
	return ((uint64_t)reg[1] << 32 | reg[0]) & ~0xfull;
}

static int engine_address(int engine, char *bdf, size_t size)
{
	char path[64], link[256];
	const char *base;
	ssize_t n;

	snprintf(path, sizeof(path), "/sys/class/misc/tph_dma%d/device",
		 engine);
	n = readlink(path, link, sizeof(link) - 1);
	if (n < 0)
		return -errno;
	link[n] = '\0';
	base = strrchr(link, '/');
	snprintf(bdf, size, "%s", base ? base + 1 : link);
	return 0;
}

static int probe(int engine, struct tph_device *device, unsigned int pair)
{
	const char *to = tph_device_bdf(device);
	char path[32], from[TPH_BDF_SIZE];
	int ret = engine_address(engine, from, sizeof(from));

	if (ret)
		return ret;
	snprintf(path, sizeof(path), "/dev/tph_dma%d", engine);
	for (unsigned int bits = 8; bits <= 16; bits += 8) {
		unsigned int page = 2 * pair + (bits == 16);
		struct tph_tag tag = {
			.st8_valid = bits == 8,
			.st8 = (uint8_t)(0x40 + page),
			.st16_valid = bits == 16,
			.st16 = (uint16_t)(0x1140 + page),
			.ph = 2,
		};
		int answer = write_page(path, device, page * PAGE, &tag);

		if (answer < 0) {
			fprintf(stderr, "path-probe: %s to %s: %s (%s)\n", path,
				to, strerror(-answer), tph_error());
			return answer;
		}
		printf("pair %s %s %u 0x%llx 0x%x %d\n", from, to, bits,
		       (unsigned long long)bar_address(to) + page * PAGE,
		       bits == 8 ? tag.st8 : tag.st16, answer);
	}
	return 0;
}

int main(void)
{
	const struct tph_open_options options = {.bind = true};
	struct tph_device *device;
	unsigned int pair = 0;
	char bdf[TPH_BDF_SIZE], path[64];
	int ret = 0;

	for (unsigned int i = 0;
	     !ret && !tph_pci_find(ACCEL_VENDOR_ID, ACCEL_DEVICE_ID, i, bdf);
	     i++) {
		ret = tph_device_open(bdf, &options, &device);
		if (ret) {
			fprintf(stderr, "path-probe: %s: %s\n", bdf,
				tph_error());
			break;
		}
		for (int engine = 0; !ret; engine++, pair++) {
			if (engine_address(engine, path, sizeof(path)))
				break;
			ret = probe(engine, device, pair);
		}
		tph_device_close(device);
	}
	return ret ? 1 : 0;
}
