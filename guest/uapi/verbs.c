// SPDX-License-Identifier: BSD-3-Clause
/* Calls of RDMA verbs: memory regions of dma-bufs */
#include <errno.h>
#include <stdio.h>

#include "guest/uapi/uapi.h"
#include "guest/verbs/verbs.h"

static struct verbs *device;
static struct {
	pthread_mutex_t lock;
	struct verbs_region region;
	uint32_t len;
} regions[UAPI_SLOTS];

int uapi_verbs_open(const char *name)
{
	const struct verbs_options options = {.device = name};

	for (unsigned int i = 0; i < UAPI_SLOTS; i++)
		pthread_mutex_init(&regions[i].lock, NULL);
	return verbs_open(&options, &device);
}

void uapi_verbs_close(void)
{
	for (unsigned int i = 0; i < UAPI_SLOTS; i++)
		verbs_deregister(&regions[i].region);
	verbs_close(device);
}

int op_mr(struct uapi_thread *t)
{
	static const int accesses[] = {0, IBV_ACCESS_RELAXED_ORDERING,
				       IBV_ACCESS_REMOTE_ATOMIC,
				       IBV_ACCESS_ON_DEMAND};
	struct uapi *u = t->uapi;
	const struct verbs_dmah dmah = {
		.ph = (uint8_t)uapi_random(t, 4),
		.cpu_valid = uapi_one_in(t, 2),
		.cpu = uapi_random(t, 3),
	};
	struct verbs_region region = {0}, old = {0};
	int fd = uapi_any(t, uapi_one_in(t, 3) ? u->udmabufs : u->fds);
	uint64_t offset = uapi_one_in(t, 4) ? UAPI_PAGE : 0;
	uint32_t len = (1 + uapi_random(t, 2)) * UAPI_PAGE;
	unsigned int i = uapi_random(t, UAPI_SLOTS);
	int ret = verbs_register_dmabuf(device, fd, offset, len,
					accesses[uapi_random(t, 4)],
					uapi_one_in(t, 6) ? &dmah : NULL,
					&region);

	if (ret)
		return ret;
	pthread_mutex_lock(&regions[i].lock);
	old = regions[i].region;
	regions[i].region = region;
	regions[i].len = len;
	pthread_mutex_unlock(&regions[i].lock);
	verbs_deregister(&old);
	return 0;
}

int op_mr_free(struct uapi_thread *t)
{
	unsigned int i = uapi_random(t, UAPI_SLOTS);
	struct verbs_region old;

	pthread_mutex_lock(&regions[i].lock);
	old = regions[i].region;
	regions[i].region = (struct verbs_region){0};
	pthread_mutex_unlock(&regions[i].lock);
	if (!old.mr)
		return -ENOENT;
	verbs_deregister(&old);
	return 0;
}

/*
 * Map a region again whose dma-buf was revoked in between. Now and then ask for
 * other access, which a region of a dma-buf may refuse.
 */
int op_mr_prefetch(struct uapi_thread *t)
{
	unsigned int i = uapi_random(t, UAPI_SLOTS);
	bool access = uapi_one_in(t, 10);
	int ret = -ENOENT;

	pthread_mutex_lock(&regions[i].lock);
	if (regions[i].region.mr && access)
		ret = verbs_rereg_access(&regions[i].region,
					 IBV_ACCESS_LOCAL_WRITE);
	else if (regions[i].region.mr)
		ret = verbs_prefetch(device, &regions[i].region,
				     regions[i].len);
	pthread_mutex_unlock(&regions[i].lock);
	return ret;
}
