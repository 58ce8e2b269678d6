// SPDX-License-Identifier: BSD-3-Clause
#include "contrib/leechcore/queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

static struct {
	pthread_mutex_t lock;
	struct queued *slots;
	unsigned int size, first, used;
	int event;
	uint64_t lost;
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER};

int queue_open(unsigned int slots)
{
	queue.event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (queue.event < 0)
		return -errno;
	queue.slots = calloc(slots, sizeof(*queue.slots));
	if (!queue.slots)
		return -ENOMEM;
	queue.size = slots;
	return queue.event;
}

void queue_put(const uint8_t *p, size_t len)
{
	struct queued *slot;

	pthread_mutex_lock(&queue.lock);
	if (queue.used == queue.size) {
		queue.lost++;
	} else {
		slot = &queue.slots[(queue.first + queue.used) % queue.size];
		slot->size = len;
		if (len <= sizeof(slot->bytes))
			memcpy(slot->bytes, p, len);
		if (!queue.used++)
			eventfd_write(queue.event, 1);
	}
	pthread_mutex_unlock(&queue.lock);
}

int queue_take(struct queued *ret_tlp)
{
	const struct queued *slot;
	eventfd_t value;
	int taken = 0;

	pthread_mutex_lock(&queue.lock);
	if (queue.used) {
		slot = &queue.slots[queue.first];
		ret_tlp->size = slot->size;
		if (slot->size <= sizeof(slot->bytes))
			memcpy(ret_tlp->bytes, slot->bytes, slot->size);
		queue.first = (queue.first + 1) % queue.size;
		queue.used--;
		taken = 1;
	}
	if (!queue.used)
		eventfd_read(queue.event, &value);
	pthread_mutex_unlock(&queue.lock);
	return taken;
}

uint64_t queue_lost(void)
{
	uint64_t lost;

	pthread_mutex_lock(&queue.lock);
	lost = queue.lost;
	pthread_mutex_unlock(&queue.lock);
	return lost;
}
