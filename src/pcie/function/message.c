// SPDX-License-Identifier: BSD-3-Clause
/* Messages of a function (sec 2.2.8) */
#include "pcie/function/message.h"

#include "pcie/packet.h"

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
