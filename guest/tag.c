// SPDX-License-Identifier: BSD-3-Clause
/*
 * Tag a part of a device's BAR and show what became of it. Works with any
 * device that vfio-pci can own; with -w the reference importer writes into it.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <opentph/opentph.h>

#include "guest/number.h"

enum { EXIT_UNTAGGED = 1, EXIT_ERROR = 2 };

static const char usage[] =
	"Usage: tag [OPTION]...\n"
	"Export a part of a PCI function's BAR as a dma-buf, tag it, show what was\n"
	"applied. The function must belong to a VFIO driver.\n"
	"\n"
	"  -d, --device=BDF       function; default: the first OpenTPH accelerator\n"
	"  -b, --backend=NAME     auto, cdev, group, noiommu\n"
	"  -B, --bind             bind it to vfio-pci for as long as this runs\n"
	"  -r, --bar=N            default: 2\n"
	"  -o, --offset=BYTES     default: 0\n"
	"  -l, --length=BYTES     default: one page\n"
	"  -8, --st8=N            8-bit steering tag\n"
	"  -6, --st16=N           16-bit steering tag\n"
	"  -p, --ph=N             processing hint, 0..3\n"
	"  -R, --required         an importer that cannot send the tag gets nothing\n"
	"  -w, --write[=DEVICE]   write zeroes into it by the reference importer,\n"
	"                         default: " TPH_DMA_DEFAULT "\n"
	"  -h, --help\n"
	"\n"
	"Exit status: 0 done, and with -w the writes carried the tag if one was asked\n"
	"for; 1 with -w: they did not; 2 error, or not as it has to be used.\n";

static const struct option options[] = {
	{"device", required_argument, NULL, 'd'},
	{"backend", required_argument, NULL, 'b'},
	{"bind", no_argument, NULL, 'B'},
	{"bar", required_argument, NULL, 'r'},
	{"offset", required_argument, NULL, 'o'},
	{"length", required_argument, NULL, 'l'},
	{"st8", required_argument, NULL, '8'},
	{"st16", required_argument, NULL, '6'},
	{"ph", required_argument, NULL, 'p'},
	{"required", no_argument, NULL, 'R'},
	{"write", optional_argument, NULL, 'w'},
	{"help", no_argument, NULL, 'h'},
	{0},
};

struct arguments {
	const char *bdf, *importer;
	struct tph_open_options open;
	unsigned int bar;
	uint64_t offset, length;
	struct tph_tag tag;
	bool write;
};

static void parse(int argc, char **argv, struct arguments *args)
{
	int c;

	*args = (struct arguments){
		.bar = 2,
		.length = (uint64_t)sysconf(_SC_PAGESIZE),
	};
	while ((c = getopt_long(argc, argv, "d:b:Br:o:l:8:6:p:Rw::h", options,
				NULL)) != -1) {
		switch (c) {
		case 'd':
			args->bdf = optarg;
			break;
		case 'b':
			if (tph_backend_parse(optarg, &args->open.backend)) {
				fprintf(stderr, "tag: %s\n", tph_error());
				exit(EXIT_ERROR);
			}
			break;
		case 'B':
			args->open.bind = true;
			break;
		case 'r':
			args->bar = (unsigned int)number_parse(optarg, 5);
			break;
		case 'o':
			args->offset = number_parse(optarg, UINT64_MAX);
			break;
		case 'l':
			args->length = number_parse(optarg, UINT64_MAX);
			break;
		case '8':
			args->tag.st8_valid = true;
			args->tag.st8 = (uint8_t)number_parse(optarg, 0xff);
			break;
		case '6':
			args->tag.st16_valid = true;
			args->tag.st16 = (uint16_t)number_parse(optarg, 0xffff);
			break;
		case 'p':
			args->tag.ph = (uint8_t)number_parse(optarg, 3);
			break;
		case 'R':
			args->tag.required = true;
			break;
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
		printf("asked: nothing\n");
		return;
	}
	printf("asked:");
	if (asked->tag.st8_valid)
		printf(" ST 0x%02x", asked->tag.st8);
	if (asked->tag.st16_valid)
		printf(" ST 0x%04x", asked->tag.st16);
	printf(" PH %u Required%c generation %u\n", asked->tag.ph,
	       asked->tag.required ? '+' : '-', asked->generation);
}

static void print_attachment(const struct tph_attachment *a)
{
	if (a->applied)
		printf("%s: TPH+ ST 0x%0*x PH %u generation %u\n", a->name,
		       a->st16 ? 4 : 2, a->st, a->ph, a->generation);
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

/* Return: 1: written, with the tag; 0: without; an error. */
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
		ret = write_zeroes(dma, region, args->length);
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
	int fd = -1, ret = 0;
	bool asked;

	parse(argc, argv, &args);
	asked = args.tag.st8_valid || args.tag.st16_valid;
	if (!args.bdf) {
		ret = tph_pci_find(ACCEL_VENDOR_ID, ACCEL_DEVICE_ID, 0, first);
		args.bdf = first;
	}
	if (!ret)
		ret = tph_device_open(args.bdf, &args.open, &dev);
	if (!ret)
		ret = tph_dmabuf_export(dev, args.bar, args.offset, args.length,
					&fd);
	if (!ret && (asked || args.tag.required))
		ret = tph_dmabuf_tag(dev, fd, &args.tag);
	if (!ret)
		ret = args.write ? import_and_write(&args, fd) : show(fd);
	if (ret < 0)
		fprintf(stderr, "tag: %s\n", tph_error());
	if (fd >= 0)
		close(fd);
	tph_device_close(dev);
	if (ret < 0)
		return EXIT_ERROR;
	return args.write && asked && !ret ? EXIT_UNTAGGED : EXIT_SUCCESS;
}
