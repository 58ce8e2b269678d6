// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/transport/scheduler.h"

#include "device/connectx/hca.h"
#include "device/connectx/object/qp.h"

#define ACK_NS	 4096u /* timeout of exponent 0 */
#define FLUSH_NS 4000000u

/* enum ib_rnr_timeout of the kernel's rdma/ib_verbs.h, in 10 us */
static const uint32_t rnr_10us[CX_TIMERS] = {
	65536, 1,    2,	   3,	 4,    6,     8,     12,    16,	   24,	  32,
	48,    64,   96,   128,	 192,  256,   384,   512,   768,   1024,  1536,
	2048,  3072, 4096, 6144, 8192, 12288, 16384, 24576, 32768, 49152,
};

static void init(struct cx_qp_list *lists, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		TAILQ_INIT(&lists[i]);
}

void cx_scheduler_init(struct cx_scheduler *scheduler)
{
	init(&scheduler->ready, 1);
	init(scheduler->ack, CX_TIMERS);
	init(scheduler->rnr, CX_TIMERS);
	init(scheduler->flush, CX_FLUSH_STEPS);
	scheduler->waiting = 0;
}

void cx_scheduler_remove(struct cx_hca *hca, struct cx_qp *qp)
{
	struct cx_transport *t = &qp->transport;

	if (!t->queue)
		return;
	TAILQ_REMOVE(t->queue, qp, transport.link);
	if (t->queue != &hca->scheduler.ready)
		hca->scheduler.waiting--;
	t->queue = NULL;
}

static void add(struct cx_qp_list *list, struct cx_qp *qp)
{
	TAILQ_INSERT_TAIL(list, qp, transport.link);
	qp->transport.queue = list;
}

void cx_scheduler_ready(struct cx_hca *hca, struct cx_qp *qp)
{
	if (qp->transport.queue == &hca->scheduler.ready)
		return;
	cx_scheduler_remove(hca, qp);
	add(&hca->scheduler.ready, qp);
}

static void wait(struct cx_hca *hca, struct cx_qp *qp, struct cx_qp_list *list,
		 uint64_t ns)
{
	cx_scheduler_remove(hca, qp);
	qp->transport.deadline = pcie_function_now(&hca->fn) + ns;
	add(list, qp);
	hca->scheduler.waiting++;
}

void cx_scheduler_wait_ack(struct cx_hca *hca, struct cx_qp *qp,
			   unsigned int exponent)
{
	if (exponent)
		wait(hca, qp, &hca->scheduler.ack[exponent],
		     (uint64_t)ACK_NS << exponent);
	else
		cx_scheduler_remove(hca, qp);
}

void cx_scheduler_wait_rnr(struct cx_hca *hca, struct cx_qp *qp,
			   unsigned int code)
{
	wait(hca, qp, &hca->scheduler.rnr[code], rnr_10us[code] * 10000ull);
}

void cx_scheduler_wait_flush(struct cx_hca *hca, struct cx_qp *qp)
{
	struct cx_transport *t = &qp->transport;
	const unsigned int step = t->flush_step;

	if (step == CX_FLUSH_STEPS)
		return;
	t->flush_step++;
	wait(hca, qp, &hca->scheduler.flush[step], (uint64_t)FLUSH_NS << step);
}

/* Return: the earliest deadline, or @next if that is earlier */
static uint64_t wake(struct cx_hca *hca, struct cx_qp_list *lists,
		     unsigned int n, uint64_t now, uint64_t next)
{
	for (unsigned int i = 0; i < n; i++) {
		struct cx_qp *qp;

		while ((qp = TAILQ_FIRST(&lists[i])) &&
		       qp->transport.deadline <= now) {
			qp->transport.expired = lists == hca->scheduler.ack;
			cx_scheduler_ready(hca, qp);
		}
		if (qp && qp->transport.deadline < next)
			next = qp->transport.deadline;
	}
	return next;
}

void cx_scheduler_wake(struct cx_hca *hca)
{
	struct cx_scheduler *s = &hca->scheduler;
	uint64_t now, next = PCIE_NEVER;

	if (!s->waiting)
		return;
	now = pcie_function_now(&hca->fn);
	next = wake(hca, s->ack, CX_TIMERS, now, next);
	next = wake(hca, s->rnr, CX_TIMERS, now, next);
	next = wake(hca, s->flush, CX_FLUSH_STEPS, now, next);
	pcie_function_wake_at(&hca->fn, next);
}

struct cx_qp *cx_scheduler_next(struct cx_hca *hca)
{
	struct cx_qp *qp = TAILQ_FIRST(&hca->scheduler.ready);

	if (qp)
		cx_scheduler_remove(hca, qp);
	return qp;
}
