/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tph-uapi: random calls of the kernel's interfaces for tagged dma-bufs, from
 * several threads, as a user with nothing to lose would make them.
 */
#ifndef GUEST_UAPI_UAPI_H
#define GUEST_UAPI_UAPI_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <opentph/opentph.h>

#define UAPI_SLOTS 16
#define UAPI_ERRNO 200 /* errors that are counted one by one */

/**
 * struct uapi - what all threads share
 * @device:	held for reading by calls on the device, for writing by those
 *		that close it
 * @dev:	the accelerator
 * @bdf:	its name
 * @importer_bdf: the DMA engine's
 * @fds:	dma-bufs, -1 for none; any thread takes, replaces and closes them
 * @udmabufs:	likewise, of /dev/udmabuf
 * @importer:	/dev/tph_dma0, or -1 while its driver is unbound
 * @handles:	imports, 0 for none
 * @left:	calls that are still to be made
 * @fault_one_in: one call in so many has an allocation fail, 0 for none
 */
struct uapi {
	pthread_rwlock_t device;
	struct tph_device *dev;
	const char *bdf, *importer_bdf;
	atomic_int fds[UAPI_SLOTS], udmabufs[UAPI_SLOTS], importer;
	atomic_uint handles[UAPI_SLOTS];
	atomic_llong left;
	unsigned int fault_one_in;
};

/**
 * struct uapi_thread - one thread
 * @uapi:	shared
 * @seed:	of its random numbers
 * @fail_nth:	/proc/self/task/TID/fail-nth, or -1
 * @injected:	calls in which an allocation failed
 */
struct uapi_thread {
	struct uapi *uapi;
	uint64_t seed;
	int fail_nth;
	uint64_t injected;
};

/**
 * struct uapi_op - a kind of call
 * @name:	name
 * @weight:	how often, beside the others
 * @run:	make it; 0 or -errno
 * @calls, @results: counts, by errno
 */
struct uapi_op {
	const char *name;
	unsigned int weight;
	int (*run)(struct uapi_thread *t);
	atomic_ullong calls, results[UAPI_ERRNO];
};

extern struct uapi_op uapi_ops[];
extern const unsigned int uapi_nops;

uint32_t uapi_random(struct uapi_thread *t, uint32_t below);

/* Open or close the accelerator; device held for writing. 0 or -errno */
int uapi_open(struct uapi *u);
void uapi_close(struct uapi *u);

#endif /* GUEST_UAPI_UAPI_H */
