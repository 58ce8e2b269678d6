// SPDX-License-Identifier: BSD-3-Clause
#include "cli/export/hold.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than one, to see that a message has too many */
#define FDS_MAX 2

/* Control message with room for FDS_MAX descriptors */
union control {
	char buf[CMSG_SPACE(sizeof(int) * FDS_MAX)];
	struct cmsghdr align;
};

static int set_path(struct sockaddr_un *addr, const char *path)
{
	*addr = (struct sockaddr_un){.sun_family = AF_UNIX};
	/* An empty name would be an abstract socket, without permissions */
	if (!*path)
		return -ENOENT;
	if (strlen(path) >= sizeof(addr->sun_path))
		return -ENAMETOOLONG;
	strcpy(addr->sun_path, path);
	return 0;
}

/* bind(2) does not replace files */
static int bind_file(struct hold *hold)
{
	mode_t mask = umask(0177);
	struct stat st;
	int ret = bind(hold->sock, (struct sockaddr *)&hold->addr,
		       sizeof(hold->addr));

	ret = ret ? -errno : 0;
	umask(mask);
	if (ret)
		return ret;
	if (lstat(hold->addr.sun_path, &st))
		return -errno;
	hold->dev = st.st_dev;
	hold->ino = st.st_ino;
	return 0;
}

int hold_open(struct hold *hold, const char *path)
{
	int ret = set_path(&hold->addr, path);

	if (ret)
		return ret;
	hold->sock =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (hold->sock < 0)
		return -errno;
	ret = bind_file(hold);
	if (ret) {
		close(hold->sock);
		return ret;
	}
	if (listen(hold->sock, SOMAXCONN)) {
		ret = -errno;
		hold_close(hold);
	}
	return ret;
}

void hold_close(struct hold *hold)
{
	struct stat st;

	/* An open socket keeps the number of its inode from another file */
	if (!lstat(hold->addr.sun_path, &st) && st.st_dev == hold->dev &&
	    st.st_ino == hold->ino)
		unlink(hold->addr.sun_path);
	close(hold->sock);
}

/* A failure concerns this client only */
static void give(int client, int fd)
{
	struct iovec iov = {HOLD_MESSAGE, sizeof(HOLD_MESSAGE) - 1};
	union control control = {0};
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = CMSG_SPACE(sizeof(fd)),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&msg);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	sendmsg(client, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
}

int hold_serve(struct hold *hold, int fd)
{
	int client = accept4(hold->sock, NULL, NULL, SOCK_CLOEXEC);

	if (client < 0)
		return errno == EAGAIN || errno == ECONNABORTED ||
				       errno == EINTR
			       ? 0
			       : -errno;
	give(client, fd);
	close(client);
	return 0;
}

/* Return: number of descriptors, all of them in @fds */
static unsigned int take_fds(struct msghdr *msg, int fds[FDS_MAX])
{
	struct cmsghdr *header = CMSG_FIRSTHDR(msg);
	size_t len;

	if (!header || header->cmsg_level != SOL_SOCKET ||
	    header->cmsg_type != SCM_RIGHTS)
		return 0;
	len = header->cmsg_len - CMSG_LEN(0);
	memcpy(fds, CMSG_DATA(header), len);
	return len / sizeof(int);
}

static int receive(int sock, int *ret_fd)
{
	char text[sizeof(HOLD_MESSAGE)];
	struct iovec iov = {text, sizeof(text)};
	union control control;
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = sizeof(control.buf),
	};
	int fds[FDS_MAX];
	unsigned int n;
	ssize_t len;

	do
		len = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	while (len < 0 && errno == EINTR);
	if (len < 0)
		return -errno;
	n = take_fds(&msg, fds);
	if (n == 1 && !(msg.msg_flags & MSG_CTRUNC)) {
		*ret_fd = fds[0];
		return 0;
	}
	while (n)
		close(fds[--n]);
	return -EPROTO;
}

int hold_receive(const char *path, int *ret_fd)
{
	struct sockaddr_un addr;
	int sock, ret = set_path(&addr, path);

	if (ret)
		return ret;
	sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (sock < 0)
		return -errno;
	ret = connect(sock, (struct sockaddr *)&addr, sizeof(addr)) ? -errno
								    : 0;
	if (!ret)
		ret = receive(sock, ret_fd);
	close(sock);
	return ret;
}
