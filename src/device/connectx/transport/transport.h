/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The transport: QPs with work take turns, a bounded piece each. Every message
 * stays on this port (loopback); what is addressed elsewhere is lost, as on a
 * wire with nobody at its end.
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
 * The next QP has its turn: at most 16 WQEs and 64 KiB of data, of which each
 * piece uses 512 bytes or more. Asks to be called again
 * (pcie_function_wake_at()) where QPs wait for a time.
 *
 * Return: true if more is left.
 */
bool cx_transport_run(struct cx_hca *hca);

/*
 * A doorbell at offset 0x800 or 0x900 of UAR page @uar: the first 8 bytes of a
 * control segment. Comes from register writes: only noted.
 */
void cx_sq_doorbell(struct cx_hca *hca, uint32_t uar, uint32_t dw0,
		    uint32_t dw1);

/**
 * cx_transport_set_state() - change the state of a queue pair by software
 * @hca:	device
 * @qp:		queue pair
 * @state:	to RST, also before it is freed: forget everything; to RTS: look
 *		at the send queue; to ERR: cx_qp_flush()
 */
void cx_transport_set_state(struct cx_hca *hca, struct cx_qp *qp,
			    enum cx_qp_state state);

#endif /* DEVICE_CONNECTX_TRANSPORT_TRANSPORT_H */
