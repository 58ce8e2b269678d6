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
#define UAPI_PAGE  4096
#define UAPI_ERRNO 200 /* errors that are counted one by one */

/**
 * struct uapi - state that all threads share
 * @bdf:	PCI address of the accelerator
 * @importer_bdf: of the DMA engine
 * @fds:	dma-bufs, -1 for none; any thread takes, replaces and closes them
 * @udmabufs:	likewise, of /dev/udmabuf
 * @importer:	/dev/tph_dmaN, or -1 while its driver is unbound
 * @handles:	imports, 0 for none
 * @left:	calls that are still to be made
 * @calls:	all calls
 * @fault_one_in: one call in so many has an allocation fail, 0 for none
 */
struct uapi {
	const char *bdf, *importer_bdf;
	atomic_int fds[UAPI_SLOTS], udmabufs[UAPI_SLOTS], importer;
	atomic_uint handles[UAPI_SLOTS];
	atomic_llong left;
	long long calls;
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
 * @no_faults:	allocations do not fail in it
 * @run:	make it; 0 or -errno
 * @deepest:	number of the last allocation of a call that has failed
 * @calls, @us, @results: counts of calls, microseconds, and calls by errno
 */
struct uapi_op {
	const char *name;
	unsigned int weight;
	bool no_faults;
	int (*run)(struct uapi_thread *t);
	atomic_uint deepest;
	atomic_ullong calls, us, results[UAPI_ERRNO];
};

extern struct uapi_op uapi_ops[];
extern const unsigned int uapi_nops;

/* ---- call.c ---- */

uint64_t uapi_now_us(void);

/* A thread: make calls until none is left. @thread: struct uapi_thread */
void *uapi_work(void *thread);

/* Print the counts. Return: number of kinds that never succeeded */
int uapi_report(void);

/* ---- slots.c ---- */

/* Return: a number in 0..@below-1; true once in @n times */
uint32_t uapi_random(struct uapi_thread *t, uint32_t below);
bool uapi_one_in(struct uapi_thread *t, uint32_t n);

/* Return: 0 or -errno of a system call that returned @ret */
int uapi_result(int ret);

/* Return: some descriptor of @slots; now and then one of another kind */
int uapi_slot(struct uapi_thread *t, atomic_int *slots);
int uapi_any(struct uapi_thread *t, atomic_int *slots);

/*
 * Return: a copy of a descriptor of @slots, never one of a device, because a driver
 * is unbound only after all files of its device are closed; -errno
 */
int uapi_copy(struct uapi_thread *t, atomic_int *slots);

/* Give @fd, or -1, to some slot; the descriptor there is closed */
void uapi_put(struct uapi_thread *t, atomic_int *slots, int fd);

/* 0 or -errno */
int uapi_write_file(const char *path, const char *text);

/* ---- fault.c ---- */

/* Return: false, with a message, if the kernel cannot */
bool uapi_faults_on(void);
void uapi_fail_open(struct uapi_thread *t);

/* Let the n-th allocation of this thread from here on fail, or none with 0 */
void uapi_fail(const struct uapi_thread *t, unsigned int n);

/* Return: true if it has failed */
bool uapi_failed(const struct uapi_thread *t);

/* ---- vfio.c, importer.c, udmabuf.c, iommufd.c, verbs.c, file.c ---- */

/* Open or close what the calls use. 0 or -errno; uapi_importer(): its file or -1 */
int uapi_device_open(const struct uapi *u);
void uapi_device_close(void);
int uapi_importer(struct uapi *u);
int uapi_iommu_open(void);
void uapi_iommu_close(void);
int uapi_verbs_open(const char *name);
void uapi_verbs_close(void);

/* 0 or -errno */
int op_export(struct uapi_thread *t);
int op_set(struct uapi_thread *t);
int op_probe(struct uapi_thread *t);
int op_memory(struct uapi_thread *t);
int op_reset(struct uapi_thread *t);
int op_reopen(struct uapi_thread *t);
int op_unbind(struct uapi_thread *t);
int op_import(struct uapi_thread *t);
int op_write(struct uapi_thread *t);
int op_state(struct uapi_thread *t);
int op_release(struct uapi_thread *t);
int op_unbind_dma(struct uapi_thread *t);
int op_udmabuf(struct uapi_thread *t);
int op_udmabuf_set(struct uapi_thread *t);
int op_map(struct uapi_thread *t);
int op_unmap(struct uapi_thread *t);
int op_mr(struct uapi_thread *t);
int op_mr_free(struct uapi_thread *t);
int op_mr_prefetch(struct uapi_thread *t);
int op_fdinfo(struct uapi_thread *t);
int op_close(struct uapi_thread *t);
int op_dup(struct uapi_thread *t);
int op_mmap(struct uapi_thread *t);
int op_fork(struct uapi_thread *t);

#endif /* GUEST_UAPI_UAPI_H */
