// SPDX-License-Identifier: BSD-3-Clause
/* The reference importer's character device. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/dma.h>

#include "libtph/lib.h"
#include "libtph/sys.h"
#include "libtph/uapi.h"

static_assert(sizeof(struct uapi_dma_import) == 20, "");
static_assert(sizeof(struct uapi_dma_write) == 32, "");
static_assert(sizeof(struct uapi_dma_state) == 12, "");

struct tph_dma {
	int fd;
};

/* Meaning of some errors of an import */
static const struct {
	int err;
	const char *text;
} import_errors[] = {
	{-EOPNOTSUPP,
	 "the tag is required, but the importer does not send tags"},
	{-ERANGE,
	 "the tag is required, but it has no width that the importer can send"},
	{-EREMOTEIO, "the tag is required, but the path does not carry it"},
	{-ENOSPC, "the tag is required, but the ST table is full"},
	{-ENODEV, "the exporter has revoked the dma-buf"},
	{-EINVAL, "not a dma-buf, or no path between the two devices"},
};

static int fail(const char *what, int err)
{
	return error_fail(err, "DMA engine: %s: %s", what, strerror(-err));
}

static int import_failed(int err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(import_errors); i++)
		if (import_errors[i].err == err)
			return error_fail(err, "DMA engine: import: %s",
					  import_errors[i].text);
	return fail("import", err);
}

int tph_dma_open(const char *path, struct tph_dma **ret_dma)
{
	struct tph_dma *dma;

	if (!path)
		path = TPH_DMA_DEFAULT;
	dma = calloc(1, sizeof(*dma));
	if (!dma)
		return fail("open", -ENOMEM);
	dma->fd = sys->open(path, O_RDWR);
	if (dma->fd < 0) {
		int err = dma->fd;

		free(dma);
		if (err == -ENOENT)
			return error_fail(
				err,
				"%.80s: no such engine; is tph_dma loaded?",
				path);
		return error_fail(err, "%.80s: %s", path, strerror(-err));
	}
	*ret_dma = dma;
	return 0;
}

void tph_dma_close(struct tph_dma *dma)
{
	if (!dma)
		return;
	sys->close(dma->fd);
	free(dma);
}

int tph_dma_import(struct tph_dma *dma, int fd, uint32_t flags,
		   uint32_t *ret_handle, struct tph_dma_hint *ret_hint)
{
	struct uapi_dma_import import = {.dmabuf_fd = fd, .flags = flags};
	int ret;

	ret = sys->ioctl(dma->fd, UAPI_DMA_IMPORT, &import);
	if (ret < 0)
		return import_failed(ret);
	*ret_handle = import.handle;
	if (ret_hint)
		*ret_hint = (struct tph_dma_hint){
			.applied = import.applied & UAPI_DMA_APPLIED_TPH,
			.st16 = import.applied & UAPI_DMA_APPLIED_EXT,
			.mapped = true,
			.st = import.st,
			.ph = import.ph,
		};
	return 0;
}

int tph_dma_write(struct tph_dma *dma, uint32_t handle, uint64_t offset,
		  const void *buf, size_t len)
{
	struct uapi_dma_write write = {
		.handle = handle,
		.user_addr = (uintptr_t)buf,
		.offset = offset,
		.len = len,
	};
	int ret = sys->ioctl(dma->fd, UAPI_DMA_WRITE, &write);

	return ret < 0 ? fail("write", ret) : 0;
}

int tph_dma_state(struct tph_dma *dma, uint32_t handle,
		  struct tph_dma_hint *ret_hint)
{
	struct uapi_dma_state state = {.handle = handle};
	int ret;

	ret = sys->ioctl(dma->fd, UAPI_DMA_STATE, &state);
	if (ret < 0)
		return fail("state", ret);
	*ret_hint = (struct tph_dma_hint){
		.applied = state.applied & UAPI_DMA_APPLIED_TPH,
		.st16 = state.applied & UAPI_DMA_APPLIED_EXT,
		.mapped = state.mapped,
		.st = state.st,
		.ph = state.ph,
	};
	return 0;
}

int tph_dma_release(struct tph_dma *dma, uint32_t handle)
{
	int ret = sys->ioctl(dma->fd, UAPI_DMA_RELEASE, &handle);

	return ret < 0 ? fail("release", ret) : 0;
}
