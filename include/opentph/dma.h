/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The reference importer: writes memory of this process into dma-bufs of other
 * devices. (Linux: kernel/importer, driver of the DMA engine in hw/dma.h)
 */
#ifndef OPENTPH_DMA_H
#define OPENTPH_DMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TPH_DMA_DEFAULT "/dev/tph_dma0"

struct tph_dma;

/* Properties that the importer declares */
#define TPH_DMA_NO_TPH	(1u << 0) /* declares that it cannot send hints */
#define TPH_DMA_ONLY_8	(1u << 1) /* sends 8-bit tags only */
#define TPH_DMA_ONLY_16 (1u << 2) /* sends 16-bit tags only */

/**
 * struct tph_dma_hint - hint that the writes of a region carry
 * @applied:	they carry @ph and @st
 * @st16:	@st is a 16-bit tag
 * @mapped:	the region is mapped; the next write maps a revoked one again
 * @st:		tag
 * @ph:		processing hint
 */
struct tph_dma_hint {
	bool applied, st16, mapped;
	uint16_t st;
	uint8_t ph;
};

/**
 * tph_dma_open() - open an engine
 * @path:	NULL: TPH_DMA_DEFAULT
 * @ret_dma:	engine
 *
 * Return: 0; -ENOENT no such engine or driver; -EACCES; -EMFILE; -ENOMEM.
 */
int tph_dma_open(const char *path, struct tph_dma **ret_dma);

/**
 * tph_dma_close() - release all regions, close the engine
 * @dma:	engine or NULL
 */
void tph_dma_close(struct tph_dma *dma);

/**
 * tph_dma_import() - attach and map a dma-buf
 * @dma:	engine
 * @fd:		dma-buf; may be closed afterwards
 * @flags:	TPH_DMA_*
 * @ret_handle:	region
 * @ret_hint:	hint that its writes will carry; may be NULL
 *
 * Return: 0; -EBADF, -EINVAL @fd is not a dma-buf; -EINVAL unknown flag, or no path
 * between the two devices; if the tag is required: -EOPNOTSUPP the importer does not
 * send tags, -ERANGE not of this width, -EREMOTEIO the path does not carry it,
 * -ENOSPC the ST table is full; -ENODEV the exporter has revoked it, or the engine is
 * gone; -ENOMEM.
 */
int tph_dma_import(struct tph_dma *dma, int fd, uint32_t flags,
		   uint32_t *ret_handle, struct tph_dma_hint *ret_hint);

/**
 * tph_dma_write() - write memory into a region and wait for completion
 * @dma:	engine
 * @handle:	region
 * @offset:	in the dma-buf, any alignment
 * @buf:	data
 * @len:	bytes
 *
 * Return: 0; -ENOENT no such region; -EINVAL beyond its end; -ENODEV it is revoked
 * and cannot be mapped; an error of tph_dma_import() if the tag is required and cannot
 * be sent any more; -EFAULT @buf; -EIO the engine reported an error;
 * -ETIMEDOUT it did not answer; -EINTR a signal came.
 */
int tph_dma_write(struct tph_dma *dma, uint32_t handle, uint64_t offset,
		  const void *buf, size_t len);

/**
 * tph_dma_state() - hint that the writes of a region carry now
 * @dma:	engine
 * @handle:	region
 * @ret_hint:	state
 *
 * Return: 0; -ENOENT no such region.
 */
int tph_dma_state(struct tph_dma *dma, uint32_t handle,
		  struct tph_dma_hint *ret_hint);

/**
 * tph_dma_release() - unmap and detach a region
 * @dma:	engine
 * @handle:	region
 *
 * Return: 0; -ENOENT no such region.
 */
int tph_dma_release(struct tph_dma *dma, uint32_t handle);

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_DMA_H */
