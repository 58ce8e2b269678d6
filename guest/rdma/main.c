// SPDX-License-Identifier: BSD-3-Clause
/*
 * tph-rdma: export a part of a BAR as a dma-buf, tag it, write into it with an
 * RDMA device, peer to peer, and show the outcome.
 */
#include "guest/rdma/rdma.h"

static int judge(const struct rdma_session *s, const struct rdma_phase *phase)
{
	if (!phase->memory || !phase->readback)
		return EXIT_DIFFERS;
	return rdma_untagged(s, phase) ? EXIT_UNTAGGED : 0;
}

int main(int argc, char **argv)
{
	struct rdma_request request;
	struct rdma_session s = {.request = &request};
	int ret, status = EXIT_ERROR;

	rdma_parse(argc, argv, &request);
	ret = rdma_setup(&s);
	if (!ret)
		ret = rdma_phase(&s, &s.first);
	if (!ret && request.revoke) {
		ret = rdma_revoke(&s);
		if (!ret)
			ret = rdma_phase(&s, &s.second);
	}
	if (!ret) {
		request.json ? rdma_show_json(&s) : rdma_show_text(&s);
		status = judge(&s, &s.first);
		if (request.revoke && status != EXIT_DIFFERS &&
		    judge(&s, &s.second))
			status = judge(&s, &s.second);
	}
	rdma_close(&s);
	return status;
}
