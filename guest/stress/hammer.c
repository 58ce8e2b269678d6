// SPDX-License-Identifier: BSD-3-Clause
/*
 * A thread that reads the function's registers: configuration space, which is a
 * system call, and the first page of BAR 0, which every device may be read at.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/stress/stress.h"

#define PAGE	 4096
#define PAUSE_US 200

struct hammer {
	pthread_t thread;
	int config;
	volatile uint32_t *bar;
	atomic_bool stop;
	_Atomic uint64_t reads;
};

static void *work(void *arg)
{
	struct hammer *h = arg;
	uint32_t value;
	unsigned int at = 0;

	while (!h->stop) {
		if (pread(h->config, &value, sizeof(value), at % 256) ==
		    sizeof(value))
			h->reads++;
		if (h->bar) {
			value = h->bar[at % PAGE / 4];
			h->reads++;
		}
		at += 4;
		usleep(PAUSE_US);
	}
	return NULL;
}

/* A kernel may deny user space the BAR of a bound function */
static void *map_bar(const char *bdf)
{
	char path[128];
	void *bar;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/resource0", bdf);
	fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	bar = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	return bar == MAP_FAILED ? NULL : bar;
}

int hammer_start(const char *bdf, struct hammer **ret_hammer)
{
	struct hammer *h = calloc(1, sizeof(*h));
	char path[128];
	int ret;

	if (!h)
		return -ENOMEM;
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config", bdf);
	h->config = open(path, O_RDONLY | O_CLOEXEC);
	if (h->config < 0) {
		ret = -errno;
		free(h);
		return ret;
	}
	h->bar = map_bar(bdf);
	ret = pthread_create(&h->thread, NULL, work, h);
	if (ret) {
		close(h->config);
		free(h);
		return -ret;
	}
	*ret_hammer = h;
	return 0;
}

uint64_t hammer_reads(const struct hammer *h)
{
	return h ? h->reads : 0;
}

void hammer_stop(struct hammer *h)
{
	if (!h)
		return;
	h->stop = true;
	pthread_join(h->thread, NULL);
	if (h->bar)
		munmap((void *)h->bar, PAGE);
	close(h->config);
	free(h);
}
