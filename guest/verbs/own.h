/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by the files of this folder */
#ifndef GUEST_VERBS_OWN_H
#define GUEST_VERBS_OWN_H

#include "guest/verbs/verbs.h"

struct verbs {
	struct ibv_context *context;
	struct ibv_pd *pd;
	struct ibv_port_attr attr;
	unsigned int port, gid_index;
	union ibv_gid gid;
	int max_reads; /* RDMA READs under way, per queue pair */
	bool atomics;
	char bdf[20];
};

/* Set the text of verbs_error(). Return: -@error, -EIO for 0. */
int verbs_fail(int error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* GUEST_VERBS_OWN_H */
