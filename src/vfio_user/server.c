// SPDX-License-Identifier: BSD-3-Clause
/* Connections: splits the byte stream into messages, and sends replies. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "vfio_user/protocol.h"

int vfio_user_create(int sock, const struct vfio_user_ops *ops, void *ctx,
		     const struct vfio_user_info *info,
		     struct vfio_user **ret_vu)
{
	struct vfio_user *vu = calloc(1, sizeof(*vu));

	if (!vu)
		return -ENOMEM;
	vu->rx = malloc(VFIO_USER_MAX_MESSAGE);
	vu->tx = malloc(VFIO_USER_MAX_MESSAGE);
	if (!vu->rx || !vu->tx) {
		free(vu->rx);
		free(vu->tx);
		free(vu);
		return -ENOMEM;
	}
	vu->sock = sock;
	vu->ops = ops;
	vu->ctx = ctx;
	vu->info = info;
	*ret_vu = vu;
	return 0;
}

static void close_fds(struct vfio_user *vu)
{
	for (unsigned int i = 0; i < vu->nfds; i++)
		if (vu->fds[i] >= 0)
			close(vu->fds[i]);
	vu->nfds = 0;
}

void vfio_user_free(struct vfio_user *vu)
{
	if (!vu)
		return;
	close_fds(vu);
	close(vu->sock);
	free(vu->rx);
	free(vu->tx);
	free(vu);
}

const char *vfio_user_error(const struct vfio_user *vu)
{
	return vu->error;
}

static int __attribute__((format(printf, 2, 3)))
bad(struct vfio_user *vu, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(vu->error, sizeof(vu->error), format, args);
	va_end(args);
	return -EPROTO;
}

/* Take over the descriptors of a received control message. */
static int take_fds(struct vfio_user *vu, struct msghdr *hdr)
{
	int ret = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(hdr); c;
	     c = CMSG_NXTHDR(hdr, c)) {
		unsigned int n;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (unsigned int i = 0; i < n; i++) {
			int fd;

			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
			if (vu->nfds < VFIO_USER_MAX_FDS) {
				vu->fds[vu->nfds++] = fd;
			} else {
				close(fd);
				ret = -EPROTO;
			}
		}
	}
	if (ret || hdr->msg_flags & MSG_CTRUNC)
		return bad(vu, "more than %d file descriptors in one message",
			   VFIO_USER_MAX_FDS);
	return 0;
}

/*
 * A client sends a message with its descriptors by one sendmsg(2). Linux lets a
 * recvmsg(2) end with the first piece of the byte stream that has descriptors,
 * so they belong to the last message that begins in the received bytes.
 */
static int find_owner(struct vfio_user *vu, size_t received_at)
{
	struct vfio_user_header hdr;
	size_t at = 0;
	bool found = false;

	while (at < vu->rx_len) {
		if (at >= received_at) {
			vu->fds_at = at;
			found = true;
		}
		if (vu->rx_len - at < sizeof(hdr))
			break;
		memcpy(&hdr, vu->rx + at, sizeof(hdr));
		if (hdr.size < sizeof(hdr))
			break; /* reported when this message is handled */
		at += hdr.size;
	}
	return found ? 0 : bad(vu, "file descriptors inside a message");
}

static int receive(struct vfio_user *vu)
{
	union {
		char buf[CMSG_SPACE(sizeof(int) * VFIO_USER_MAX_FDS)];
		struct cmsghdr align;
	} control;
	struct iovec iov = {
		.iov_base = vu->rx + vu->rx_len,
		.iov_len = VFIO_USER_MAX_MESSAGE - vu->rx_len,
	};
	struct msghdr hdr = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = sizeof(control.buf),
	};
	size_t before = vu->rx_len;
	unsigned int had = vu->nfds;
	ssize_t n;
	int ret;

	do
		n = recvmsg(vu->sock, &hdr, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	ret = take_fds(vu, &hdr);
	if (ret)
		return ret;
	if (n == 0)
		return vu->rx_len
			       ? bad(vu, "connection closed inside a message")
			       : 0;
	vu->rx_len += n;
	if (vu->nfds == had)
		return 1;
	if (had)
		return bad(vu, "file descriptors inside a message");
	ret = find_owner(vu, before);
	return ret ? ret : 1;
}

static int send_all(struct vfio_user *vu, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t n = send(vu->sock, vu->tx + at, len - at, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		at += n;
	}
	return 0;
}

static int check_header(struct vfio_user *vu,
			const struct vfio_user_header *hdr)
{
	if (hdr->size < sizeof(*hdr) || hdr->size > VFIO_USER_MAX_MESSAGE)
		return bad(vu, "command %u: message size %u not in %zu..%zu",
			   hdr->command, hdr->size, sizeof(*hdr),
			   VFIO_USER_MAX_MESSAGE);
	if ((hdr->flags & VFIO_USER_TYPE) != VFIO_USER_TYPE_COMMAND)
		return bad(vu, "message type %u is not a command",
			   hdr->flags & VFIO_USER_TYPE);
	if (!vu->versioned && hdr->command != VFIO_USER_VERSION)
		return bad(vu, "command %u before the version was negotiated",
			   hdr->command);
	return 0;
}

static int handle(struct vfio_user *vu, const struct vfio_user_header *hdr,
		  size_t at)
{
	bool has_fds = vu->nfds && vu->fds_at == at;
	struct vfio_user_message msg = {
		.data = vu->rx + at + sizeof(*hdr),
		.len = hdr->size - sizeof(*hdr),
		.fds = vu->fds,
		.nfds = has_fds ? vu->nfds : 0,
		.reply = vu->tx + sizeof(*hdr),
	};
	struct vfio_user_header reply = {
		.id = hdr->id,
		.command = hdr->command,
		.flags = VFIO_USER_TYPE_REPLY,
	};
	int ret = vfio_user_dispatch(vu, hdr->command, &msg);

	if (has_fds)
		close_fds(vu);
	if (hdr->flags & VFIO_USER_NO_REPLY)
		return 0;
	if (ret) {
		reply.flags |= VFIO_USER_ERROR;
		reply.error = -ret;
		msg.reply_len = 0;
	}
	reply.size = sizeof(reply) + msg.reply_len;
	memcpy(vu->tx, &reply, sizeof(reply));
	return send_all(vu, reply.size);
}

int vfio_user_serve(struct vfio_user *vu)
{
	struct vfio_user_header hdr;
	size_t at = 0;
	int ret = receive(vu);

	if (ret <= 0)
		return ret;
	while (vu->rx_len - at >= sizeof(hdr)) {
		memcpy(&hdr, vu->rx + at, sizeof(hdr));
		ret = check_header(vu, &hdr);
		if (ret)
			return ret;
		if (vu->rx_len - at < hdr.size)
			break;
		ret = handle(vu, &hdr, at);
		if (ret)
			return ret;
		at += hdr.size;
	}
	vu->rx_len -= at;
	vu->fds_at -= at; /* meaningless without descriptors */
	memmove(vu->rx, vu->rx + at, vu->rx_len);
	return 1;
}
