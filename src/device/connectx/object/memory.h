/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory of this machine for objects whose size or number software chooses:
 * lists of pages and translations, queue pairs. Other objects are small, and
 * the capabilities limit their number.
 */
#ifndef DEVICE_CONNECTX_OBJECT_MEMORY_H
#define DEVICE_CONNECTX_OBJECT_MEMORY_H

#include <stddef.h>
#include <stdint.h>

struct cx_hca;

#define CX_MEMORY_MAX (256u << 20) /* bytes of a device */

/**
 * cx_memory_get() - allocate memory within the device's limit
 * @hca:	device
 * @n:		elements, 1..2^32
 * @size:	bytes of each, up to 64 KiB
 *
 * Return: zeroed memory; NULL if the device would hold more than CX_MEMORY_MAX,
 * or if the machine's memory is exhausted.
 */
void *cx_memory_get(struct cx_hca *hca, uint64_t n, size_t size);

/* Free memory of cx_memory_get() for @n and @size, or NULL. */
void cx_memory_put(struct cx_hca *hca, void *memory, uint64_t n, size_t size);

#endif /* DEVICE_CONNECTX_OBJECT_MEMORY_H */
