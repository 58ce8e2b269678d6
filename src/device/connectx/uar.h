/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * User access regions: pages of the BAR with doorbells. A doorbell works only
 * on the page that its object's context names.
 */
#ifndef DEVICE_CONNECTX_UAR_H
#define DEVICE_CONNECTX_UAR_H

#include "device/connectx/command.h"
#include "device/connectx/object/object.h"

struct tlp;

/**
 * struct cx_uar - a page
 * @object:	its number is the page number in the BAR
 * @first:	first half of a doorbell that is written in two halves, and the
 *		required offset of the other half, 0 if none is expected
 */
struct cx_uar {
	struct cx_object object;
	struct {
		uint32_t next, value;
	} first;
};

/* Handle a write to the BAR after the initialization segment. */
void cx_uar_write(struct cx_hca *hca, uint64_t offset, const struct tlp *tlp);

/* Free all pages. */
void cx_uars_free(struct cx_hca *hca);

cx_handler cx_alloc_uar, cx_dealloc_uar;

#endif /* DEVICE_CONNECTX_UAR_H */
