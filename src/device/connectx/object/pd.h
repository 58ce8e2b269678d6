/* SPDX-License-Identifier: BSD-3-Clause */
/* Protection domains and XRC domains: numbers that other objects name */
#ifndef DEVICE_CONNECTX_OBJECT_PD_H
#define DEVICE_CONNECTX_OBJECT_PD_H

#include "device/connectx/command.h"

struct cx_hca;

cx_handler cx_alloc_pd, cx_dealloc_pd, cx_alloc_xrcd, cx_dealloc_xrcd;

/* Reset of the device: free all domains */
void cx_pds_free(struct cx_hca *hca);

#endif /* DEVICE_CONNECTX_OBJECT_PD_H */
