// SPDX-License-Identifier: BSD-3-Clause
/*
 * Imports are released while the exporter revokes them, which leaves work for later:
 * a kernel with KASAN reports work that uses an attachment after it is gone.
 */
#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include <opentph/opentph.h>

#define TRY(call) ((call) ? errx(2, "%s", tph_error()) : (void)0)

static struct tph_accel *accel;
static atomic_bool done;

static void *revoke(void *arg)
{
	struct tph_device *device = tph_accel_device(accel);

	while (!atomic_load(&done)) {
		TRY(tph_device_memory_enable(device, false));
		TRY(tph_device_memory_enable(device, true));
	}
	return arg;
}

int main(int argc, char *argv[])
{
	const struct tph_open_options options = {.bind = true};
	int count = argc > 1 ? atoi(argv[1]) : 1000, revoked = 0, fd;
	struct tph_accel_buffer *buffer;
	struct tph_dma *dma;
	pthread_t thread;

	TRY(tph_accel_open(NULL, &options, &accel));
	TRY(tph_accel_alloc(accel, 0, 4096, &buffer));
	TRY(tph_accel_export(buffer, &fd));
	TRY(tph_dma_open(NULL, &dma));
	if ((errno = pthread_create(&thread, NULL, revoke, NULL)))
		err(2, "thread");
	for (int i = 0; i < count; i++) {
		uint32_t region;
		int ret = tph_dma_import(dma, fd, 0, &region, NULL);

		if (ret == -ENODEV) {
			revoked++;
			continue;
		}
		TRY(ret);
		TRY(tph_dma_release(dma, region));
	}
	atomic_store(&done, true);
	pthread_join(thread, NULL);
	printf("imports %d revoked %d\n", count, revoked);
	return 0;
}
