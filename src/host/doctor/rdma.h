/* SPDX-License-Identifier: BSD-3-Clause */
/* ConnectX devices and their DMA handles, for the checks that use them */
#ifndef HOST_DOCTOR_RDMA_H
#define HOST_DOCTOR_RDMA_H

#include "host/doctor/check.h"

#define RDMA_NAME_SIZE 64

/* Return: true if mlx5 drives the function */
bool rdma_is_mlx5(const struct tph_host_function *function);

/**
 * rdma_device() - RDMA device of a function
 * @check:	check
 * @function:	function
 * @buf:	name of the device
 *
 * Return: 0; -ENOENT it has none.
 */
int rdma_device(const struct check *check,
		const struct tph_host_function *function,
		char buf[RDMA_NAME_SIZE]);

#endif /* HOST_DOCTOR_RDMA_H */
