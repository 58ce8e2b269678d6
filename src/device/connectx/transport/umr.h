/* SPDX-License-Identifier: BSD-3-Clause */
/* User-mode memory registration: work requests that change memory keys */
#ifndef DEVICE_CONNECTX_TRANSPORT_UMR_H
#define DEVICE_CONNECTX_TRANSPORT_UMR_H

#include <stdint.h>

#include "device/connectx/object/cq.h"

struct cx_hca;
struct cx_qp;

/**
 * cx_umr() - execute a UMR work request
 * @hca:	device
 * @qp:		queue pair that it was posted on
 * @wqe:	control, UMR control and memory key context segments, and a
 *		translation list or a data segment that names one
 * @len:	length of the WQE (DS * 16)
 * @budget:	budget of the turn: the pieces of its list are deducted
 *
 * It takes effect as a whole or not at all. Runs in the run call, as it reads
 * the list.
 *
 * Return: 0; CX_SYNDROME_LOCAL_QP_OP the queue pair is not a REG_UMR one and
 * lacks fre, or the WQE is malformed; CX_SYNDROME_MW_BIND the key does not
 * exist, is of another domain (REG_UMR: any domain), does not allow UMRs, fails
 * the requested check for free, the list does not fit into it, or a field is
 * out of range; CX_SYNDROME_LOCAL_PROT the list's own memory cannot be read, or
 * has too many pieces.
 */
enum cx_syndrome cx_umr(struct cx_hca *hca, const struct cx_qp *qp,
			const uint8_t *wqe, uint32_t len, uint64_t *budget);

#endif /* DEVICE_CONNECTX_TRANSPORT_UMR_H */
