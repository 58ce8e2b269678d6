/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Page faults by memory address (mlx5_ib_mr_memory_pfault_handler() of the
 * kernel's hw/mlx5/odp.c): the driver maps the pages and resumes.
 */
#ifndef DEVICE_CONNECTX_TRANSPORT_PAGEFAULT_H
#define DEVICE_CONNECTX_TRANSPORT_PAGEFAULT_H

#include <stdbool.h>

#include "device/connectx/command.h"

struct cx_hca;
struct cx_qp;
struct cx_stop;

/**
 * cx_page_fault() - let @qp wait for a page
 * @hca:	device
 * @qp:		queue pair whose message needs it
 * @stop:	place of the page
 *
 * Return: true if it waits; false if no queue wants page faults, or the driver
 * has just reported that this page stays absent: the access must fail.
 */
bool cx_page_fault(struct cx_hca *hca, struct cx_qp *qp,
		   const struct cx_stop *stop);

/* PAGE_FAULT_RESUME */
cx_handler cx_page_fault_resume;

#endif /* DEVICE_CONNECTX_TRANSPORT_PAGEFAULT_H */
