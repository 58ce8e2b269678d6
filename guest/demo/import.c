// SPDX-License-Identifier: BSD-3-Clause
/* Windows that the reference importer imports */
#include <unistd.h>

#include "guest/demo/demo.h"

int import_tagged(struct demo_case *c, struct tph_dma *dma, uint64_t offset,
		  uint64_t size, const struct tph_tag *tag, uint32_t flags,
		  struct demo_import *ret_import)
{
	int ret;

	*ret_import = (struct demo_import){.offset = offset, .size = size};
	ret = case_export(c, offset, size, tag, &ret_import->fd);
	return ret ? ret
		   : tph_dma_import(dma, ret_import->fd, flags,
				    &ret_import->handle, &ret_import->hint);
}

void import_end(struct tph_dma *dma, struct demo_import *import)
{
	if (import->handle)
		tph_dma_release(dma, import->handle);
	if (import->fd >= 0)
		close(import->fd);
	import->handle = 0;
	import->fd = -1;
}
