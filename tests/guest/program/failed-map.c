// SPDX-License-Identifier: BSD-3-Clause
/*
 * Lets each allocation of a registration, and of a mapping after a revocation, fail
 * in turn (fail-nth, see Documentation/fault-injection of the kernel). Nothing stays of
 * a failed call: the next registration has its tag, and a key is not mapped with a tag
 * that was replaced after a mapping of it failed.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <infiniband/verbs.h>

#include <opentph/opentph.h>

#define TRY(call)  ((call) ? errx(2, "%s", tph_error()) : (void)0)
#define NEED(true) ((true) ? (void)0 : err(2, "%s", #true))
#define SIZE	   4096
#define NTH_MAX	   1000

static struct tph_device *device;
static struct ibv_pd *pd;
static int fd, nth_file;

/* The n-th allocation of this thread fails, 0: none */
static void fail_nth(int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", n);

	NEED(pwrite(nth_file, text, (size_t)len, 0) == len);
}

/* Return: the allocation was reached */
static bool failed(void)
{
	char text[16] = "";

	NEED(pread(nth_file, text, sizeof(text) - 1, 0) > 0);
	fail_nth(0);
	return atoi(text) == 0;
}

static void tag(uint16_t st)
{
	const struct tph_tag tag = {.st16_valid = true, .st16 = st};

	TRY(tph_dmabuf_tag(device, fd, &tag));
}

static void unmap(void)
{
	TRY(tph_device_memory_enable(device, false));
	TRY(tph_device_memory_enable(device, true));
}

static struct ibv_mr *reg(void)
{
	return ibv_reg_dmabuf_mr(pd, 0, SIZE, 0, fd,
				 IBV_ACCESS_LOCAL_WRITE |
					 IBV_ACCESS_REMOTE_WRITE);
}

static int map(struct ibv_mr *mr)
{
	struct ibv_sge sge = {.length = SIZE, .lkey = mr->lkey};

	return ibv_advise_mr(pd, IBV_ADVISE_MR_ADVICE_PREFETCH_WRITE,
			     IBV_ADVISE_MR_FLAG_FLUSH, &sge, 1);
}

/* Errors of a call of libibverbs are positive */
static void want(int ret, int wanted, const char *what, int n)
{
	if (ret != wanted)
		errx(1, "allocation %d: %s: %s, not %s", n, what, strerror(ret),
		     strerror(wanted));
}

/* An attached importer has the tag, or none with the errno of the failed allocation */
static void applied(uint16_t st, bool faulty, int n)
{
	struct tph_attachment attached;
	struct tph_asked asked;
	size_t count;

	TRY(tph_dmabuf_applied(fd, &asked, &attached, 1, &count));
	if (count != 1)
		errx(1, "allocation %d: %zu importers", n, count);
	if (attached.applied ? attached.st != st
			     : !faulty || attached.error != ENOMEM)
		errx(1, "allocation %d: tag %#x, errno %d", n, attached.st,
		     attached.error);
}

/* Return: number of allocations that failed */
static int registrations(void)
{
	int n = 0, faults = 0;
	struct ibv_mr *mr;
	bool reached;

	tag(1);
	do {
		fail_nth(++n);
		mr = reg();
		reached = failed();
		faults += reached;
		if (mr) {
			applied(1, reached, n);
			NEED(!(errno = ibv_dereg_mr(mr)));
		}
		NEED(mr = reg());
		applied(1, false, n);
		NEED(!(errno = ibv_dereg_mr(mr)));
	} while (reached && n < NTH_MAX);
	return faults;
}

/* Likewise */
static int mappings(void)
{
	struct ibv_mr *mr;
	int n = 0, faults = 0, ret;
	bool reached;

	tag(1);
	NEED(mr = reg());
	do {
		unmap();
		fail_nth(++n);
		ret = map(mr);
		reached = failed();
		faults += reached;
		if (ret) {
			tag(2);
			want(map(mr), ESTALE, "a mapping with the old tag", n);
			tag(1);
		}
		want(map(mr), 0, "a mapping", n);
	} while (reached && n < NTH_MAX);
	NEED(!(errno = ibv_dereg_mr(mr)));
	return faults;
}

int main(void)
{
	const struct tph_open_options options = {.bind = true};
	struct tph_accel_buffer *buffer;
	struct ibv_device **devices;
	struct ibv_context *context;
	struct tph_accel *accel;
	int reg_faults, map_faults;

	TRY(tph_accel_open(NULL, &options, &accel));
	TRY(tph_accel_alloc(accel, 0, SIZE, &buffer));
	TRY(tph_accel_export(buffer, &fd));
	device = tph_accel_device(accel);
	NEED((devices = ibv_get_device_list(NULL)) && *devices);
	NEED(context = ibv_open_device(*devices));
	NEED(pd = ibv_alloc_pd(context));
	NEED((nth_file = open("/proc/thread-self/fail-nth", O_RDWR)) >= 0);

	reg_faults = registrations();
	map_faults = mappings();
	printf("failed allocations: registration %d, mapping %d\n", reg_faults,
	       map_faults);
	return !reg_faults || !map_faults;
}
