/* SPDX-License-Identifier: BSD-3-Clause */
/* The options that name a part of a BAR and its tag, shared by the programs */
#ifndef GUEST_TARGET_H
#define GUEST_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include <opentph/opentph.h>

/**
 * struct target - the part of a BAR that is exported, and the requested tag
 * @bdf:	function; NULL: the first OpenTPH accelerator
 * @open:	how it is opened
 * @bar:	BAR, 0 to 5
 * @offset:	of the part in the BAR, bytes
 * @length:	of the part, bytes
 * @tag:	for the dma-buf
 */
struct target {
	const char *bdf;
	struct tph_open_options open;
	unsigned int bar;
	uint64_t offset, length;
	struct tph_tag tag;
};

/* For getopt_long(), in front of a program's own options */
#define TARGET_SHORT_OPTIONS "d:b:Br:o:l:8:6:p:R"
/* clang-format off */
#define TARGET_LONG_OPTIONS                        \
	{"device", required_argument, NULL, 'd'},  \
	{"backend", required_argument, NULL, 'b'}, \
	{"bind", no_argument, NULL, 'B'},          \
	{"bar", required_argument, NULL, 'r'},     \
	{"offset", required_argument, NULL, 'o'},  \
	{"length", required_argument, NULL, 'l'},  \
	{"st8", required_argument, NULL, '8'},     \
	{"st16", required_argument, NULL, '6'},    \
	{"ph", required_argument, NULL, 'p'},      \
	{"required", no_argument, NULL, 'R'}
/* clang-format on */

#define TARGET_USAGE                                                                  \
	"  -d, --device=BDF       function; default: the first OpenTPH accelerator\n" \
	"  -b, --backend=NAME     auto, cdev, group, noiommu\n"                       \
	"  -B, --bind             bind it to vfio-pci for as long as this runs\n"     \
	"  -r, --bar=N            default: 2\n"                                       \
	"  -o, --offset=BYTES     default: 0\n"                                       \
	"  -l, --length=BYTES     default: one page\n"                                \
	"  -8, --st8=N            8-bit steering tag\n"                               \
	"  -6, --st16=N           16-bit steering tag\n"                              \
	"  -p, --ph=N             processing hint, 0..3\n"                            \
	"  -R, --required         without the tag, no write at all\n"

/* BAR 2 from its start, one page, no tag */
void target_init(struct target *target);

/**
 * target_option() - take one option
 * @target:	changed
 * @option:	what getopt_long() returned; its argument is in optarg
 *
 * A wrong argument ends the program with a message and status 2.
 *
 * Return: the option is one of TARGET_SHORT_OPTIONS.
 */
bool target_option(struct target *target, int option);

/* The same checks for other tags of the command line */
void target_st8(struct tph_tag *tag, const char *text);
void target_st16(struct tph_tag *tag, const char *text);

#endif /* GUEST_TARGET_H */
