/* SPDX-License-Identifier: BSD-3-Clause */
/* Rings in guest memory, described by a list of pages */
#ifndef DEVICE_CONNECTX_OBJECT_BUFFER_H
#define DEVICE_CONNECTX_OBJECT_BUFFER_H

#include <stddef.h>
#include <stdint.h>

#include "device/connectx/command.h"

struct cx_hca;
struct pcie_function;

/**
 * struct cx_buffer - bytes that lie in pages of guest memory
 * @pages:	bus addresses of the pages
 * @n:		number of pages
 * @shift:	log2 of the page size in bytes
 * @offset:	offset of the first byte in the first page
 * @size:	bytes
 */
struct cx_buffer {
	uint64_t *pages;
	uint32_t n;
	unsigned int shift;
	uint32_t offset;
	uint64_t size;
};

/**
 * cx_buffer_init() - copy the page list of a command
 * @hca:	device that is charged for the memory
 * @buffer:	zeroed
 * @pas:	page addresses, big-endian, 8 bytes each
 * @pas_len:	bytes at @pas
 * @log_page_size: page size in the form of contexts: log2(bytes) - 12
 * @page_offset: offset in the form of contexts: in units of a 64th of a page
 * @size:	bytes of the ring
 *
 * Return: 0; -EINVAL pages above 2 GiB, or the list is shorter than the ring;
 * -ENOMEM.
 */
int cx_buffer_init(struct cx_hca *hca, struct cx_buffer *buffer,
		   const void *pas, size_t pas_len, unsigned int log_page_size,
		   unsigned int page_offset, uint64_t size);
void cx_buffer_free(struct cx_hca *hca, struct cx_buffer *buffer);

/* Return: status of a command for the error @err of cx_buffer_init(). */
enum cx_status cx_buffer_status(int err);

/*
 * Access @len bytes at @at, which must lie in the buffer; accesses across pages
 * are several requests. Return: 0; -errno of pcie_function_read(),
 * pcie_function_write().
 */
int cx_buffer_read(const struct cx_buffer *buffer, struct pcie_function *fn,
		   uint64_t at, void *data, size_t len);
int cx_buffer_write(const struct cx_buffer *buffer, struct pcie_function *fn,
		    uint64_t at, const void *data, size_t len);

#endif /* DEVICE_CONNECTX_OBJECT_BUFFER_H */
