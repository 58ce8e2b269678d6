/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * BAR ranges as dma-bufs, their steering tags, and the tags that importers
 * apply.
 *
 * A tag must be set before the dma-buf is handed to an importer: only later
 * queries see a change.
 */
#ifndef OPENTPH_DMABUF_H
#define OPENTPH_DMABUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tph_device;

/* A part of a BAR; both are multiples of the page size, @len is not 0 */
struct tph_range {
	uint64_t offset, len;
};

/**
 * tph_dmabuf_export() - export a part of a BAR
 * @dev:	device
 * @bar:	0..5
 * @offset:	multiple of the page size
 * @len:	multiple of the page size, not 0
 * @ret_fd:	dma-buf; close it with close(2)
 *
 * (Linux: VFIO_DEVICE_FEATURE_DMA_BUF)
 *
 * Return: 0; -ENOENT no such BAR; -EINVAL alignment, or beyond its end; -ENOTTY
 * the kernel has no dma-buf export; -EOPNOTSUPP this VFIO driver does not
 * export; -ENODEV the BAR could not be claimed; -EMFILE; -ENOMEM.
 */
int tph_dmabuf_export(struct tph_device *dev, unsigned int bar, uint64_t offset,
		      uint64_t len, int *ret_fd);

/**
 * tph_dmabuf_export_ranges() - export several parts of a BAR as one dma-buf
 * @dev:	device
 * @bar:	0..5
 * @ranges:	parts in their order in the dma-buf
 * @n:		number of parts, at least 1
 * @ret_fd:	dma-buf
 *
 * Return: as tph_dmabuf_export().
 */
int tph_dmabuf_export_ranges(struct tph_device *dev, unsigned int bar,
			     const struct tph_range *ranges, size_t n,
			     int *ret_fd);

/**
 * struct tph_tag - the hints that writes into a dma-buf shall carry
 * @st8_valid:	@st8 is meant for importers that send 8-bit tags
 * @st8:	any value, 0 included
 * @st16_valid:	@st16 is meant for importers that send 16-bit (Extended) tags
 * @st16:	any value, 0 included
 * @ph:		processing hint, 0..3, for both
 * @required:	an importer that cannot send the tag must not get a mapping
 *
 * If all three flags are clear, the tag is removed.
 */
struct tph_tag {
	bool st8_valid;
	uint8_t st8;
	bool st16_valid;
	uint16_t st16;
	uint8_t ph;
	bool required;
};

/**
 * tph_dmabuf_tag_probe() - can this device's dma-bufs be tagged?
 * @dev:	device
 *
 * Return: 0; -ENOTTY the kernel cannot tag; -EOPNOTSUPP the device is not a TPH
 * completer (DevCap2 bits 13:12), its driver exports no BARs, or it does not confine
 * the effect of tags to itself.
 */
int tph_dmabuf_tag_probe(struct tph_device *dev);

/**
 * tph_dmabuf_tag() - set or clear the tag of a dma-buf
 * @dev:	device that exported it
 * @fd:		dma-buf
 * @tag:	replaces the previous tag
 *
 * Return: 0, or an error, in the order of the kernel's checks: -ENOTTY the
 * kernel cannot tag; -EOPNOTSUPP as tph_dmabuf_tag_probe(); -EINVAL ph
 * > 3, or required alone, or a kernel that does not know "required";
 * -EOPNOTSUPP a 16-bit tag for a device without Extended TPH; -EBADF @fd is not
 * open; -EINVAL @fd is not a dma-buf of @dev; -EINTR a signal came; -EBUSY
 * importers are attached, and the old or the new tag is required.
 */
int tph_dmabuf_tag(struct tph_device *dev, int fd, const struct tph_tag *tag);

/* For tph_dmabuf_tag_raw(): @flags, and struct tph_tag_feature's @tag_flags */
#define TPH_FEATURE_GET	  (1u << 16)
#define TPH_FEATURE_SET	  (1u << 17)
#define TPH_FEATURE_PROBE (1u << 18)
#define TPH_TAG_ST8	  (1u << 0)
#define TPH_TAG_ST16	  (1u << 1)
#define TPH_TAG_REQUIRED  (1u << 2)

