// SPDX-License-Identifier: BSD-3-Clause
/* TLPs between the fabric and the program */
#include "device/nettlp/traffic.h"

#include <errno.h>

/* Return: -errno if @tlp could not be sent to the program */
static int pass_on(struct adapter *adapter, enum nettlp_flow flow,
		   const struct tlp *tlp)
{
	const ssize_t len =
		tlp_encode(tlp, adapter->room, sizeof(adapter->room));

	return len < 0 ? (int)len
		       : nettlp_send(adapter->end, flow, adapter->room, len);
}

void adapter_write(struct adapter *adapter, const struct tlp *tlp)
{
	const int ret = pass_on(adapter, NETTLP_ADAPTER, tlp);

	/* A TLP that the socket did not take is lost, as on the way */
	if (!ret || ret == -EIO)
		return;
	adapter->stats.refused++;
	pcie_function_error(&adapter->fn, PCIE_ERR_UNSUPPORTED, NULL, 0);
}

/* Return: the read of BAR4 with these IDs, or NULL */
static struct adapter_read *find_asked(struct adapter *adapter,
				       uint16_t requester, uint16_t tag)
{
	for (unsigned int i = 0; i < ADAPTER_READS; i++) {
		struct adapter_read *read = &adapter->asked[i];

		if (read->used && read->requester == requester &&
		    read->tag == tag)
			return read;
	}
	return NULL;
}

int adapter_read(struct adapter *adapter, const struct tlp *tlp)
{
	struct adapter_read *read =
		find_asked(adapter, tlp->requester, tlp->tag);

	for (unsigned int i = 0; !read && i < ADAPTER_READS; i++) {
		if (!adapter->asked[adapter->oldest].used)
			read = &adapter->asked[adapter->oldest];
		adapter->oldest = (adapter->oldest + 1) % ADAPTER_READS;
	}
	/* Those that were never completed leave when their place is needed */
	if (!read) {
		read = &adapter->asked[adapter->oldest];
		adapter->oldest = (adapter->oldest + 1) % ADAPTER_READS;
	}
	*read = (struct adapter_read){true, tlp->requester, tlp->tag};
	switch (pass_on(adapter, NETTLP_ADAPTER, tlp)) {
	case 0:
	case -EIO:
		return TLP_CPL_SC;
	default:
		read->used = false;
		return TLP_CPL_UR;
	}
}

bool adapter_completed(struct adapter *adapter, const struct tlp *tlp)
{
	struct adapter_read *read = &adapter->sent[tlp->tag % ADAPTER_TAGS];
	struct tlp cpl = *tlp;

	if (!read->used || tlp->requester != adapter->fn.bdf)
		return false;
	if (cpl.requester != read->requester)
		tlp_ecrc_drop(&cpl);
	cpl.requester = read->requester;
	if (pcie_completes(tlp))
		read->used = false;
	pass_on(adapter, NETTLP_SOFTWARE, &cpl);
	return true;
}

/* The requester checks the data; one that is not asked for must not reach it */
static void take_completion(struct adapter *adapter,
			    const struct nettlp_datagram *got)
{
	const struct tlp *tlp = &got->tlp;
	struct adapter_read *read =
		find_asked(adapter, tlp->requester, tlp->tag);

	if (!read) {
		adapter->stats.unexpected++;
		return;
	}
	if (pcie_completes(tlp))
		read->used = false;
	pcie_function_send(&adapter->fn, got->data, got->len);
}

/* The ID decides where completions go: it is always that of this function */
static void take_request(struct adapter *adapter,
			 const struct nettlp_datagram *got)
{
	_Alignas(8) uint8_t room[TLP_MAX_SIZE];
	const struct adapter_read read = {true, got->tlp.requester,
					  got->tlp.tag};
	const uint8_t *bytes = got->data;
	struct tlp tlp = got->tlp;
	ssize_t len = got->len;

	if (tlp.requester != adapter->fn.bdf) {
		adapter->stats.renamed++;
		tlp.requester = adapter->fn.bdf;
		tlp_ecrc_drop(&tlp);
		len = tlp_encode(&tlp, room, sizeof(room));
		bytes = room;
	}
	if (len < 0)
		return;
	if (tlp.type == TLP_MRD)
		adapter->sent[tlp.tag % ADAPTER_TAGS] = read;
	if (pcie_function_send(&adapter->fn, bytes, len) == -EACCES)
		adapter->stats.disabled++;
}

void adapter_take(struct adapter *adapter, const struct nettlp_datagram *got)
{
	if (tlp_class(got->tlp.type) == TLP_COMPLETION)
		take_completion(adapter, got);
	else
		take_request(adapter, got);
}
