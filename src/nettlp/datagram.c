// SPDX-License-Identifier: BSD-3-Clause
#include "nettlp/datagram.h"

#include <errno.h>

#include "ground.h"

int nettlp_judge(const void *bytes, size_t len, bool prefixes,
		 struct tlp *ret_tlp)
{
	struct tlp tlp;

	if (tlp_decode(bytes, len, &tlp))
		return -EBADMSG;
	if (tlp.type != TLP_MRD && tlp.type != TLP_MWR && tlp.type != TLP_CPL &&
	    tlp.type != TLP_CPLD)
		return -EOPNOTSUPP;
	if (tlp.nprefix && !prefixes)
		return -ENOPROTOOPT;
	*ret_tlp = tlp;
	return 0;
}

uint16_t nettlp_port(enum nettlp_flow flow, const struct tlp *tlp)
{
	const unsigned int key =
		tlp->type == TLP_MWR && tlp->th ? tlp->st : tlp->tag;

	return flow == NETTLP_SOFTWARE
		       ? NETTLP_SOFTWARE_PORT + key % NETTLP_SOFTWARE_PORTS
		       : NETTLP_ADAPTER_PORT + key % NETTLP_ADAPTER_PORTS;
}

enum nettlp_flow nettlp_flow_of(uint16_t port)
{
	if (port >= NETTLP_SOFTWARE_PORT &&
	    port < NETTLP_SOFTWARE_PORT + NETTLP_SOFTWARE_PORTS)
		return NETTLP_SOFTWARE;
	if (port >= NETTLP_ADAPTER_PORT &&
	    port < NETTLP_ADAPTER_PORT + NETTLP_ADAPTER_PORTS)
		return NETTLP_ADAPTER;
	return NETTLP_FLOWS;
}

void nettlp_put_header(uint8_t *to, const struct nettlp_header *header)
{
	store_be16(to, header->sequence);
	store_be32(to + 2, header->time);
}

void nettlp_get_header(const uint8_t *from, struct nettlp_header *ret_header)
{
	ret_header->sequence = load_be16(from);
	ret_header->time = load_be32(from + 2);
}
