/* SPDX-License-Identifier: BSD-3-Clause */
/* Options that name a part of a BAR and its tag, shared by the programs */
#ifndef CLI_EXPORT_TARGET_H
#define CLI_EXPORT_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include <opentph/device.h>
#include <opentph/dmabuf.h>
#include <opentph/pci.h>

#include "cli/options.h"

/**
 * struct target - the part of a BAR that is exported, and the requested tag
 * @bdf:	function; NULL: the first OpenTPH accelerator
 * @backend:	name of the backend; NULL: auto
 * @open:	options for opening the function; target_backend() sets @open.backend
 * @bar:	BAR, 0 to 5
 * @offset:	start of the part in the BAR, bytes
 * @length:	length of the part, bytes
 * @tag:	for the dma-buf
 */
struct target {
	const char *bdf, *backend;
	struct tph_open_options open;
	unsigned int bar;
	uint64_t offset, length;
	struct tph_tag tag;
};

/* Rows of a command's options for struct target @t */
/* clang-format off */
#define TARGET_ROWS(t)                                                     \
	{"device", 'd', .text = &(t).bdf},                                 \
	{"backend", 'b', .text = &(t).backend},                            \
	{"bind", 'B', .flag = &(t).open.bind},                             \
	{"bar", 'r', OPTION_VALUE((t).bar, 5)},                            \
	{"offset", 'o', OPTION_VALUE((t).offset, UINT64_MAX)},             \
	{"length", 'l', OPTION_VALUE((t).length, UINT64_MAX)},             \
	{"st8", '8', OPTION_VALUE((t).tag.st8, 0xff),                      \
	 .flag = &(t).tag.st8_valid},                                      \
	{"st16", '6', OPTION_VALUE((t).tag.st16, 0xffff),                  \
	 .flag = &(t).tag.st16_valid},                                     \
	{"ph", 'p', OPTION_VALUE((t).tag.ph, 3)},                          \
	{"required", 'R', .flag = &(t).tag.required}
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

/* Return: true if no option has changed it */
bool target_is_initial(const struct target *target);

/**
 * target_backend() - look the backend up
 * @target:	@backend is set
 *
 * Return: 0; -EINVAL no such name.
 */
int target_backend(struct target *target);

/* Return: true if a tag is requested, or one is required */
bool target_has_tag(const struct target *target);

/**
 * target_find() - address of the function
 * @target:	target
 * @ret_bdf:	address in canonical form
 *
 * Return: 0; an error of tph_pci_parse() or tph_pci_find().
 */
int target_find(const struct target *target, char ret_bdf[TPH_BDF_SIZE]);

/**
 * target_to_end() - replace a length of 0 by the rest of the BAR
 * @target:	target
 * @dev:	its function
 *
 * Return: 0; -ENOENT no such BAR.
 */
int target_to_end(struct target *target, struct tph_device *dev);

/**
 * target_export() - export the part and set its tag
 * @target:	target
 * @dev:	its function
 * @ret_fd:	dma-buf
 *
 * Return: 0; an error of tph_dmabuf_export() or tph_dmabuf_tag().
 */
int target_export(const struct target *target, struct tph_device *dev,
		  int *ret_fd);

#endif /* CLI_EXPORT_TARGET_H */
