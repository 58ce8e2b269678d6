// SPDX-License-Identifier: BSD-3-Clause
/* Revoke the target while writes run, and restore it */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "guest/oracle/oracle.h"
#include "guest/rdma/rdma.h"

/* Writes that must have succeeded before the target is revoked */
#define WARM_UP 4

/**
 * struct writer - a thread that writes over and over
 * @s:		session; the writer uses its queue pairs
 * @done:	successful writes
 * @status:	status of the completion that ended the thread
 * @ret:	0 while it runs, then the error
 */
struct writer {
	struct rdma_session *s;
	atomic_uint done;
	enum ibv_wc_status status;
	atomic_int ret;
};

static void *write_on(void *arg)
{
	struct writer *w = arg;
	struct verbs_transfer t = {.local = &w->s->source,
				   .remote = &w->s->target,
				   .len = w->s->request->target.length};
	int ret;

	do {
		ret = verbs_write(w->s->pair, &t, &w->status);
		if (!ret)
			w->done++;
	} while (!ret);
	w->ret = ret;
	return NULL;
}

static int start(struct rdma_session *s, struct writer *w,
		 pthread_t *ret_thread)
{
	static const struct timespec nap = {.tv_nsec = 1000000};
	int ret = pthread_create(ret_thread, NULL, write_on, w);

	if (ret) {
		fprintf(stderr, "tph-rdma: start a thread: %s\n",
			strerror(ret));
		return -ret;
	}
	while (w->done < WARM_UP && !w->ret)
		nanosleep(&nap, NULL);
	return 0;
}

/* Revoke the target until the writer ends. Return: 0, or a libtph error. */
static int take(struct rdma_session *s, struct writer *w, pthread_t thread)
{
	int ret = tph_device_memory_enable(s->dev, false);

	if (ret)
		return ret;
	pthread_join(thread, NULL);
	if (!ret && s->request->retag_valid)
		ret = tph_dmabuf_tag(s->dev, s->fd, &s->request->retag);
	if (!ret)
		ret = tph_device_memory_enable(s->dev, true);
	/* The last writes may or may not have landed: start from known contents */
	if (!ret)
		ret = rdma_fill(s);
	return ret;
}

int rdma_revoke(struct rdma_session *s)
{
	struct writer w = {.s = s, .status = IBV_WC_SUCCESS};
	pthread_t thread;
	int ret = start(s, &w, &thread);

	if (ret)
		return ret;
	ret = take(s, &w, thread);
	if (ret)
		return rdma_fail_tph(ret);
	s->before_revoke = w.done;
	s->revoked = w.status;
	if (w.ret != -EREMOTEIO) {
		fprintf(stderr, "tph-rdma: a write to the revoked target: %s\n",
			strerror(-w.ret));
		return w.ret;
	}
	ret = verbs_pair_reset(s->pair);
	return ret ? rdma_fail_verbs(ret) : 0;
}
