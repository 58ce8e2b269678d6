/* SPDX-License-Identifier: BSD-3-Clause */
/* The sockets of an end, and its memory */
#ifndef NETTLP_SOCKETS_H
#define NETTLP_SOCKETS_H

#include "nettlp/nettlp.h"

/* TLPs, and the two sockets of an adapter */
#define SOCKETS_MAX (NETTLP_SOFTWARE_PORTS + NETTLP_ADAPTER_PORTS + 2)

/**
 * struct letter - a datagram that was received
 * @next:	the next in a queue
 * @data:	the bytes after the header, DW aligned
 */
struct letter {
	struct letter *next;
	unsigned int kind;
	uint32_t address;
	uint16_t port, from;
	size_t len;
	struct tlp tlp;
	_Alignas(8) uint8_t data[];
};

/* Letters in order */
struct queue {
	struct letter *first, **last;
	unsigned int n;
};

/**
 * struct nettlp - one end
 * @epoll:	all sockets, and @timer
 * @timer:	expires when the first waiting datagram has waited long enough
 * @armed:	that timer runs
 * @ready:	letters that may be taken
 * @wanted:	NETTLP_ONLY() of kinds that the caller waits for
 * @taken:	the letter that the caller has
 */
struct nettlp {
	struct nettlp_config config;
	struct nettlp_stats stats;
	int epoll, timer;
	bool armed;
	unsigned int nsockets;
	struct {
		int fd;
		uint16_t port;
	} sockets[SOCKETS_MAX];
	uint16_t sequence;
	struct order order;
	struct queue ready;
	uint32_t wanted;
	struct letter *taken;
	uint8_t room[NETTLP_MAX];
};

/* Open all. Return: 0; as nettlp_open(), with *@ret_port the port that failed */
int sockets_open(struct nettlp *nt, uint16_t *ret_port);
void sockets_close(struct nettlp *nt);

/* Return: the socket of a port, or -1 */
int sockets_find(const struct nettlp *nt, uint16_t port);

#endif /* NETTLP_SOCKETS_H */
