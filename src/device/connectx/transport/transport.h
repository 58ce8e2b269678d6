/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The transport: QPs with work take turns, a bounded piece each. Every message
 * stays on this port (loopback); messages to other addresses are lost, as on a
 * wire without a peer.
 */
#ifndef DEVICE_CONNECTX_TRANSPORT_TRANSPORT_H
#define DEVICE_CONNECTX_TRANSPORT_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "device/connectx/object/qp.h"

struct cx_hca;

/**
 * cx_transport_run() - do one bounded piece of work
 * @hca:	device, in its run call
 *
 * Run the turn of the next QP: at most 16 WQEs and 64 KiB of data, where each
 * piece counts 512 bytes or more. Requests another call
 * (pcie_function_wake_at()) if QPs wait for a time.
 *
 * Return: true if more is left.
 */
bool cx_transport_run(struct cx_hca *hca);

/*
 * Record a doorbell at offset 0x800 or 0x900 of UAR page @uar: the first 8
 * bytes of a control segment. Called from register writes.
 */
void cx_sq_doorbell(struct cx_hca *hca, uint32_t uar, uint32_t dw0,
		    uint32_t dw1);

/**
 * cx_transport_set_state() - change the state of a queue pair by software
 * @hca:	device
 * @qp:		queue pair
 * @state:	RST, also before it is freed: forget everything; RTS: check the
 *		send queue; ERR: cx_qp_flush()
 */
void cx_transport_set_state(struct cx_hca *hca, struct cx_qp *qp,
			    enum cx_qp_state state);

#endif /* DEVICE_CONNECTX_TRANSPORT_TRANSPORT_H */
