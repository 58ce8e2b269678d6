// SPDX-License-Identifier: BSD-3-Clause
#include "harness/vfio_client.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define VERSION	     1
#define REGION_READ  9
#define REGION_WRITE 10

#define FLAG_REPLY    0x01
#define FLAG_NO_REPLY 0x10
#define FLAG_ERROR    0x20

#define FDS_MAX 16

struct header {
	uint16_t id, command;
	uint32_t size, flags, error;
};

struct access {
	uint64_t offset;
	uint32_t region, count;
	uint64_t value;
};

#define ACCESS_SIZE 16 /* without the value */

static int send_message(struct vfio_client *c, const struct header *hdr,
			const void *data, const int *fds, unsigned int nfds)
{
	char control[CMSG_SPACE(sizeof(int) * FDS_MAX)] = {0};
	struct iovec iov[2] = {
		{.iov_base = (void *)hdr, .iov_len = sizeof(*hdr)},
		{.iov_base = (void *)data, .iov_len = hdr->size - sizeof(*hdr)},
	};
	struct msghdr msg = {.msg_iov = iov, .msg_iovlen = 2};
	ssize_t n;

	if (nfds > FDS_MAX)
		return -EINVAL;
	if (nfds) {
		struct cmsghdr *cmsg;

		msg.msg_control = control;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * nfds);
		cmsg = CMSG_FIRSTHDR(&msg);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(int) * nfds);
		memcpy(CMSG_DATA(cmsg), fds, sizeof(int) * nfds);
	}
	n = sendmsg(c->sock, &msg, MSG_NOSIGNAL);
	if (n < 0)
		return -errno;
	return n == hdr->size ? 0 : -EIO;
}

static int receive(struct vfio_client *c, void *buf, size_t len)
{
	ssize_t n = recv(c->sock, buf, len, MSG_WAITALL);

	if (n < 0)
		return -errno;
	return n == (ssize_t)len ? 0 : -ECONNRESET;
}

int vfio_client_connect(struct vfio_client *c, const char *dir, const char *id)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	const uint16_t version[2] = {0, 0};
	uint16_t answer[32] = {1, 1};
	int ret, n;

	n = snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/%s.sock", dir,
		     id);
	if (n < 0 || n >= (int)sizeof(addr.sun_path))
		return -ENAMETOOLONG;
	c->sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->sock < 0)
		return -errno;
	ret = connect(c->sock, (struct sockaddr *)&addr, sizeof(addr)) ? -errno
								       : 0;
	if (!ret)
		ret = vfio_client_call(c, VERSION, version, sizeof(version),
				       NULL, 0, answer, sizeof(answer));
	if (!ret && (answer[0] || answer[1]))
		ret = -EPROTO;
	if (ret)
		vfio_client_close(c);
	return ret > 0 ? -ret : ret;
}

void vfio_client_close(struct vfio_client *c)
{
	close(c->sock);
	c->sock = -1;
}

int vfio_client_call(struct vfio_client *c, uint16_t command, const void *data,
		     size_t len, const int *fds, unsigned int nfds, void *reply,
		     size_t max)
{
	/* Clients may belong to several threads */
	static atomic_ushort last;
	const uint16_t id = ++last;
	struct header hdr = {
		.id = id,
		.command = command,
		.size = sizeof(hdr) + len,
	};
	int ret = send_message(c, &hdr, data, fds, nfds);

	if (!ret)
		ret = receive(c, &hdr, sizeof(hdr));
	if (ret)
		return ret;
	if (hdr.id != id || hdr.command != command ||
	    (hdr.flags & ~FLAG_ERROR) != FLAG_REPLY || hdr.size < sizeof(hdr) ||
	    hdr.error > INT32_MAX)
		return -EPROTO;
	if (hdr.flags & FLAG_ERROR)
		return hdr.error ? (int)hdr.error : -EPROTO;
	len = hdr.size - sizeof(hdr);
	if (len > max)
		return -EMSGSIZE;
	return len ? receive(c, reply, len) : 0;
}

int vfio_client_read(struct vfio_client *c, uint32_t region, uint64_t offset,
		     uint32_t len, uint64_t *ret_value)
{
	struct access access = {offset, region, len, 0};
	int ret = vfio_client_call(c, REGION_READ, &access, ACCESS_SIZE, NULL,
				   0, &access, sizeof(access));

	if (ret)
		return ret;
	if (access.count != len)
		return -EPROTO;
	*ret_value = access.value;
	return 0;
}

int vfio_client_write(struct vfio_client *c, uint32_t region, uint64_t offset,
		      uint64_t value, uint32_t len)
{
	struct access access = {offset, region, len, value};

	return vfio_client_call(c, REGION_WRITE, &access, ACCESS_SIZE + len,
				NULL, 0, &access, sizeof(access));
}

int vfio_client_post(struct vfio_client *c, uint32_t region, uint64_t offset,
		     uint64_t value, uint32_t len)
{
	struct access access = {offset, region, len, value};
	struct header hdr = {
		.command = REGION_WRITE,
		.size = sizeof(hdr) + ACCESS_SIZE + len,
		.flags = FLAG_NO_REPLY,
	};

	return send_message(c, &hdr, &access, NULL, 0);
}
