// SPDX-License-Identifier: BSD-3-Clause
#include "nettlp/sockets.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Bytes that a socket may hold while software does not read; less is not an error */
#define SOCKET_ROOM (4 << 20)

static int watch(const struct nettlp *nt, int fd, uint32_t number)
{
	struct epoll_event event = {
		.events = EPOLLIN,
		.data.u32 = number,
	};

	return epoll_ctl(nt->epoll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static int open_one(struct nettlp *nt, uint16_t port)
{
	const struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = nt->config.local,
	};
	const int room = SOCKET_ROOM;
	const int fd =
		socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -errno;
	nt->sockets[nt->nsockets].fd = fd;
	nt->sockets[nt->nsockets++].port = port;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (bind(fd, (const struct sockaddr *)&addr, sizeof(addr)))
		return -errno;
	return watch(nt, fd, nt->nsockets - 1);
}

static int open_all(struct nettlp *nt, uint16_t first, unsigned int n,
		    uint16_t *ret_port)
{
	int ret = 0;

	for (unsigned int i = 0; i < n && !ret; i++) {
		*ret_port = first + i;
		ret = open_one(nt, first + i);
	}
	return ret;
}

int sockets_open(struct nettlp *nt, uint16_t *ret_port)
{
	int ret;

	*ret_port = 0;
	nt->epoll = epoll_create1(EPOLL_CLOEXEC);
	nt->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (nt->epoll < 0 || nt->timer < 0)
		return -errno;
	ret = watch(nt, nt->timer, SOCKETS_MAX);
	if (!ret)
		ret = open_all(nt, NETTLP_SOFTWARE_PORT, NETTLP_SOFTWARE_PORTS,
			       ret_port);
	if (!ret)
		ret = open_all(nt, NETTLP_ADAPTER_PORT, NETTLP_ADAPTER_PORTS,
			       ret_port);
	if (!ret && nt->config.adapter)
		ret = open_all(nt, NETTLP_QUESTION_PORT, 1, ret_port);
	if (!ret && nt->config.adapter)
		ret = open_all(nt, NETTLP_CONFIG_PORT, 1, ret_port);
	return ret;
}

void sockets_close(struct nettlp *nt)
{
	for (unsigned int i = 0; i < nt->nsockets; i++)
		close(nt->sockets[i].fd);
	if (nt->timer >= 0)
		close(nt->timer);
	if (nt->epoll >= 0)
		close(nt->epoll);
}

int sockets_find(const struct nettlp *nt, uint16_t port)
{
	for (unsigned int i = 0; i < nt->nsockets; i++)
		if (nt->sockets[i].port == port)
			return nt->sockets[i].fd;
	return -1;
}
