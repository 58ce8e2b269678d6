// SPDX-License-Identifier: BSD-3-Clause
/* Writes and their effect */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "guest/oracle/oracle.h"
#include "guest/rdma/rdma.h"

#define MAX_ATTACHMENTS 16

/* The fdinfo line of this RDMA device; its parent's name is its address */
static int look_at_fdinfo(struct rdma_session *s, struct rdma_phase *phase)
{
	struct tph_attachment list[MAX_ATTACHMENTS];
	size_t n;
	int ret =
		tph_dmabuf_applied(s->fd, &s->asked, list, MAX_ATTACHMENTS, &n);

	/* A kernel without the series does not report tags */
	if (ret == -EOPNOTSUPP)
		return 0;
	if (ret)
		return rdma_fail_tph(ret);
	for (size_t i = 0; i < n && i < MAX_ATTACHMENTS; i++) {
		if (strcmp(list[i].name, verbs_bdf(s->verbs)))
			continue;
		phase->applied = list[i];
		phase->applied_valid = true;
	}
	return 0;
}

bool rdma_untagged(const struct rdma_session *s, const struct rdma_phase *phase)
{
	return s->asked.set && !phase->applied.applied;
}

enum accel_op rdma_op(const struct rdma_session *s,
		      const struct rdma_phase *phase)
{
	return s->accel && phase->applied.applied ? s->request->op
						  : ACCEL_OP_STORE;
}

static int write_all(struct rdma_session *s, struct rdma_phase *phase)
{
	struct verbs_transfer t = {.local = &s->source,
				   .remote = &s->target,
				   .len = s->request->target.length};
	int ret = 0;

	while (!ret && phase->writes < s->request->count) {
		ret = verbs_write(s->pair, &t, NULL);
		if (ret)
			break;
		phase->writes++;
	}
	return ret ? rdma_fail_verbs(ret) : 0;
}

static void expect(struct rdma_session *s, const struct rdma_phase *phase)
{
	for (unsigned int i = 0; i < phase->writes; i++)
		oracle_apply(rdma_op(s, phase), s->want, 0, s->data,
			     s->request->target.length);
}

static int count(struct rdma_session *s, struct rdma_phase *phase)
{
	const struct tph_attachment *a = &phase->applied;
	int ret = tph_accel_counters(s->accel, &phase->counters);

	if (!ret && a->applied)
		ret = tph_accel_tag_counters(s->accel, a->st16, a->st,
					     &phase->tag);
	if (ret)
		return rdma_fail_tph(ret);
	phase->counted = true;
	return 0;
}

/* s->back then holds the target as the CPU sees it */
static int compare(struct rdma_session *s, struct rdma_phase *phase)
{
	const struct rdma_request *request = s->request;
	struct verbs_transfer t = {.opcode = IBV_WR_RDMA_READ,
				   .local = &s->back_region,
				   .remote = &s->target,
				   .len = request->target.length};
	int ret = verbs_transfer(s->pair, &t, NULL);

	if (ret)
		return rdma_fail_verbs(ret);
	phase->readback = !memcmp(s->back, s->want, request->target.length);

	if (s->memory)
		memcpy(s->back, s->memory, request->target.length);
	else
		ret = tph_bar_read(s->dev, request->target.bar,
				   request->target.offset, s->back,
				   request->target.length);
	if (ret)
		return rdma_fail_tph(ret);
	phase->memory = !memcmp(s->back, s->want, request->target.length);
	return 0;
}

int rdma_phase(struct rdma_session *s, struct rdma_phase *ret_phase)
{
	struct rdma_phase phase = {0};
	int ret = 0;

	if (s->accel) {
		ret = tph_accel_counters_clear(s->accel);
		if (ret)
			rdma_fail_tph(ret);
	}
	if (!ret)
		ret = write_all(s, &phase);
	/* The first write after a revocation maps the target again */
	if (!ret && !s->memory)
		ret = look_at_fdinfo(s, &phase);
	if (!ret && s->accel)
		ret = count(s, &phase);
	if (!ret) {
		expect(s, &phase);
		ret = compare(s, &phase);
	}
	if (!ret)
		*ret_phase = phase;
	return ret;
}
