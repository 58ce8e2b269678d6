/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs as datagrams: those that pass, their ports, and their header */
#ifndef NETTLP_DATAGRAM_H
#define NETTLP_DATAGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include <opentph/tlp.h>

#include "nettlp/protocol.h"

/* The largest datagram */
#define NETTLP_MAX (NETTLP_HEADER + TLP_MAX_SIZE)

/* Side whose requests, and their completions, a datagram carries */
enum nettlp_flow {
	NETTLP_SOFTWARE, /* 0x3000 and the tag */
	NETTLP_ADAPTER,	 /* 0x4000 and 4 bits of the tag */
	NETTLP_FLOWS,
};

/* Members of the header */
struct nettlp_header {
	uint16_t sequence;
	uint32_t time;
};

/**
 * nettlp_judge() - does a TLP pass?
 * @bytes:	bytes of one TLP
 * @len:	length of @bytes
 * @prefixes:	TLPs with prefixes pass. An adapter takes the Fmt as 2 bits, so that
 *		these are lost there, or cut
 * @ret_tlp:	the TLP; untouched unless it passes
 *
 * MRd, MWr, Cpl and CplD pass.
 *
 * Return: 0; -EBADMSG it is not a TLP; -EOPNOTSUPP its type does not pass;
 * -ENOPROTOOPT it has prefixes.
 */
int nettlp_judge(const void *bytes, size_t len, bool prefixes,
		 struct tlp *ret_tlp);

/* Return: the port of a TLP that passes */
uint16_t nettlp_port(enum nettlp_flow flow, const struct tlp *tlp);

/* Return: the flow of a port; NETTLP_FLOWS: it is not a port for TLPs */
enum nettlp_flow nettlp_flow_of(uint16_t port);

/* Store, load the NETTLP_HEADER bytes in front of a TLP. */
void nettlp_put_header(uint8_t *to, const struct nettlp_header *header);
void nettlp_get_header(const uint8_t *from, struct nettlp_header *ret_header);

#endif /* NETTLP_DATAGRAM_H */
