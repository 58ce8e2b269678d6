// SPDX-License-Identifier: BSD-3-Clause
/* Queue pairs and memory */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "guest/stress/stress.h"

static int failed(const char *what, int error)
{
	fprintf(stderr, "stress: cannot %s: error %d\n", what, error);
	return error > 0 ? -error : error ? error : -EIO;
}

static int failed_verbs(int ret)
{
	fprintf(stderr, "stress: %s\n", verbs_error());
	return ret;
}

static int open_memory(struct stress *s, struct channel *c)
{
	const size_t size = (size_t)SLOTS * SLOT_SIZE;
	int ret;

	c->local = aligned_alloc(4096, size);
	c->remote = aligned_alloc(4096, size);
	c->word = aligned_alloc(4096, 4096);
	if (!c->local || !c->remote || !c->word)
		return failed("allocate memory", ENOMEM);
	*c->word = c->counter = c->random;
	c->atomic = ibv_reg_mr(verbs_pd(s->verbs), c->word, 4096,
			       IBV_ACCESS_LOCAL_WRITE |
				       (verbs_atomics(s->verbs)
						? IBV_ACCESS_REMOTE_ATOMIC
						: 0));
	if (!c->atomic)
		return failed("register memory", errno);
	ret = verbs_register(s->verbs, c->local, size, NULL, &c->local_region);
	if (!ret)
		ret = verbs_register(s->verbs, c->remote, size, NULL,
				     &c->remote_region);
	return ret ? failed_verbs(ret) : 0;
}

static int open_qp(struct stress *s, struct channel *c)
{
	struct ibv_qp_init_attr init = {
		.qp_context = c,
		.send_cq = s->cq,
		.recv_cq = s->cq,
		.cap = {.max_send_wr = SLOTS,
			.max_recv_wr = SLOTS,
			.max_send_sge = 2,
			.max_recv_sge = 1},
		.qp_type = IBV_QPT_RC,
		.sq_sig_all = 1,
	};

	c->qp = ibv_create_qp(verbs_pd(s->verbs), &init);
	return c->qp ? 0 : failed("create a queue pair", errno);
}

static int open_channel(struct stress *s, unsigned int i)
{
	struct channel *c = &s->channels[i];
	int ret;

	c->peer = &s->channels[i ^ 1];
	c->random = 0x9e3779b97f4a7c15ull * (i + 1);
	ret = open_memory(s, c);
	if (!ret)
		ret = open_qp(s, c);
	if (!ret && i & 1) {
		struct ibv_qp *pair[2] = {c->qp, c->peer->qp};

		ret = verbs_connect(s->verbs, pair);
		if (ret)
			ret = failed_verbs(ret);
	}
	return ret;
}

int stress_open(struct stress *s, const char *device, unsigned int n)
{
	const struct verbs_options options = {.device = device};
	int ret = verbs_open(&options, &s->verbs);

	if (ret)
		return failed_verbs(ret);
	s->channels = calloc(n, sizeof(*s->channels));
	if (!s->channels)
		return failed("allocate memory", ENOMEM);
	s->n = n;
	s->cq = ibv_create_cq(verbs_context(s->verbs), (int)(2 * SLOTS * n),
			      NULL, NULL, 0);
	if (!s->cq)
		return failed("create a completion queue", errno);
	for (unsigned int i = 0; i < n && !ret; i++)
		ret = open_channel(s, i);
	return ret;
}

static void close_channel(struct channel *c)
{
	if (c->qp)
		ibv_destroy_qp(c->qp);
	verbs_deregister(&c->local_region);
	verbs_deregister(&c->remote_region);
	if (c->atomic)
		ibv_dereg_mr(c->atomic);
	free(c->local);
	free(c->remote);
	free(c->word);
}

void stress_close(struct stress *s)
{
	for (unsigned int i = 0; i < s->n; i++)
		close_channel(&s->channels[i]);
	free(s->channels);
	if (s->cq)
		ibv_destroy_cq(s->cq);
	verbs_close(s->verbs);
}
