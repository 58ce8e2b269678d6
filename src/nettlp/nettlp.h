/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One end of NetTLP: the sockets of two addresses, with TLPs in the order in which the
 * peer sent them. No call blocks. Nothing is sent again: UDP may lose TLPs, and losses
 * are counted.
 */
#ifndef NETTLP_NETTLP_H
#define NETTLP_NETTLP_H

#include <stdio.h>

#include "nettlp/datagram.h"
#include "nettlp/order.h"

struct nettlp;

/**
 * struct nettlp_config - an end
 * @local:	IPv4 address to which the sockets are bound, in network byte order
 * @peer:	likewise, from which datagrams are taken, with the port to which they
 *		come; questions come from any port, of @local too
 * @prefixes:	TLPs with prefixes pass: the peer is one of ours, not an adapter
 * @adapter:	answer questions and accesses to configuration space, as an adapter
 * @hold_us:	microseconds that a TLP waits for earlier ones; then these are lost
 */
struct nettlp_config {
	uint32_t local, peer;
	bool prefixes, adapter;
	unsigned int hold_us;
};

/* For @hold_us: a link of an adapter does not reorder */
#define NETTLP_HOLD_US 2000

/* Size of messages */
#define NETTLP_ERROR_MAX 160

/**
 * struct nettlp_stats - counters of an end
 * @received:	TLPs that were taken
 * @order:	of the peer's datagrams
 * @strangers:	datagrams of other addresses or ports; dropped
 * @damaged:	datagrams without a TLP; dropped
 * @unfit:	TLPs that do not pass, see nettlp_judge(); dropped
 * @overruns:	datagrams that nobody waited for while 4,096 were kept; dropped
 * @sent:	TLPs that were sent
 * @refused_type, @refused_prefix: TLPs that do not pass; not sent
 * @failed:	TLPs that the socket did not take
 */
struct nettlp_stats {
	uint64_t received;
	struct order_stats order;
	uint64_t strangers, damaged, unfit, overruns;
	uint64_t sent, refused_type, refused_prefix, failed;
};

/* Kinds of datagrams besides TLPs, after enum nettlp_flow */
#define NETTLP_QUESTION (NETTLP_FLOWS + 1)
#define NETTLP_CONFIG	(NETTLP_FLOWS + 2)

/**
 * struct nettlp_datagram - a datagram from the peer
 * @kind:	enum nettlp_flow, NETTLP_QUESTION or NETTLP_CONFIG
 * @port:	port to which it came
 * @address, @from: address and port of the sender
 * @tlp:	the TLP, except in questions and accesses to configuration space
 * @len:	length of @data
 * @data:	without the header
 */
struct nettlp_datagram {
	unsigned int kind;
	uint32_t address;
	uint16_t port, from;
	struct tlp tlp;
	size_t len;
	const uint8_t *data;
};

/**
 * nettlp_address() - parse an IPv4 address
 * @text:	the address
 * @ret_address: the address, in network byte order
 *
 * Return: 0; -EINVAL it is not one.
 */
int nettlp_address(const char *text, uint32_t *ret_address);

/**
 * nettlp_open() - open the sockets of one end
 * @config:	addresses
 * @ret_nettlp:	the end; untouched on failure
 * @error:	message on failure, NETTLP_ERROR_MAX bytes
 *
 * Return: 0; -EINVAL the addresses are equal; -EADDRINUSE, -EADDRNOTAVAIL, -EMFILE
 * and others of socket(2) and bind(2); -ENOMEM.
 */
int nettlp_open(const struct nettlp_config *config, struct nettlp **ret_nettlp,
		char *error);

/* @nettlp may be NULL. */
void nettlp_close(struct nettlp *nettlp);

/* Return: a descriptor that is readable when nettlp_receive() may return something */
int nettlp_descriptor(const struct nettlp *nettlp);

/**
 * nettlp_send() - send a TLP
 * @nettlp:	end
 * @flow:	side that sent the request
 * @bytes:	bytes of the TLP
 * @len:	length of @bytes
 *
 * Return: 0; as nettlp_judge(); -EIO the socket did not take it. Failures are
 * counted.
 */
int nettlp_send(struct nettlp *nettlp, enum nettlp_flow flow, const void *bytes,
		size_t len);

/* Answer a question or an access to configuration space. */
void nettlp_answer(struct nettlp *nettlp, const struct nettlp_datagram *to,
		   const void *bytes, size_t len);

/* For nettlp_receive() */
#define NETTLP_ONLY(kind) (1u << (kind))
#define NETTLP_ALL	  UINT32_MAX

/**
 * nettlp_receive() - take the next datagram
 * @nettlp:	end
 * @kinds:	NETTLP_ONLY() of kinds; datagrams of others keep their places, up to
 *		4,096 of them
 * @ret:	the datagram, valid until the next call; @ret->data is DW aligned
 *
 * Return: false: none has come.
 */
bool nettlp_receive(struct nettlp *nettlp, uint32_t kinds,
		    struct nettlp_datagram *ret);

const struct nettlp_stats *nettlp_stats(const struct nettlp *nettlp);

/* Print a line for each direction; @name: of this end. */
void nettlp_print_stats(const struct nettlp *nettlp, FILE *out,
			const char *name);

#endif /* NETTLP_NETTLP_H */
