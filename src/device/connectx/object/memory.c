// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/object/memory.h"

#include <stdlib.h>

#include "device/connectx/hca.h"

void *cx_memory_get(struct cx_hca *hca, uint64_t n, size_t size)
{
	void *memory;

	if (n * size > CX_MEMORY_MAX - hca->memory)
		return NULL;
	memory = calloc(n, size);
	if (memory)
		hca->memory += n * size;
	return memory;
}

void cx_memory_put(struct cx_hca *hca, void *memory, uint64_t n, size_t size)
{
	if (!memory)
		return;
	hca->memory -= n * size;
	free(memory);
}
