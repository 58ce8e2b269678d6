// SPDX-License-Identifier: BSD-3-Clause
/* Work requests and their completions */
#include <errno.h>
#include <time.h>

#include "guest/verbs/pair.h"

static int post(struct verbs_pair *pair, const struct verbs_transfer *t)
{
	struct ibv_sge sge = {
		.addr = t->local->base + t->local_offset,
		.length = t->len,
		.lkey = t->local->mr->lkey,
	};
	struct ibv_send_wr *bad,
		wr = {
			.wr_id = pair->posted,
			.sg_list = &sge,
			.num_sge = 1,
			.opcode = t->opcode,
			.send_flags = IBV_SEND_SIGNALED,
			.wr.rdma = {.remote_addr =
					    t->remote->base + t->remote_offset,
				    .rkey = t->remote->mr->rkey},
		};
	int ret = ibv_post_send(pair->qp[0], &wr, &bad);

	if (ret)
		return verbs_fail(ret, "%s: post a work request",
				  verbs_name(pair->verbs));
	pair->posted++;
	return 0;
}

/* Poll a few times at once, then every 50 us: the device may share this CPU */
static void nap(unsigned int polls)
{
	static const struct timespec time = {.tv_nsec = 50000};

	if (polls > 100)
		nanosleep(&time, NULL);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Wait until all posted work requests have completed */
static int wait_all(struct verbs_pair *pair, enum ibv_wc_status *ret_status)
{
	int64_t end = now_ms() + VERBS_TIMEOUT_MS;
	unsigned int polls = 0;
	struct ibv_wc wc;
	int n;

	for (;;) {
		n = ibv_poll_cq(pair->cq, 1, &wc);
		if (n < 0)
			return verbs_fail(-n, "%s: poll the completion queue",
					  verbs_name(pair->verbs));
		if (!n && now_ms() >= end)
			return verbs_fail(ETIMEDOUT, "%s: a work request",
					  verbs_name(pair->verbs));
		if (!n) {
			nap(polls++);
			continue;
		}
		if (wc.status != IBV_WC_SUCCESS) {
			verbs_fail(0, "%s: %s (vendor syndrome 0x%x)",
				   verbs_name(pair->verbs),
				   ibv_wc_status_str(wc.status), wc.vendor_err);
			if (ret_status)
				*ret_status = wc.status;
			return -EREMOTEIO;
		}
		if (wc.wr_id == pair->posted - 1)
			return 0;
	}
}

int verbs_transfer(struct verbs_pair *pair, const struct verbs_transfer *t,
		   enum ibv_wc_status *ret_status)
{
	int ret = post(pair, t);

	return ret ? ret : wait_all(pair, ret_status);
}

int verbs_write(struct verbs_pair *pair, const struct verbs_transfer *t,
		enum ibv_wc_status *ret_status)
{
	struct verbs_transfer write = *t, read = *t;
	int ret;

	write.opcode = IBV_WR_RDMA_WRITE;
	ret = verbs_transfer(pair, &write, ret_status);
	if (ret || !t->len)
		return ret;

	read.opcode = IBV_WR_RDMA_READ;
	read.remote_offset += t->len - 1;
	read.len = 1;
	read.local = &pair->scrap;
	read.local_offset = 0;
	return verbs_transfer(pair, &read, ret_status);
}
