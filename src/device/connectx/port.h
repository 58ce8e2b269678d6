/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The InfiniBand port: one, always active, without a subnet manager. Its LID
 * and GUIDs do not change.
 */
#ifndef DEVICE_CONNECTX_PORT_H
#define DEVICE_CONNECTX_PORT_H

#include <stdint.h>

#include "device/connectx/command.h"

#define CX_GID_PREFIX	0xfe80000000000000ull /* of the default subnet */
#define CX_LID		1u
#define CX_MTU		4096u	/* bytes, largest and current */
#define CX_PKEY_DEFAULT 0xffffu /* full member */

struct cx_qp;

/**
 * struct cx_traffic - messages in one direction
 * @packets:	packets of the path MTU of their queue pair
 * @octets:	bytes of payload
 */
struct cx_traffic {
	uint64_t packets, octets;
};

/**
 * struct cx_port - changing state of the port
 * @cap_mask:	CapabilityMask of its PortInfo
 * @node_desc:	node description
 * @sent, @received: traffic since the last reset, or since software cleared it
 */
struct cx_port {
	struct cx_traffic sent, received;
	uint32_t cap_mask;
	uint8_t node_desc[64];
};

/* Return: GUID of node, system and port. */
uint64_t cx_port_guid(const struct cx_hca *hca);

/* Restore the initial state. */
void cx_port_reset(struct cx_hca *hca);

/* Count a message of @qp in @traffic. */
void cx_port_count(struct cx_traffic *traffic, const struct cx_qp *qp,
		   uint64_t bytes);

cx_handler cx_query_vport_counter;
cx_handler cx_query_hca_vport_context, cx_modify_hca_vport_context;
cx_handler cx_query_hca_vport_gid, cx_query_hca_vport_pkey;

#endif /* DEVICE_CONNECTX_PORT_H */
