// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/port.h"

#include "device/connectx/hca.h"
#include "device/connectx/object/qp.h"

#define ALL	    0xffffu /* an index: the whole table */
#define MTU_UNIT    128u    /* bytes, << mtu of a QP context */
#define GIDS	    8u	    /* as in the capabilities */
#define GID_SIZE    16u
#define PKEYS	    128u
#define PKEY_SIZE   4u
#define LIST_AT	    0x10u	 /* of GIDs and P_Keys in the output */
#define GUID_LOCAL  (1ull << 57) /* not a registered EUI-64 */
#define GUID_SERIAL (GUID_LOCAL - 1)

/* States (enum ib_port_state, enum ib_port_phys_state) */
#define STATE_ACTIVE 4
#define PHYS_LINK_UP 5

/* CapabilityMask (include/rdma/ib_verbs.h): fixed bits, bits set by software */
#define CAP_SYSTEM_GUID	    (1u << 11)
#define CAP_EXTENDED_SPEEDS (1u << 14)
#define CAP_SM		    (1u << 1)
#define CAP_CM		    (1u << 16)
#define CAP_SNMP	    (1u << 17)
#define CAP_REINIT	    (1u << 18)
#define CAP_DEVICE_MGMT	    (1u << 19)
#define CAP_VENDOR_CLASS    (1u << 20)
#define CAP_SETTABLE                                                 \
	(CAP_SM | CAP_CM | CAP_SNMP | CAP_REINIT | CAP_DEVICE_MGMT | \
	 CAP_VENDOR_CLASS)

uint64_t cx_port_guid(const struct cx_hca *hca)
{
	return GUID_LOCAL | (hca->serial & GUID_SERIAL);
}

void cx_port_reset(struct cx_hca *hca)
{
	static const char desc[] = "OpenTPH ConnectX-7";

	hca->port = (struct cx_port){.cap_mask = CAP_SYSTEM_GUID |
						 CAP_EXTENDED_SPEEDS};
	memcpy(hca->port.node_desc, desc, sizeof(desc));
}

void cx_port_count(struct cx_traffic *traffic, const struct cx_qp *qp,
		   uint64_t bytes)
{
	const uint64_t mtu = MTU_UNIT << cx_get(qp->context, CX_QPC_MTU);

	traffic->packets += bytes ? (bytes + mtu - 1) / mtu : 1;
	traffic->octets += bytes;
}

/* Return: true if the command names this port */
static bool own(const struct cx_command *cmd)
{
	return !cx_get(cmd->in, CX_VPORT_OTHER) &&
	       cx_get(cmd->in, CX_VPORT_PORT) <= 1;
}

enum cx_status cx_query_hca_vport_context(struct cx_hca *hca,
					  struct cx_command *cmd)
{
	uint8_t *port = cmd->out + CX_PORT_AT;

	if (!own(cmd))
		return CX_BAD_PARAM;
	/* The port has no subnet management agent */
	cx_set(port, CX_PORT_HAS_SMI, 0);
	cx_set(port, CX_PORT_PHYSICAL_STATE, PHYS_LINK_UP);
	cx_set(port, CX_PORT_PORT_STATE, STATE_ACTIVE);
	cx_set(port, CX_PORT_STATE, STATE_ACTIVE);
	cx_set(port, CX_PORT_SYSTEM_GUID, cx_port_guid(hca));
	cx_set(port, CX_PORT_PORT_GUID, cx_port_guid(hca));
	cx_set(port, CX_PORT_NODE_GUID, cx_port_guid(hca));
	cx_set(port, CX_PORT_CAP_MASK, hca->port.cap_mask);
	cx_set(port, CX_PORT_CAP_SELECT, CAP_SETTABLE);
	cx_set(port, CX_PORT_LID, CX_LID);
	return CX_OK;
}

enum cx_status cx_modify_hca_vport_context(struct cx_hca *hca,
					   struct cx_command *cmd)
{
	const uint8_t *port = cmd->in + CX_PORT_AT;
	const uint32_t mask = cx_get(port, CX_PORT_CAP_SELECT);

	/* The function itself cannot set GUIDs or the policy of the state */
	if (!own(cmd) || cx_get(port, CX_PORT_SELECT) || mask & ~CAP_SETTABLE)
		return CX_BAD_PARAM;
	hca->port.cap_mask = (hca->port.cap_mask & ~mask) |
			     (cx_get(port, CX_PORT_CAP_MASK) & mask);
	return CX_OK;
}

/*
 * Find the requested entries of a table. Return: CX_OK; CX_BAD_PARAM another
 * port, or the entry does not exist; CX_BAD_OUT_LEN no room for the entries
 */
static enum cx_status asked(const struct cx_command *cmd, uint32_t size,
			    uint32_t entry, uint32_t *ret_first,
			    uint32_t *ret_n)
{
	const uint32_t index = cx_get(cmd->in, CX_VPORT_INDEX);
	const uint32_t n = index == ALL ? size : 1;

	if (!own(cmd) || (index != ALL && index >= size))
		return CX_BAD_PARAM;
	if (cmd->out_len < LIST_AT + n * entry)
		return CX_BAD_OUT_LEN;
	*ret_first = index == ALL ? 0 : index;
	*ret_n = n;
	return CX_OK;
}

/* All have the subnet's prefix; only the first has a GUID. */
enum cx_status cx_query_hca_vport_gid(struct cx_hca *hca,
				      struct cx_command *cmd)
{
	uint32_t first, n;
	const enum cx_status status = asked(cmd, GIDS, GID_SIZE, &first, &n);

	if (status != CX_OK)
		return status;
	cx_set(cmd->out, CX_VPORT_GIDS, n);
	for (uint32_t i = 0; i < n; i++)
		cx_set(cmd->out + LIST_AT + i * GID_SIZE, CX_FIELD(0, 63, 0),
		       CX_GID_PREFIX);
	if (!first)
		cx_set(cmd->out + LIST_AT, CX_FIELD(8, 63, 0),
		       cx_port_guid(hca));
	return CX_OK;
}

enum cx_status cx_query_hca_vport_pkey(struct cx_hca *hca,
				       struct cx_command *cmd)
{
	uint32_t first, n;
	const enum cx_status status = asked(cmd, PKEYS, PKEY_SIZE, &first, &n);

	if (status != CX_OK)
		return status;
	if (!first)
		cx_set(cmd->out + LIST_AT, CX_PKEY, CX_PKEY_DEFAULT);
	return CX_OK;
}

/* Errors and multicast do not occur. */
enum cx_status cx_query_vport_counter(struct cx_hca *hca,
				      struct cx_command *cmd)
{
	struct cx_port *port = &hca->port;

	if (!own(cmd))
		return CX_BAD_PARAM;
	cx_set(cmd->out, CX_COUNTER_RECEIVED, port->received.packets);
	cx_set(cmd->out, CX_COUNTER_RECEIVED_OCTETS, port->received.octets);
	cx_set(cmd->out, CX_COUNTER_SENT, port->sent.packets);
	cx_set(cmd->out, CX_COUNTER_SENT_OCTETS, port->sent.octets);
	if (cx_get(cmd->in, CX_COUNTER_CLEAR))
		port->sent = port->received = (struct cx_traffic){0};
	return CX_OK;
}
