/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * State of the virtual ConnectX, shared by its files.
 *
 * Register writes only note what was rung and kick the function; everything
 * that needs memory happens in cx_run(), a bounded piece at a time.
 */
#ifndef OPENTPH_CONNECTX_HCA_H
#define OPENTPH_CONNECTX_HCA_H

#include <stdbool.h>

#include "device/connectx/buffer.h"
#include "device/connectx/command.h"
#include "device/connectx/object.h"
#include "pcie/pcie.h"

#define CX_BAR	     0
#define CX_BAR_SIZE  (32u << 20)
#define CX_PAGE_SIZE 4096u /* of UARs */

/*
 * Each kind of object has a header and files of its own name (mkey.h, mkey.c,
 * ...). Objects name others by number and hold them by cx_object.users.
 */
struct cx_hca {
	struct pcie_function fn;
	struct cx_table uars, pds, xrcds, mkeys, eqs, cqs, srqs, qps;
};

static inline struct cx_hca *cx_hca_of(struct pcie_function *fn)
{
	return (struct cx_hca *)((char *)fn - offsetof(struct cx_hca, fn));
}

#endif /* OPENTPH_CONNECTX_HCA_H */
