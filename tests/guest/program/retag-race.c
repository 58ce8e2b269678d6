// SPDX-License-Identifier: BSD-3-Clause
/*
 * Registers an accelerator's memory again and again while another thread changes
 * its tag, which is not required: no registration may fail.
 */
#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <infiniband/verbs.h>

#include <opentph/opentph.h>

#define TRY(call)  ((call) ? errx(2, "%s", tph_error()) : (void)0)
#define NEED(true) ((true) ? (void)0 : err(2, "%s", #true))

static struct tph_accel *accel;
static atomic_bool done;
static int fd;

static void *retag(void *arg)
{
	struct tph_tag tag = {.st16_valid = true};

	while (!atomic_load(&done)) {
		/* Few tags, so that the device's table has room for them */
		tag.st16 = (uint16_t)(1 + tag.st16 % 4);
		TRY(tph_dmabuf_tag(tph_accel_device(accel), fd, &tag));
	}
	return arg;
}

int main(int argc, char *argv[])
{
	const struct tph_open_options options = {.bind = true};
	int count = argc > 1 ? atoi(argv[1]) : 1000, failed = 0;
	struct tph_accel_buffer *buffer;
	struct ibv_device **devices;
	struct ibv_context *context;
	struct ibv_pd *pd;
	struct ibv_mr *mr;
	pthread_t thread;

	TRY(tph_accel_open(NULL, &options, &accel));
	TRY(tph_accel_alloc(accel, 0, 4096, &buffer));
	TRY(tph_accel_export(buffer, &fd));
	NEED((devices = ibv_get_device_list(NULL)) && *devices);
	NEED(context = ibv_open_device(*devices));
	NEED(pd = ibv_alloc_pd(context));

	NEED(!(errno = pthread_create(&thread, NULL, retag, NULL)));
	for (int i = 0; i < count; i++) {
		mr = ibv_reg_dmabuf_mr(pd, 0, 4096, 0, fd,
				       IBV_ACCESS_LOCAL_WRITE |
					       IBV_ACCESS_REMOTE_WRITE);
		if (!mr) {
			if (!failed++)
				warn("registration %d", i);
			continue;
		}
		NEED(!(errno = ibv_dereg_mr(mr)));
	}
	atomic_store(&done, true);
	NEED(!(errno = pthread_join(thread, NULL)));
	printf("registrations %d failed %d\n", count, failed);
	return failed != 0;
}
