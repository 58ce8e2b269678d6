// SPDX-License-Identifier: BSD-3-Clause
/* Tags of dma-bufs. (our series: VFIO_DEVICE_FEATURE_DMA_BUF_TPH) */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include <opentph/dmabuf.h>

#include "libtph/lib.h"
#include "libtph/sys.h"
#include "libtph/uapi.h"

/* The public names are the kernel's */
static_assert(TPH_FEATURE_GET == VFIO_DEVICE_FEATURE_GET, "");
static_assert(TPH_FEATURE_SET == VFIO_DEVICE_FEATURE_SET, "");
static_assert(TPH_FEATURE_PROBE == VFIO_DEVICE_FEATURE_PROBE, "");
static_assert(TPH_TAG_ST8 == VFIO_DMA_BUF_TPH_ST, "");
static_assert(TPH_TAG_ST16 == VFIO_DMA_BUF_TPH_ST_EXT, "");
static_assert(TPH_TAG_REQUIRED == VFIO_DMA_BUF_TPH_REQUIRED, "");
static_assert(sizeof(struct tph_tag_feature) ==
		      sizeof(struct vfio_device_feature) +
			      sizeof(struct vfio_device_feature_dma_buf_tph),
	      "");

int tph_dmabuf_tag_raw(struct tph_device *dev, void *feature, uint32_t argsz,
		       uint32_t flags)
{
	struct vfio_device_feature *header = feature;
	int ret;

	header->argsz = argsz;
	header->flags = flags | VFIO_DEVICE_FEATURE_DMA_BUF_TPH;
	ret = sys->ioctl(dev->fd, VFIO_DEVICE_FEATURE, feature);
	if (ret < 0)
		return error_fail(ret,
				  "%s: VFIO_DEVICE_FEATURE_DMA_BUF_TPH: %s",
				  dev->bdf, strerror(-ret));
	return 0;
}

static int explain(const struct tph_device *dev, int err)
{
	switch (err) {
	case -ENOTTY:
		return error_fail(
			err,
			"%s: the kernel cannot tag dma-bufs; it needs the series in kernel/",
			dev->bdf);
	case -EOPNOTSUPP:
		return error_fail(
			err,
			"%s: not a TPH completer for this tag (DevCap2 bits 13:12), its driver exports no BARs, or its tags are not for users to choose",
			dev->bdf);
	case -EBUSY:
		return error_fail(
			err,
			"%s: a required tag cannot change while importers are attached",
			dev->bdf);
	default:
		return err;
	}
}

int tph_dmabuf_tag_probe(struct tph_device *dev)
{
	struct tph_tag_feature feature;
	int ret;

	memset(&feature, 0, sizeof(feature));
	ret = tph_dmabuf_tag_raw(dev, &feature, sizeof(feature),
				 TPH_FEATURE_PROBE | TPH_FEATURE_SET);
	return explain(dev, ret);
}

int tph_dmabuf_tag(struct tph_device *dev, int fd, const struct tph_tag *tag)
{
	struct tph_tag_feature feature;
	int ret;

	memset(&feature, 0, sizeof(feature));
	feature.dmabuf_fd = fd;
	feature.ph = tag->ph;
	if (tag->st8_valid) {
		feature.tag_flags |= TPH_TAG_ST8;
		feature.st8 = tag->st8;
	}
	if (tag->st16_valid) {
		feature.tag_flags |= TPH_TAG_ST16;
		feature.st16 = tag->st16;
	}
	if (tag->required)
		feature.tag_flags |= TPH_TAG_REQUIRED;
	ret = tph_dmabuf_tag_raw(dev, &feature, sizeof(feature),
				 TPH_FEATURE_SET);
	return explain(dev, ret);
}
