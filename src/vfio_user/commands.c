// SPDX-License-Identifier: BSD-3-Clause
/* The table of commands, and the short commands. */
#include <errno.h>
#include <string.h>

#include "vfio_user/protocol.h"
#include "ground.h"

static int handle_get_info(struct vfio_user *vu, struct vfio_user_message *msg)
{
	struct {
		uint32_t argsz, flags, num_regions, num_irqs;
	} info;

	memcpy(&info, msg->data, sizeof(info));
	if (info.argsz < sizeof(info))
		return -EINVAL;
	info.argsz = sizeof(info);
	info.flags = vu->info->flags;
	info.num_regions = vu->info->num_regions;
	info.num_irqs = vu->info->num_irqs;
	memcpy(msg->reply, &info, sizeof(info));
	msg->reply_len = sizeof(info);
	return 0;
}

static int handle_get_region_info(struct vfio_user *vu,
				  struct vfio_user_message *msg)
{
	struct vfio_region_info info;

	memcpy(&info, msg->data, sizeof(info));
	if (info.argsz < sizeof(info) || info.index >= vu->info->num_regions)
		return -EINVAL;
	info.argsz = sizeof(info);
	info.flags = vu->info->regions[info.index].flags;
	info.size = vu->info->regions[info.index].size;
	info.cap_offset = 0;
	info.offset = 0;
	memcpy(msg->reply, &info, sizeof(info));
	msg->reply_len = sizeof(info);
	return 0;
}

static int handle_get_irq_info(struct vfio_user *vu,
			       struct vfio_user_message *msg)
{
	struct vfio_irq_info info;

	memcpy(&info, msg->data, sizeof(info));
	if (info.argsz < sizeof(info) || info.index >= vu->info->num_irqs)
		return -EINVAL;
	info.argsz = sizeof(info);
	info.flags = vu->info->irqs[info.index].flags;
	info.count = vu->info->irqs[info.index].count;
	memcpy(msg->reply, &info, sizeof(info));
	msg->reply_len = sizeof(info);
	return 0;
}

static int handle_dma_map(struct vfio_user *vu, struct vfio_user_message *msg)
{
	struct vfio_user_dma_map_msg map;
	int fd = msg->nfds ? msg->fds[0] : -1;

	memcpy(&map, msg->data, sizeof(map));
	if (map.argsz < sizeof(map))
		return -EINVAL;
	return vu->ops->dma_map(vu->ctx, map.addr, map.size, map.flags,
				map.offset, fd);
}

static int handle_dma_unmap(struct vfio_user *vu, struct vfio_user_message *msg)
{
	struct vfio_user_dma_unmap_msg unmap;
	int ret;

	memcpy(&unmap, msg->data, sizeof(unmap));
	if (unmap.argsz < sizeof(unmap) ||
	    unmap.flags & ~VFIO_DMA_UNMAP_FLAG_ALL)
		return -EINVAL;
	/*
	 * The callback treats address and size 0 as everything: only with ALL
	 */
	if (unmap.flags & VFIO_DMA_UNMAP_FLAG_ALL ? unmap.addr || unmap.size
						  : !unmap.size)
		return -EINVAL;
	ret = vu->ops->dma_unmap(vu->ctx, unmap.addr, unmap.size);
	if (ret)
		return ret;
	unmap.argsz = sizeof(unmap);
	memcpy(msg->reply, &unmap, sizeof(unmap));
	msg->reply_len = sizeof(unmap);
	return 0;
}

static int handle_reset(struct vfio_user *vu, struct vfio_user_message *msg)
{
	return vu->ops->reset(vu->ctx);
}

/* min, max: bytes after the header */
static const struct {
	vfio_user_handler handler;
	size_t min, max;
	unsigned int max_fds;
} commands[] = {
	[VFIO_USER_VERSION] = {vfio_user_handle_version,
			       sizeof(struct vfio_user_version), 4096, 0},
	[VFIO_USER_DMA_MAP] = {handle_dma_map,
			       sizeof(struct vfio_user_dma_map_msg),
			       sizeof(struct vfio_user_dma_map_msg), 1},
	[VFIO_USER_DMA_UNMAP] = {handle_dma_unmap,
				 sizeof(struct vfio_user_dma_unmap_msg),
				 sizeof(struct vfio_user_dma_unmap_msg), 0},
	[VFIO_USER_DEVICE_GET_INFO] = {handle_get_info, 16, 16, 0},
	[VFIO_USER_DEVICE_GET_REGION_INFO] = {handle_get_region_info,
					      sizeof(struct vfio_region_info),
					      4096, 0},
	[VFIO_USER_DEVICE_GET_IRQ_INFO] = {handle_get_irq_info,
					   sizeof(struct vfio_irq_info),
					   sizeof(struct vfio_irq_info), 0},
	[VFIO_USER_DEVICE_SET_IRQS] = {vfio_user_handle_set_irqs,
				       sizeof(struct vfio_irq_set),
				       4096 + sizeof(struct vfio_irq_set),
				       VFIO_USER_MAX_FDS},
	[VFIO_USER_REGION_READ] = {vfio_user_handle_read,
				   sizeof(struct vfio_user_region_access),
				   sizeof(struct vfio_user_region_access), 0},
	[VFIO_USER_REGION_WRITE] = {vfio_user_handle_write,
				    sizeof(struct vfio_user_region_access),
				    VFIO_USER_MAX_MESSAGE, 0},
	[VFIO_USER_DEVICE_RESET] = {handle_reset, 0, 0, 0},
	[VFIO_USER_REGION_WRITE_MULTI] = {vfio_user_handle_write_multi,
					  sizeof(uint64_t),
					  VFIO_USER_MAX_MESSAGE, 0},
};

int vfio_user_dispatch(struct vfio_user *vu, uint16_t command,
		       struct vfio_user_message *msg)
{
	if (command >= ARRAY_SIZE(commands) || !commands[command].handler)
		return -EOPNOTSUPP;
	if (msg->len < commands[command].min ||
	    msg->len > commands[command].max ||
	    msg->nfds > commands[command].max_fds)
		return -EINVAL;
	return commands[command].handler(vu, msg);
}
