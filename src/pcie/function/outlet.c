// SPDX-License-Identifier: BSD-3-Clause
/* Models with TLPs of their own, and with input from outside */
#include <errno.h>

#include "pcie/function.h"
#include "pcie/function/inbox.h"
#include "pcie/function/state.h"

int pcie_function_send(struct pcie_function *fn, const void *bytes, size_t len)
{
	struct tlp tlp;

	if (tlp_decode(bytes, len, &tlp))
		return -EBADMSG;
	if (tlp_class(tlp.type) != TLP_COMPLETION && !function_may_request(fn))
		return -EACCES;
	pcie_port_send(&fn->port, bytes, len);
	return 0;
}

bool pcie_function_input(struct pcie_function *fn)
{
	bool more;

	if (fn->busy)
		return false;
	fn->busy = true;
	more = fn->ops->input(fn);
	fn->busy = false;
	inbox_deliver(fn);
	return more;
}
