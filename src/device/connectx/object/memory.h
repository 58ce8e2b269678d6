/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory of this machine for what software makes as large, or as many, as it
 * likes: lists of pages and of translations, queue pairs. Other objects are
 * small, and the capabilities say how many there are.
 */
#ifndef DEVICE_CONNECTX_OBJECT_MEMORY_H
#define DEVICE_CONNECTX_OBJECT_MEMORY_H

#include <stddef.h>
#include <stdint.h>

struct cx_hca;

#define CX_MEMORY_MAX (256u << 20) /* bytes of a device */

/**
 * cx_memory_get() - memory that counts
 * @hca:	device
 * @n:		elements, 1..2^32
 * @size:	bytes of each, up to 64 KiB
 *
 * Return: zeroed memory; NULL the device would hold more than CX_MEMORY_MAX,
 * or there is none.
 */
void *cx_memory_get(struct cx_hca *hca, uint64_t n, size_t size);

/* Give back what cx_memory_get() returned for @n and @size, or NULL. */
void cx_memory_put(struct cx_hca *hca, void *memory, uint64_t n, size_t size);

#endif /* DEVICE_CONNECTX_OBJECT_MEMORY_H */
