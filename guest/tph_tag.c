// SPDX-License-Identifier: BSD-3-Clause
/*
 * Tag a part of a device's BAR and show the applied tag. Works with any device
 * that vfio-pci can own; with -w the reference importer writes into the BAR.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <opentph/opentph.h>

#include "guest/target.h"

enum { EXIT_UNTAGGED = 1, EXIT_ERROR = 2 };

static const char usage[] =
	"Usage: tph-tag [OPTION]...\n"
	"Export a part of a PCI function's BAR as a dma-buf, tag it, and show the\n"
	"requested and the applied tag. The function must be bound to a VFIO driver.\n"
	"\n" TARGET_USAGE
	"  -w, --write[=DEVICE]   write zeroes into it with the reference importer,\n"
	"                         default: " TPH_DMA_DEFAULT "\n"
	"  -h, --help\n"
	"\n"
	"Exit status: 0 success (with -w: the writes carried the tag, if one was\n"
	"requested); 1 with -w, the writes did not carry it; 2 error or invalid usage.\n";

static const struct option options[] = {
	TARGET_LONG_OPTIONS,
	{"write", optional_argument, NULL, 'w'},
	{"help", no_argument, NULL, 'h'},
	{0},
};

struct arguments {
	struct target target;
	const char *importer;
	bool write;
};

static void parse(int argc, char **argv, struct arguments *args)
{
	int c;

	*args = (struct arguments){0};
	target_init(&args->target);
	while ((c = getopt_long(argc, argv, TARGET_SHORT_OPTIONS "w::h",
				options, NULL)) != -1) {
		if (target_option(&args->target, c))
			continue;
		switch (c) {
		case 'w':
			args->write = true;
			args->importer = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_SUCCESS);
		default:
			fputs(usage, stderr);
			exit(EXIT_ERROR);
		}
	}
	if (optind < argc) {
		fputs(usage, stderr);
		exit(EXIT_ERROR);
	}
}

static void print_asked(const struct tph_asked *asked)
{
	if (!asked->set) {
		printf("requested: no tag\n");
		return;
	}
	printf("requested:");
	if (asked->tag.st8_valid)
		printf(" ST 0x%02x", asked->tag.st8);
	if (asked->tag.st16_valid)
		printf(" ST 0x%04x", asked->tag.st16);
	printf(" PH %u Required%c\n", asked->tag.ph,
	       asked->tag.required ? '+' : '-');
}

static void print_attachment(const struct tph_attachment *a)
{
	if (a->applied)
		printf("%s: TPH+ ST 0x%0*x PH %u\n", a->name, a->st16 ? 4 : 2,
		       a->st, a->ph);
	else
		printf("%s: TPH- (%s)\n", a->name, tph_reason_name(a->reason));
}

static int show(int fd)
{
	struct tph_attachment list[16];
	struct tph_asked asked;
	size_t n, i;
	int ret;

	ret = tph_dmabuf_applied(fd, &asked, list, 16, &n);
	if (ret)
		return ret;
	print_asked(&asked);
	for (i = 0; i < n && i < 16; i++)
		print_attachment(&list[i]);
	if (n > 16)
		printf("and %zu more\n", n - 16);
	return 0;
}

static int write_zeroes(struct tph_dma *dma, uint32_t region, uint64_t length)
{
	static const char zeroes[65536];
	uint64_t done, piece;
	int ret = 0;

	for (done = 0; done < length && !ret; done += piece) {
		piece = length - done;
		if (piece > sizeof(zeroes))
			piece = sizeof(zeroes);
		ret = tph_dma_write(dma, region, done, zeroes, piece);
	}
	return ret;
}

/* Return: 1 written with the tag; 0 written without; or an error. */
static int import_and_write(const struct arguments *args, int fd)
{
	struct tph_dma_hint hint;
	struct tph_dma *dma;
	uint32_t region;
	int ret;

	ret = tph_dma_open(args->importer, &dma);
	if (ret)
		return ret;
	ret = tph_dma_import(dma, fd, 0, &region, NULL);
	if (!ret)
		ret = write_zeroes(dma, region, args->target.length);
	if (!ret)
		ret = tph_dma_state(dma, region, &hint);
	/* While the importer is attached */
	if (!ret)
		ret = show(fd);
	tph_dma_close(dma);
	return ret ? ret : hint.applied;
}

int main(int argc, char **argv)
{
	struct tph_device *dev = NULL;
	char first[TPH_BDF_SIZE];
	struct arguments args;
	struct target *target = &args.target;
	int fd = -1, ret = 0;
	bool asked;

	parse(argc, argv, &args);
	asked = target->tag.st8_valid || target->tag.st16_valid;
	if (!target->bdf) {
		ret = tph_pci_find(ACCEL_VENDOR_ID, ACCEL_DEVICE_ID, 0, first);
		target->bdf = first;
	}
	if (!ret)
		ret = tph_device_open(target->bdf, &target->open, &dev);
	if (!ret)
		ret = tph_dmabuf_export(dev, target->bar, target->offset,
					target->length, &fd);
	if (!ret && (asked || target->tag.required))
		ret = tph_dmabuf_tag(dev, fd, &target->tag);
	if (!ret)
		ret = args.write ? import_and_write(&args, fd) : show(fd);
	if (ret < 0)
		fprintf(stderr, "tph-tag: %s\n", tph_error());
	if (fd >= 0)
		close(fd);
	tph_device_close(dev);
	if (ret < 0)
		return EXIT_ERROR;
	return args.write && asked && !ret ? EXIT_UNTAGGED : EXIT_SUCCESS;
}