/* The ioctl's argument, byte for byte: VFIO's header and its payload */
struct tph_tag_feature {
	uint32_t argsz, flags; /* set by tph_dmabuf_tag_raw() */
	int32_t dmabuf_fd;
	uint32_t tag_flags;
	uint16_t st16;
	uint8_t st8;
	uint8_t ph;
};

/**
 * tph_dmabuf_tag_raw() - the ioctl itself, for tests of the kernel
 * @dev:	device
 * @feature:	a struct tph_tag_feature, or as much of it as the test wants
 *		mapped; at least the first 8 bytes must be writable
 * @argsz:	passed to the kernel unchanged
 * @flags:	TPH_FEATURE_*; the number of the feature is added
 *
 * Return: 0 or the kernel's error.
 */
int tph_dmabuf_tag_raw(struct tph_device *dev, void *feature, uint32_t argsz,
		       uint32_t flags);

/* Why the writes of an importer carry no tag; fdinfo has an errno for each */
enum tph_reason {
	TPH_REASON_NONE,       /* they carry a tag */
	TPH_REASON_IMPORTER,   /* EOPNOTSUPP: the importer did not ask */
	TPH_REASON_PATH,       /* EREMOTEIO: the path does not carry it */
	TPH_REASON_WIDTH,      /* ERANGE: no tag has a width that it sends */
	TPH_REASON_TABLE_FULL, /* ENOSPC: its ST table is full */
	TPH_REASON_ZERO_TAG,   /* EDOM: it cannot send tag 0 */
	TPH_REASON_UNSET,      /* ENODATA: no tag is set */
	TPH_REASON_STALE,      /* ESTALE: the tag has changed since */
	TPH_REASON_OVERRIDDEN, /* ECANCELED: its user chose other hints (DMAH) */
	TPH_REASON_OTHER,      /* see @error of struct tph_attachment */
};

/**
 * tph_reason_name() - name of a reason
 * @reason:	reason
 *
 * Return: one lower-case word, with "-" for a blank; NULL for another value.
 */
const char *tph_reason_name(enum tph_reason reason);

/**
 * struct tph_asked - tag that the owner requested
 * @set:	a tag is set: @tag is meaningful
 * @tag:	the tag
 */
struct tph_asked {
	bool set;
	struct tph_tag tag;
};

/**
 * struct tph_attachment - tag that one importer applied
 * @name:	the importing device, dddd:bb:dd.f for PCI
 * @applied:	its writes carry @ph and @st
 * @st16:	@st is a 16-bit tag
 * @st:		tag
 * @ph:		processing hint
 * @reason:	why @applied is false
 * @error:	the errno that the kernel reports for it
 */
struct tph_attachment {
	char name[32];
	bool applied, st16;
	uint16_t st;
	uint8_t ph;
	enum tph_reason reason;
	int error;
};

/**
 * tph_dmabuf_applied() - read the tags that a dma-buf's importers applied
 * @fd:		dma-buf
 * @ret_asked:	requested tag
 * @list:	importers, the latest attachment first; may be NULL
 * @max:	room in @list
 * @ret_n:	number of importers, may be more than @max; may be NULL
 *
 * Reads /proc/self/fdinfo/@fd.
 *
 * Return: 0; -EBADF @fd is not open; -EOPNOTSUPP the kernel does not report it, or @fd
 * is not a dma-buf that can be tagged; -EPROTO this library does not understand
 * the report; -EINTR signals interrupted each attempt; -ENOMEM.
 */
int tph_dmabuf_applied(int fd, struct tph_asked *ret_asked,
		       struct tph_attachment *list, size_t max, size_t *ret_n);

/**
 * tph_dmabuf_parse() - tph_dmabuf_applied() for a given text
 * @text:	fdinfo as the kernel prints it
 * @len:	bytes
 * @ret_asked:	requested tag
 * @list:	importers, the latest attachment first; may be NULL
 * @max:	room in @list
 * @ret_n:	number of importers, may be more than @max; may be NULL
 *
 * Return: 0; -EOPNOTSUPP no line about hints; -EPROTO malformed; -EINTR a signal
 * interrupted the kernel: read again.
 */
int tph_dmabuf_parse(const char *text, size_t len, struct tph_asked *ret_asked,
		     struct tph_attachment *list, size_t max, size_t *ret_n);

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_DMABUF_H */
