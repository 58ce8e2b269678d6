// SPDX-License-Identifier: BSD-3-Clause
/* The writers */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "guest/revoke/revoke.h"

#define WRITE_MAX 1024
#define FLOW	  8 /* writes that are awaited */
#define LIMIT_S	  120

static void nap(void)
{
	const struct timespec time = {.tv_nsec = 200000};

	nanosleep(&time, NULL);
}

static void write_once(struct revoke_writer *w,
		       const struct revoke_region *region, const void *data)
{
	uint32_t len = 1 + revoke_random(&w->seed, WRITE_MAX);
	uint64_t at =
		revoke_random(&w->seed, (uint32_t)(region->size - len + 1));
	int ret = tph_dma_write(region->dma, region->handle, at, data, len);

	if (!ret) {
		atomic_fetch_add(&w->done, 1);
	} else if (ret == -ENODEV || ret == -ENOENT) {
		atomic_fetch_add(&w->refused, 1);
		nap();
	} else {
		int none = 0;

		atomic_compare_exchange_strong(&w->error, &none, ret);
		nap();
	}
}

static void *loop(void *arg)
{
	struct revoke_writer *w = arg;
	uint8_t data[WRITE_MAX];

	memset(data, 0xa5, sizeof(data));
	while (!atomic_load(&w->stop)) {
		struct revoke_region *region = atomic_load(&w->region);

		if (region)
			write_once(w, region, data);
		else
			nap();
		atomic_fetch_add(&w->passes, 1);
	}
	return NULL;
}

void revoke_start(struct revoke *r)
{
	for (unsigned int i = 0; i < REVOKE_WRITERS; i++) {
		struct revoke_writer *w = &r->writers[i];

		w->seed = r->seed * 3 + i;
		revoke_expect(-pthread_create(&w->thread, NULL, loop, w), 0,
			      "start a thread");
	}
}

void revoke_stop(struct revoke *r)
{
	for (unsigned int i = 0; i < REVOKE_WRITERS; i++) {
		atomic_store(&r->writers[i].stop, true);
		pthread_join(r->writers[i].thread, NULL);
	}
}

static time_t seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* One turn of a wait for @what since @start */
static void turn(struct revoke *r, time_t start, const char *what)
{
	for (unsigned int i = 0; i < REVOKE_WRITERS; i++)
		if (atomic_load(&r->writers[i].error))
			revoke_fail("a write failed: %s",
				    strerror(-r->writers[i].error));
	if (seconds() - start > LIMIT_S)
		revoke_fail("hang: no %s in %d s", what, LIMIT_S);
	nap();
}

/* Wait until @counter is @n more than @from */
static void await(struct revoke *r, const atomic_ullong *counter,
		  unsigned long long from, unsigned int n, const char *what)
{
	time_t start = seconds();

	while (atomic_load(counter) - from < n)
		turn(r, start, what);
}

void revoke_settle(struct revoke *r)
{
	unsigned long long from[REVOKE_WRITERS];

	for (unsigned int i = 0; i < REVOKE_WRITERS; i++)
		from[i] = atomic_load(&r->writers[i].passes);
	/* The first pass from here on may have begun before */
	for (unsigned int i = 0; i < REVOKE_WRITERS; i++)
		await(r, &r->writers[i].passes, from[i], 2,
		      "end of a writer's pass");
}

void revoke_give(struct revoke *r, unsigned int writer,
		 struct revoke_region *region)
{
	atomic_store(&r->writers[writer].region, region);
	revoke_settle(r);
}

void revoke_flows(struct revoke *r)
{
	const atomic_ullong *done = &r->writers[REVOKE_CURRENT].done;

	await(r, done, atomic_load(done), FLOW, "write that succeeds");
}

/* Return: true if each writer with a region was refused often; a success is a fault */
static bool all_refused(const struct revoke *r, const unsigned long long *done,
			const unsigned long long *refused)
{
	bool all = true;

	for (unsigned int i = 0; i < REVOKE_WRITERS; i++) {
		const struct revoke_writer *w = &r->writers[i];

		if (atomic_load(&w->region) &&
		    atomic_load(&w->refused) - refused[i] < FLOW)
			all = false;
		if (atomic_load(&w->done) != done[i])
			revoke_fail("a write into a revoked region succeeded");
	}
	return all;
}

void revoke_refused(struct revoke *r)
{
	unsigned long long done[REVOKE_WRITERS], refused[REVOKE_WRITERS];
	time_t start = seconds();

	/* A write that ended before the revocation may not be counted yet */
	revoke_settle(r);
	for (unsigned int i = 0; i < REVOKE_WRITERS; i++) {
		done[i] = atomic_load(&r->writers[i].done);
		refused[i] = atomic_load(&r->writers[i].refused);
	}
	while (!all_refused(r, done, refused))
		turn(r, start, "write that is refused");
}
