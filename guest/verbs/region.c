// SPDX-License-Identifier: BSD-3-Clause
/* Memory regions, and hints requested by DMA handle */
#include <errno.h>
#include <unistd.h>
#include <rdma/ib_user_verbs.h>

#include "guest/verbs/own.h"

#define ACCESS                                              \
	(IBV_ACCESS_LOCAL_WRITE | IBV_ACCESS_REMOTE_WRITE | \
	 IBV_ACCESS_REMOTE_READ)

static int alloc_dmah(struct verbs *v, const struct verbs_dmah *dmah,
		      struct ibv_dmah **ret_dmah)
{
	struct ibv_dmah_init_attr attr = {
		.comp_mask = IBV_DMAH_INIT_ATTR_MASK_PH,
		.ph = dmah->ph,
	};

	if (dmah->cpu_valid) {
		attr.comp_mask |= IBV_DMAH_INIT_ATTR_MASK_CPU_ID |
				  IBV_DMAH_INIT_ATTR_MASK_TPH_MEM_TYPE;
		attr.cpu_id = dmah->cpu;
		attr.tph_mem_type = IBV_TPH_MEM_TYPE_VM;
	}
	*ret_dmah = ibv_alloc_dmah(v->context, &attr);
	if (*ret_dmah)
		return 0;
	if (dmah->cpu_valid)
		return verbs_fail(errno,
				  "%s: allocate a DMAH with PH %u for CPU %u",
				  verbs_name(v), dmah->ph, dmah->cpu);
	return verbs_fail(errno, "%s: allocate a DMAH with PH %u",
			  verbs_name(v), dmah->ph);
}

/* Return: 0; or the error, after which everything is freed. */
static int finish(struct verbs *v, struct verbs_region *region,
		  const char *what, struct verbs_region *ret_region)
{
	int ret;

	if (region->mr) {
		*ret_region = *region;
		return 0;
	}
	ret = verbs_fail(errno, "%s: register %s", verbs_name(v), what);
	verbs_deregister(region);
	return ret;
}

/* Few drivers support ibv_reg_mr_ex(), so it is called only for a DMAH */
static int register_hinted(struct verbs *v, struct ibv_mr_init_attr *attr,
			   const struct verbs_dmah *dmah,
			   struct verbs_region *region)
{
	int ret = alloc_dmah(v, dmah, &region->dmah);

	if (ret)
		return ret;
	attr->comp_mask |= IBV_REG_MR_MASK_IOVA | IBV_REG_MR_MASK_DMAH;
	attr->dmah = region->dmah;
	region->mr = ibv_reg_mr_ex(v->pd, attr);
	return 0;
}

int verbs_register(struct verbs *v, void *addr, size_t len,
		   const struct verbs_dmah *dmah,
		   struct verbs_region *ret_region)
{
	struct verbs_region region = {.base = (uintptr_t)addr};
	struct ibv_mr_init_attr attr = {
		.length = len,
		.access = ACCESS,
		.comp_mask = IBV_REG_MR_MASK_ADDR,
		.iova = region.base,
		.addr = addr,
	};
	int ret = 0;

	if (dmah)
		ret = register_hinted(v, &attr, dmah, &region);
	else
		region.mr = ibv_reg_mr(v->pd, addr, len, ACCESS);
	return ret ? ret : finish(v, &region, "memory", ret_region);
}

int verbs_register_dmabuf(struct verbs *v, int fd, uint64_t offset, size_t len,
			  int access, const struct verbs_dmah *dmah,
			  struct verbs_region *ret_region)
{
	struct verbs_region region = {.base = offset};
	struct ibv_mr_init_attr attr = {
		.length = len,
		.access = ACCESS | access,
		.comp_mask = IBV_REG_MR_MASK_FD | IBV_REG_MR_MASK_FD_OFFSET,
		.iova = offset,
		.fd = fd,
		.fd_offset = offset,
	};
	int ret = 0;

	if (dmah)
		ret = register_hinted(v, &attr, dmah, &region);
	else
		region.mr = ibv_reg_dmabuf_mr(v->pd, offset, len, offset, fd,
					      attr.access);
	return ret ? ret : finish(v, &region, "the dma-buf", ret_region);
}

int verbs_prefetch(struct verbs *v, const struct verbs_region *region,
		   uint32_t len)
{
	struct ibv_sge sge = {
		.addr = region->base, .length = len, .lkey = region->mr->lkey};
	int ret = ibv_advise_mr(v->pd, IBV_ADVISE_MR_ADVICE_PREFETCH_WRITE,
				IBV_ADVISE_MR_FLAG_FLUSH, &sge, 1);

	return ret ? verbs_fail(ret, "%s: prefetch", verbs_name(v)) : 0;
}

int verbs_rereg_access(const struct verbs_region *region, int access)
{
	struct ib_uverbs_rereg_mr_resp response;
	struct {
		struct ib_uverbs_cmd_hdr header;
		struct ib_uverbs_rereg_mr body;
	} command = {
		.header = {.command = IB_USER_VERBS_CMD_REREG_MR,
			   .in_words = sizeof(command) / 4,
			   .out_words = sizeof(response) / 4},
		.body = {.response = (uintptr_t)&response,
			 .mr_handle = region->mr->handle,
			 .flags = IBV_REREG_MR_CHANGE_ACCESS,
			 .access_flags = access},
	};
	int fd = region->mr->context->cmd_fd;

	if (write(fd, &command, sizeof(command)) == sizeof(command))
		return 0;
	return verbs_fail(errno, "reregister");
}

void verbs_deregister(struct verbs_region *region)
{
	if (region->mr)
		ibv_dereg_mr(region->mr);
	if (region->dmah)
		ibv_dealloc_dmah(region->dmah);
	*region = (struct verbs_region){0};
}
