// SPDX-License-Identifier: BSD-3-Clause
/* Windows that the RDMA device imports, and its reads and writes */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "guest/demo/rdma/rdma.h"

struct rdma_demo *rdma_demo(const struct demo_case *c)
{
	return (struct rdma_demo *)((char *)c->demo -
				    offsetof(struct rdma_demo, demo));
}

int rdma_import(struct demo_case *c, uint64_t offset, uint64_t size,
		const struct tph_tag *tag, const struct verbs_dmah *dmah,
		struct rdma_import *ret_import)
{
	int ret;

	*ret_import = (struct rdma_import){.offset = offset};
	ret = case_export(c, offset, size, tag, &ret_import->fd);
	if (ret)
		return ret;
	return verbs_register_dmabuf(rdma_demo(c)->verbs, ret_import->fd, 0,
				     size, 0, dmah, &ret_import->region);
}

void rdma_import_end(struct rdma_import *import)
{
	verbs_deregister(&import->region);
	if (import->fd >= 0)
		close(import->fd);
	import->fd = -1;
}

static int transfer(struct demo_case *c, const struct rdma_import *import,
		    uint64_t at, uint32_t len, bool write)
{
	struct rdma_demo *d = rdma_demo(c);
	struct verbs_transfer t = {
		.opcode = IBV_WR_RDMA_READ,
		.local = &d->region,
		.remote = &import->region,
		.remote_offset = at,
		.len = len,
	};
	int ret = write ? verbs_write(d->pair, &t, NULL)
			: verbs_transfer(d->pair, &t, NULL);

	if (ret)
		case_expect(c, !verbs_pair_reset(d->pair), "connect again: %s",
			    verbs_error());
	return ret;
}

int rdma_write(struct demo_case *c, const struct rdma_import *import,
	       uint64_t at, const void *data, uint32_t len)
{
	memcpy(rdma_demo(c)->buffer, data, len);
	return transfer(c, import, at, len, true);
}

int rdma_read(struct demo_case *c, const struct rdma_import *import,
	      uint64_t at, void *data, uint32_t len)
{
	int ret = transfer(c, import, at, len, false);

	if (!ret)
		memcpy(data, rdma_demo(c)->buffer, len);
	return ret;
}

bool rdma_ret(struct demo_case *c, int ret, int want, const char *what)
{
	if (want)
		return case_ret(c, ret, want, what);
	return case_expect(c, ret == 0, "%s: %s", what, verbs_error());
}
