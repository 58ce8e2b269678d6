// SPDX-License-Identifier: BSD-3-Clause
/* Choice, counts and results of the calls */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "guest/uapi/uapi.h"

/* Calls make fewer allocations, which the report shows */
#define NTH_MAX 64

/* A kind with fewer calls may have failed by chance */
#define CALLS_MIN 50

uint64_t uapi_now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

static struct uapi_op *pick(struct uapi_thread *t)
{
	unsigned int all = 0, n, i;

	for (i = 0; i < uapi_nops; i++)
		all += uapi_ops[i].weight;
	n = uapi_random(t, all);
	for (i = 0; n >= uapi_ops[i].weight; i++)
		n -= uapi_ops[i].weight;
	return &uapi_ops[i];
}

static void at_least(atomic_uint *value, unsigned int n)
{
	unsigned int old = atomic_load(value);

	while (n > old && !atomic_compare_exchange_weak(value, &old, n))
		;
}

static int run(struct uapi_thread *t, struct uapi_op *op)
{
	unsigned int one_in = t->uapi->fault_one_in, nth;
	int ret;

	if (!one_in || op->no_faults || !uapi_one_in(t, one_in))
		return op->run(t);
	/* More of the first ones, which are in each call */
	nth = 1 + uapi_random(t, 1 + uapi_random(t, NTH_MAX));
	uapi_fail(t, nth);
	ret = op->run(t);
	if (uapi_failed(t)) {
		at_least(&op->deepest, nth);
		t->injected++;
	}
	uapi_fail(t, 0);
	return ret;
}

static void one_call(struct uapi_thread *t)
{
	struct uapi_op *op = pick(t);
	uint64_t start = uapi_now_us();
	int ret = run(t, op);

	atomic_fetch_add(&op->us, uapi_now_us() - start);
	atomic_fetch_add(&op->calls, 1);
	atomic_fetch_add(
		&op->results[-ret < UAPI_ERRNO ? -ret : UAPI_ERRNO - 1], 1);
}

void *uapi_work(void *arg)
{
	struct uapi_thread *t = arg;
	long long left, part = t->uapi->calls / 20 + 1;

	if (t->uapi->fault_one_in)
		uapi_fail_open(t);
	while ((left = atomic_fetch_sub(&t->uapi->left, 1)) > 0) {
		one_call(t);
		if (left % part == 0) {
			printf("tph-uapi: %lld of %lld calls left\n", left,
			       t->uapi->calls);
			fflush(stdout);
		}
	}
	if (t->fail_nth >= 0)
		close(t->fail_nth);
	return NULL;
}

int uapi_report(void)
{
	int bad = 0;

	for (unsigned int i = 0; i < uapi_nops; i++) {
		struct uapi_op *op = &uapi_ops[i];

		printf("%-12s %8llu calls, %6llu us each, %llu done", op->name,
		       op->calls, op->us / (op->calls ? op->calls : 1),
		       op->results[0]);
		for (int e = 1; e < UAPI_ERRNO; e++)
			if (op->results[e])
				printf(", %s %llu",
				       e < UAPI_ERRNO - 1 ? strerrorname_np(e)
							  : "others",
				       op->results[e]);
		if (op->deepest)
			printf("; deepest failure: allocation %u", op->deepest);
		putchar('\n');
		if (op->calls >= CALLS_MIN && !op->results[0])
			bad++;
	}
	return bad;
}
