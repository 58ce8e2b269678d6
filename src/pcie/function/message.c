// SPDX-License-Identifier: BSD-3-Clause
/* Messages from and to a function (sec 2.2.8) */
#include "pcie/internal.h"

void function_send_message(struct pcie_function *fn, uint8_t code,
			   enum tlp_routing routing)
{
	const struct tlp tlp = {
		.type = TLP_MSG,
		.requester = fn->bdf,
		.msg_code = code,
		.routing = routing,
	};
	uint8_t bytes[PCIE_MAX_BARE];
	ssize_t size = tlp_encode_header(&tlp, bytes, sizeof(bytes));

	if (size > 0)
		pcie_port_send(&fn->port, bytes, size);
}

/* What an endpoint takes without doing anything about it */
static const uint8_t ignored[] = {
	0x00,					  /* Unlock */
	0x14,					  /* PM_Active_State_Nak */
	0x40, 0x41, 0x43, 0x44, 0x45, 0x47, 0x48, /* sec 2.2.8.7 */
	0x50,					  /* Set_Slot_Power_Limit */
	0x7f,					  /* Vendor_Defined Type 1 */
};

void function_take_message(struct pcie_function *fn,
			   const struct pcie_packet *p)
{
	if (p->tlp->msg_code == TLP_MSG_PME_TURN_OFF)
		function_send_message(fn, TLP_MSG_PME_TO_ACK, TLP_ROUTE_GATHER);
	else if (!memchr(ignored, p->tlp->msg_code, sizeof(ignored)))
		function_reject(fn, p, PCIE_ERR_UNSUPPORTED, TLP_CPL_UR);
}
