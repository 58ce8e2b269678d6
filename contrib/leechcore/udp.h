/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CONTRIB_LEECHCORE_UDP_H
#define CONTRIB_LEECHCORE_UDP_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#include "contrib/leechcore/bridge.h"
#include "contrib/leechcore/sequence.h"

#define UDP_HEADER    6 /* u16 sequence number, u32 time stamp */
#define UDP_BATCH     128
#define UDP_PORTS     (PORT_PEERS + PORT_HOSTS)
#define UDP_TIME_UNIT 8 /* nanoseconds */

/**
 * struct datagram - a TLP in NetTLP's encapsulation
 * @port:	of both ends
 * @size:	bytes of the TLP; 0 if the datagram is longer or shorter than any TLP
 * @sequence:	number of the datagram
 * @time:	its time stamp
 * @bytes:	the whole datagram
 */
struct datagram {
	uint16_t port;
	size_t size;
	uint16_t sequence;
	uint32_t time;
	uint8_t bytes[UDP_HEADER + TLP_MAX + 1];
};

/**
 * struct udp - the sockets of all ports, and the sequences of both directions
 * @peer:	address that may send
 * @poll:	epoll descriptor of all sockets
 * @sockets:	0x3000 and following, then 0x4000 and following
 * @sent:	datagrams sent, the next sequence number
 * @received:	sequence of the peer
 * @batch:	received datagrams
 * @order:	the same in the order of their sequence
 */
struct udp {
	struct in_addr peer;
	int poll;
	int sockets[UDP_PORTS];
	uint16_t sent;
	struct sequence received;
	struct datagram batch[UDP_BATCH];
	struct datagram *order[UDP_BATCH];
};

/**
 * udp_open() - bind a socket to each port
 * @u:		set
 * @local:	address to bind to
 * @peer:	address that may send, and is sent to
 * @ret_port:	the port that failed, on an error
 *
 * Return: 0 or -errno.
 */
int udp_open(struct udp *u, struct in_addr local, struct in_addr peer,
	     uint16_t *ret_port);

/**
 * udp_receive() - take the datagrams that have arrived
 * @u:		the sockets; @u->order has the datagrams to use
 * @counts:	each datagram is counted
 *
 * Datagrams of different ports come in the order in which the peer sent them, as far
 * as its sequence numbers show it. Does not wait.
 *
 * Return: the number of datagrams to use.
 */
size_t udp_receive(struct udp *u, struct statistics *counts);

/**
 * udp_send() - send a TLP
 * @u:		the sockets
 * @out:	the TLP and its port
 *
 * Return: 0 or -errno; the sequence number is used up in either case.
 */
int udp_send(struct udp *u, const struct outgoing *out);

#endif /* CONTRIB_LEECHCORE_UDP_H */
