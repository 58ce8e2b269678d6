// SPDX-License-Identifier: BSD-3-Clause
/* Accesses to regions. */
#include <errno.h>
#include <string.h>

#include "vfio_user/protocol.h"

static int check_access(const struct vfio_user *vu,
			const struct vfio_user_region_access *access,
			uint32_t flag)
{
	const struct vfio_user_region *region;

	if (access->region >= vu->info->num_regions)
		return -EINVAL;
	region = &vu->info->regions[access->region];
	if (!(region->flags & flag))
		return -EACCES;
	if (access->count > VFIO_USER_MAX_DATA ||
	    access->offset > region->size ||
	    access->count > region->size - access->offset)
		return -EINVAL;
	return 0;
}

int vfio_user_handle_read(struct vfio_user *vu, struct vfio_user_message *msg)
{
	struct vfio_user_region_access access;
	int ret;

	memcpy(&access, msg->data, sizeof(access));
	ret = check_access(vu, &access, VFIO_REGION_INFO_FLAG_READ);
	if (ret)
		return ret;
	if (access.count)
		ret = vu->ops->region_read(vu->ctx, access.region,
					   access.offset,
					   msg->reply + sizeof(access),
					   access.count);
	if (ret)
		return ret;
	memcpy(msg->reply, &access, sizeof(access));
	msg->reply_len = sizeof(access) + access.count;
	return 0;
}

int vfio_user_handle_write(struct vfio_user *vu, struct vfio_user_message *msg)
{
	struct vfio_user_region_access access;
	int ret;

	memcpy(&access, msg->data, sizeof(access));
	ret = check_access(vu, &access, VFIO_REGION_INFO_FLAG_WRITE);
	if (ret)
		return ret;
	if (msg->len - sizeof(access) != access.count)
		return -EINVAL;
	if (access.count)
		ret = vu->ops->region_write(vu->ctx, access.region,
					    access.offset,
					    msg->data + sizeof(access),
					    access.count);
	if (ret)
		return ret;
	memcpy(msg->reply, &access, sizeof(access));
	msg->reply_len = sizeof(access);
	return 0;
}

/* Writes before the first bad one take effect: they were posted. */
int vfio_user_handle_write_multi(struct vfio_user *vu,
				 struct vfio_user_message *msg)
{
	uint64_t n, done;
	int ret = 0;

	memcpy(&n, msg->data, sizeof(n));
	/* The division bounds n before it is multiplied */
	if (n > msg->len / sizeof(struct vfio_user_write_one) ||
	    msg->len != sizeof(n) + n * sizeof(struct vfio_user_write_one))
		return -EINVAL;
	for (done = 0; done < n && !ret; done++) {
		struct vfio_user_region_access access;
		struct vfio_user_write_one one;

		memcpy(&one, msg->data + sizeof(n) + done * sizeof(one),
		       sizeof(one));
		access.offset = one.offset;
		access.region = one.region;
		access.count = one.count;
		if (one.count > sizeof(one.data))
			return -EINVAL;
		ret = check_access(vu, &access, VFIO_REGION_INFO_FLAG_WRITE);
		if (!ret && one.count)
			ret = vu->ops->region_write(vu->ctx, one.region,
						    one.offset, one.data,
						    one.count);
	}
	if (ret)
		return ret;
	memcpy(msg->reply, &n, sizeof(n));
	msg->reply_len = sizeof(n);
	return 0;
}
