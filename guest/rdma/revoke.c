// SPDX-License-Identifier: BSD-3-Clause
/* A target that goes away while writes run, and comes back */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "guest/oracle/oracle.h"
#include "guest/rdma/rdma.h"

/* Writes that must have ended before the target goes */
#define WARM_UP 4

/**
 * struct writer - a thread that writes over and over
 * @s:		session, whose pair is the writer's
 * @done:	writes that ended well
 * @status:	of the completion that ended it
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

/* Take it away, see the writer end. Return: 0, or an error of libtph. */
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
	/* What was written last is known to nobody: begin anew */
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
		fprintf(stderr,
			"tph-rdma: a write to what was taken away: %s\n",
			strerror(-w.ret));
		return w.ret;
	}
	ret = verbs_pair_reset(s->pair);
	return ret ? rdma_fail_verbs(ret) : 0;
}
