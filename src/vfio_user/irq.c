// SPDX-License-Identifier: BSD-3-Clause
/* SET_IRQS: assigns eventfds, and raises interrupts on request. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "vfio_user/protocol.h"

/*
 * Other files could block a write of 8 bytes, or act on it. An eventfd blocks
 * only if its counter is full and it is not non-blocking.
 */
static bool make_eventfd_safe(int fd)
{
	char path[32], target[32];
	ssize_t n;
	int flags;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return false;
	target[n] = 0;
	if (strcmp(target, "anon_inode:[eventfd]"))
		return false;
	flags = fcntl(fd, F_GETFL);
	return flags >= 0 && !fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

static int assign(struct vfio_user *vu, const struct vfio_irq_set *set,
		  struct vfio_user_message *msg)
{
	if (!msg->nfds)
		return vu->ops->irq_assign(vu->ctx, set->index, set->start,
					   set->count, NULL);
	if (msg->nfds != set->count)
		return -EINVAL;
	for (unsigned int i = 0; i < msg->nfds; i++)
		if (!make_eventfd_safe(msg->fds[i]))
			return -EINVAL;
	return vu->ops->irq_assign(vu->ctx, set->index, set->start, set->count,
				   msg->fds);
}

/* @chosen: one byte per interrupt, NULL: all */
static int trigger(struct vfio_user *vu, const struct vfio_irq_set *set,
		   const uint8_t *chosen)
{
	int ret = 0;

	for (uint32_t i = 0; i < set->count && !ret; i++)
		if (!chosen || chosen[i])
			ret = vu->ops->irq_trigger(vu->ctx, set->index,
						   set->start + i);
	return ret;
}

int vfio_user_handle_set_irqs(struct vfio_user *vu,
			      struct vfio_user_message *msg)
{
	const uint8_t *data = msg->data + sizeof(struct vfio_irq_set);
	size_t len = msg->len - sizeof(struct vfio_irq_set);
	struct vfio_irq_set set;
	uint32_t total, kind;

	memcpy(&set, msg->data, sizeof(set));
	if (set.argsz < sizeof(set) || set.index >= vu->info->num_irqs ||
	    set.flags & ~(VFIO_IRQ_SET_DATA_TYPE_MASK |
			  VFIO_IRQ_SET_ACTION_TYPE_MASK))
		return -EINVAL;
	total = vu->info->irqs[set.index].count;
	if (set.start > total || set.count > total - set.start)
		return -EINVAL;
	if (set.flags & (VFIO_IRQ_SET_ACTION_MASK | VFIO_IRQ_SET_ACTION_UNMASK))
		return -ENOTTY; /* interrupts are not announced as maskable */
	if (!(set.flags & VFIO_IRQ_SET_ACTION_TRIGGER))
		return -EINVAL;
	kind = set.flags & VFIO_IRQ_SET_DATA_TYPE_MASK;
	if (msg->nfds && kind != VFIO_IRQ_SET_DATA_EVENTFD)
		return -EINVAL;
	if (kind == VFIO_IRQ_SET_DATA_NONE && !set.count) {
		if (set.start)
			return -EINVAL;
		return vu->ops->irq_assign(vu->ctx, set.index, 0, total, NULL);
	}
	if (!set.count)
		return -EINVAL;
	switch (kind) {
	case VFIO_IRQ_SET_DATA_NONE:
		return trigger(vu, &set, NULL);
	case VFIO_IRQ_SET_DATA_BOOL:
		return len == set.count ? trigger(vu, &set, data) : -EINVAL;
	case VFIO_IRQ_SET_DATA_EVENTFD:
		return len ? -EINVAL : assign(vu, &set, msg);
	}
	return -EINVAL;
}
