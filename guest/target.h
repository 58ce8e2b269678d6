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
 * @open:	options for opening the function
 * @bar:	BAR, 0 to 5
 * @offset:	start of the part in the BAR, bytes
 * @length:	length of the part, bytes
 * @tag:	for the dma-buf
 */
struct target {
	const char *bdf;
	struct tph_open_options open;
	unsigned int bar;
	uint64_t offset, length;
	struct tph_tag tag;
};

/* For getopt_long(), before a program's own options */
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
	"  -B, --bind             bind the function to vfio-pci while this runs\n"    \
	"  -r, --bar=N            BAR; default: 2\n"                                  \
	"  -o, --offset=BYTES     start in the BAR; default: 0\n"                     \
	"  -l, --length=BYTES     bytes to export; default: one page\n"               \
	"  -8, --st8=N            8-bit steering tag\n"                               \
	"  -6, --st16=N           16-bit steering tag\n"                              \
	"  -p, --ph=N             processing hint, 0..3\n"                            \
	"  -R, --required         fail instead of writing without the tag\n"

/* BAR 2 from its start, one page, no tag */
void target_init(struct target *target);

/**
 * target_option() - parse one option
 * @target:	changed
 * @option:	result of getopt_long(); its argument is in optarg
 *
 * An invalid argument ends the program with a message and status 2.
 *
 * Return: true if the option is one of TARGET_SHORT_OPTIONS.
 */
bool target_option(struct target *target, int option);

/* Parse another tag of the command line, with the same checks */
void target_st8(struct tph_tag *tag, const char *text);
void target_st16(struct tph_tag *tag, const char *text);

#endif /* GUEST_TARGET_H */
