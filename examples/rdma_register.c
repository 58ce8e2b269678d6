// SPDX-License-Identifier: BSD-3-Clause
/*
 * A program for "tph export ... -- rdma_register": register the inherited dma-buf
 * with the first RDMA device, and keep it until standard input ends. Peers that
 * know the rkey write into the BAR, with the tag that tph export has set.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <infiniband/verbs.h>

#define NEED(true) ((true) ? (void)0 : err(1, "%s", #true))

int main(void)
{
	const char *number = getenv("TPH_DMABUF_FD");
	struct ibv_device **devices;
	struct ibv_context *context;
	struct ibv_mr *mr;
	struct ibv_pd *pd;
	off_t size;
	int fd;

	if (!number)
		errx(2, "run it by tph export");
	fd = atoi(number);
	NEED((size = lseek(fd, 0, SEEK_END)) > 0);
	NEED((devices = ibv_get_device_list(NULL)) && *devices);
	NEED(context = ibv_open_device(*devices));
	NEED(pd = ibv_alloc_pd(context));
	NEED(mr = ibv_reg_dmabuf_mr(pd, 0, size, 0, fd,
				    IBV_ACCESS_LOCAL_WRITE |
					    IBV_ACCESS_REMOTE_WRITE));
	printf("%s: %lld bytes, rkey 0x%x\n", ibv_get_device_name(*devices),
	       (long long)size, mr->rkey);
	fflush(stdout);
	while (getchar() != EOF)
		;
	ibv_dereg_mr(mr);
	ibv_dealloc_pd(pd);
	ibv_close_device(context);
	ibv_free_device_list(devices);
	return 0;
}
