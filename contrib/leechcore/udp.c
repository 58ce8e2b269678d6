// SPDX-License-Identifier: BSD-3-Clause
#include "contrib/leechcore/udp.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

#define RECEIVE_BUFFER (1 << 20)

static uint16_t port_of(unsigned int i)
{
	return i < PORT_PEERS ? PORT_PEER + i : PORT_HOST + i - PORT_PEERS;
}

static int socket_of(const struct udp *u, uint16_t port)
{
	return port < PORT_HOST ? u->sockets[port - PORT_PEER]
				: u->sockets[port - PORT_HOST + PORT_PEERS];
}

static int open_port(struct udp *u, struct in_addr local, unsigned int i)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_port = htons(port_of(i)),
				      .sin_addr = local};
	struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
	int size = RECEIVE_BUFFER, fd;

	fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	u->sockets[i] = fd;
	/* A smaller buffer only loses sooner, and losses are counted */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return -errno;
	return epoll_ctl(u->poll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

int udp_open(struct udp *u, struct in_addr local, struct in_addr peer,
	     uint16_t *ret_port)
{
	int error;

	memset(u, 0, sizeof(*u));
	u->peer = peer;
	*ret_port = 0;
	u->poll = epoll_create1(EPOLL_CLOEXEC);
	if (u->poll < 0)
		return -errno;
	for (unsigned int i = 0; i < UDP_PORTS; i++) {
		error = open_port(u, local, i);
		if (error) {
			*ret_port = port_of(i);
			return error;
		}
	}
	return 0;
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

/* Return: 1; 0 for a datagram that is not used; -1 if there is none */
static int receive_one(struct udp *u, unsigned int i, struct datagram *d,
		       struct statistics *counts)
{
	struct sockaddr_in from = {0};
	socklen_t from_len = sizeof(from);
	ssize_t n = recvfrom(u->sockets[i], d->bytes, sizeof(d->bytes), 0,
			     (struct sockaddr *)&from, &from_len);

	if (n < 0)
		return -1;
	d->port = port_of(i);
	if (from.sin_family != AF_INET ||
	    from.sin_addr.s_addr != u->peer.s_addr ||
	    from.sin_port != htons(d->port)) {
		counts->peer_foreign++;
		return 0;
	}
	counts->peer_datagrams++;
	if (n < UDP_HEADER) {
		counts->peer_damaged++;
		return 0;
	}
	d->size = (size_t)n < sizeof(d->bytes) ? n - UDP_HEADER : 0;
	d->sequence = d->bytes[0] << 8 | d->bytes[1];
	d->time = be32(d->bytes + 2);
	return 1;
}

/* Return: the number of datagrams in the batch, @n of which were there before */
static size_t drain(struct udp *u, size_t n, struct statistics *counts)
{
	struct epoll_event ready[UDP_PORTS];
	int count = epoll_wait(u->poll, ready, UDP_PORTS, 0), got;

	/* Datagrams of others take no place, but as many looks: no sender holds this up */
	for (int i = 0; i < count; i++)
		for (int looks = 0; looks < UDP_BATCH && n < UDP_BATCH;
		     looks++) {
			got = receive_one(u, ready[i].data.u32, &u->batch[n],
					  counts);
			if (got < 0)
				break;
			n += got;
		}
	return n;
}

/* Insertion: nearly sorted, and equal numbers stay in their order */
static void sort(struct udp *u, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct datagram *d = &u->batch[i];
		size_t at = i;

		for (; at > 0 &&
		       (int16_t)(u->order[at - 1]->sequence - d->sequence) > 0;
		     at--)
			u->order[at] = u->order[at - 1];
		u->order[at] = d;
	}
}

static bool has_gap(const struct udp *u, size_t n)
{
	uint16_t next = u->received.next;

	if (n && !u->received.begun)
		next = u->order[0]->sequence;
	for (size_t i = 0; i < n; i++)
		if (u->order[i]->sequence != next++)
			return true;
	return false;
}

size_t udp_receive(struct udp *u, struct statistics *counts)
{
	size_t n = drain(u, 0, counts), used = 0;

	sort(u, n);
	/* A datagram in a gap may have come after its port was looked at */
	if (has_gap(u, n)) {
		n = drain(u, n, counts);
		sort(u, n);
	}
	for (size_t i = 0; i < n; i++)
		if (sequence_take(&u->received, u->order[i]->sequence,
				  u->order[i]->time, counts))
			u->order[used++] = u->order[i];
	return used;
}

static uint32_t time_stamp(void)
{
	struct timespec now;
	uint32_t time;

	clock_gettime(CLOCK_MONOTONIC, &now);
	time = (now.tv_sec * UINT64_C(1000000000) + now.tv_nsec) /
	       UDP_TIME_UNIT;
	return time ? time : 1; /* 0 is that of a sender that does not count */
}

int udp_send(struct udp *u, const struct outgoing *out)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(out->port),
				 .sin_addr = u->peer};
	uint32_t time = time_stamp();
	uint8_t bytes[UDP_HEADER + TLP_MAX] = {
		u->sent >> 8, u->sent, time >> 24, time >> 16, time >> 8, time};

	u->sent++;
	memcpy(bytes + UDP_HEADER, out->bytes, out->size);
	return sendto(socket_of(u, out->port), bytes, UDP_HEADER + out->size, 0,
		      (struct sockaddr *)&to, sizeof(to)) < 0
		       ? -errno
		       : 0;
}
