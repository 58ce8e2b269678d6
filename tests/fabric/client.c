// SPDX-License-Identifier: BSD-3-Clause
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <stdio.h>
#include <unistd.h>

#include "client.h"

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

void client_connect(struct client *c, const char *dir, const char *id)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	const uint16_t version[2] = {0, 0};
	uint16_t answer[32] = {1, 1};

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/%s.sock", dir, id);
	c->sock = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_true(c->sock >= 0);
	assert_int_equal(
		connect(c->sock, (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_int_equal(client_call(c, 1, version, sizeof(version), NULL, 0,
				     answer, sizeof(answer)),
			 0);
	assert_int_equal(answer[0], 0);
	assert_int_equal(answer[1], 0);
}

void client_close(struct client *c)
{
	close(c->sock);
	c->sock = -1;
}

static void send_message(struct client *c, const struct header *hdr,
			 const void *data, const int *fds, unsigned int nfds)
{
	char control[CMSG_SPACE(sizeof(int) * 16)] = {0};
	struct iovec iov[2] = {
		{.iov_base = (void *)hdr, .iov_len = sizeof(*hdr)},
		{.iov_base = (void *)data, .iov_len = hdr->size - sizeof(*hdr)},
	};
	struct msghdr msg = {.msg_iov = iov, .msg_iovlen = 2};

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
	assert_int_equal(sendmsg(c->sock, &msg, MSG_NOSIGNAL), hdr->size);
}

uint32_t client_call(struct client *c, uint16_t command, const void *data,
		     size_t len, const int *fds, unsigned int nfds, void *reply,
		     size_t max)
{
	static uint16_t id;
	struct header hdr = {
		.id = ++id,
		.command = command,
		.size = sizeof(hdr) + len,
	};

	send_message(c, &hdr, data, fds, nfds);
	assert_int_equal(recv(c->sock, &hdr, sizeof(hdr), MSG_WAITALL),
			 sizeof(hdr));
	assert_int_equal(hdr.id, id);
	assert_int_equal(hdr.command, command);
	if (hdr.flags == 0x21)
		return hdr.error;
	assert_int_equal(hdr.flags, 1);
	len = hdr.size - sizeof(hdr);
	assert_true(len <= max);
	if (len)
		assert_int_equal(recv(c->sock, reply, len, MSG_WAITALL), len);
	return 0;
}

uint64_t client_read(struct client *c, uint32_t region, uint64_t offset,
		     uint32_t len)
{
	struct access access = {offset, region, len, 0};

	assert_int_equal(client_call(c, 9, &access, ACCESS_SIZE, NULL, 0,
				     &access, sizeof(access)),
			 0);
	assert_int_equal(access.count, len);
	return access.value;
}

void client_write(struct client *c, uint32_t region, uint64_t offset,
		  uint64_t value, uint32_t len)
{
	struct access access = {offset, region, len, value};

	assert_int_equal(client_call(c, 10, &access, ACCESS_SIZE + len, NULL, 0,
				     &access, sizeof(access)),
			 0);
}

void client_post(struct client *c, uint32_t region, uint64_t offset,
		 uint64_t value, uint32_t len)
{
	struct access access = {offset, region, len, value};
	struct header hdr = {
		.command = 10,
		.size = sizeof(hdr) + ACCESS_SIZE + len,
		.flags = 0x10,
	};

	send_message(c, &hdr, &access, NULL, 0);
}

uint64_t client_region_size(struct client *c, uint32_t region)
{
	struct {
		uint32_t argsz, flags, index, cap_offset;
		uint64_t size, offset;
	} info = {.argsz = sizeof(info), .index = region};

	assert_int_equal(client_call(c, 5, &info, sizeof(info), NULL, 0, &info,
				     sizeof(info)),
			 0);
	return info.size;
}

uint32_t client_dma_map(struct client *c, uint64_t addr, uint64_t size, int fd)
{
	struct {
		uint32_t argsz, flags;
		uint64_t offset, addr, size;
	} map = {sizeof(map), 3, 0, addr, size};

	return client_call(c, 2, &map, sizeof(map), &fd, 1, NULL, 0);
}

uint32_t client_dma_unmap(struct client *c, uint64_t addr, uint64_t size)
{
	struct {
		uint32_t argsz, flags;
		uint64_t addr, size;
	} unmap = {sizeof(unmap), 0, addr, size};

	return client_call(c, 3, &unmap, sizeof(unmap), NULL, 0, &unmap,
			   sizeof(unmap));
}

uint32_t client_set_eventfd(struct client *c, uint32_t vector, int fd)
{
	/* MSI-X, data are eventfds, action is to trigger */
	const uint32_t set[5] = {sizeof(set), 1 << 2 | 1 << 5, 2, vector, 1};

	return client_call(c, 8, set, sizeof(set), &fd, fd >= 0, NULL, 0);
}
