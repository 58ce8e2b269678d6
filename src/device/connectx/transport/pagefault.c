// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/transport/pagefault.h"

#include "device/connectx/hca.h"
#include "device/connectx/layout.h"
#include "device/connectx/object/eq.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/transport/scheduler.h"

#define EVENT	       0xcu /* MLX5_EVENT_TYPE_PAGE_FAULT */
#define SUBTYPE_MEMORY 2    /* MLX5_PFAULT_SUBTYPE_MEMORY */
#define FLAG_LAST      (1u << 7)
#define FAULT_SIZE     0x1cu
#define PAGE_SHIFT     12
#define PAGES_MAX      16u /* a turn's data */

/*
 * A token has 48 bits: the queue pair, and the number of the device's page
 * fault, so that answers to faults before a reset, or of an earlier queue pair
 * with the same number, are recognized.
 */
#define QPN_MASK     0xffffffu
#define NUMBER_SHIFT 24
#define NUMBER_MASK  0xffffffu

/* Return: true if software chose this scheme and a queue wants the events */
static bool wanted(const struct cx_hca *hca)
{
	return cx_caps_get(hca, CX_CAPS_ODP, CX_ODP_MEMORY) &&
	       cx_eq_wants(hca, EVENT);
}

static uint64_t pages(const struct cx_stop *stop)
{
	const uint64_t skip = stop->addr & ((1u << PAGE_SHIFT) - 1);
	const uint64_t n = (skip + stop->len - 1) >> PAGE_SHIFT;

	return n < PAGES_MAX ? n + 1 : PAGES_MAX;
}

bool cx_page_fault(struct cx_hca *hca, struct cx_qp *qp,
		   const struct cx_stop *stop)
{
	struct cx_transport *t = &qp->transport;
	uint8_t fault[FAULT_SIZE] = {0};

	if (t->fault_failed || !wanted(hca)) {
		t->fault_failed = false;
		return false;
	}
	t->faulted = true;
	t->fault = ++hca->faults & NUMBER_MASK;
	cx_scheduler_remove(hca, qp);
	cx_set(fault, CX_FAULT_FLAGS, FLAG_LAST);
	cx_set(fault, CX_FAULT_TOKEN_HIGH, t->fault >> 8);
	cx_set(fault, CX_FAULT_TOKEN_LOW,
	       t->fault << NUMBER_SHIFT | qp->object.id);
	cx_set(fault, CX_FAULT_PAGES, pages(stop));
	cx_set(fault, CX_FAULT_KEY, stop->key);
	cx_set(fault, CX_FAULT_VA, stop->addr);
	cx_eq_event(hca, EVENT, SUBTYPE_MEMORY, fault, sizeof(fault));
	return true;
}

enum cx_status cx_page_fault_resume(struct cx_hca *hca, struct cx_command *cmd)
{
	const uint64_t token = cx_get(cmd->in, CX_RESUME_TOKEN_HIGH) << 32 |
			       cx_get(cmd->in, CX_RESUME_TOKEN_LOW);
	struct cx_qp *qp = cx_qp_find(hca, token & QPN_MASK);

	/* The queue pair may have been destroyed or reset meanwhile */
	if (!qp || !qp->transport.faulted ||
	    qp->transport.fault != token >> NUMBER_SHIFT)
		return CX_OK;
	qp->transport.faulted = false;
	qp->transport.fault_failed = cx_get(cmd->in, CX_RESUME_ERROR);
	cx_scheduler_ready(hca, qp);
	return CX_OK;
}
