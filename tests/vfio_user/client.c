// SPDX-License-Identifier: BSD-3-Clause
#include "tests/vfio_user/client.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int device_read(void *ctx, unsigned int region, uint64_t offset,
		       void *buf, size_t len)
{
	struct device *d = ctx;

	d->reads++;
	if (d->result)
		return d->result;
	if (region == 3)
		memset(buf, 0x33, len);
	else
		memcpy(buf, d->region + offset, len);
	return 0;
}

static int device_write(void *ctx, unsigned int region, uint64_t offset,
			const void *buf, size_t len)
{
	struct device *d = ctx;

	d->writes++;
	if (d->result)
		return d->result;
	if (region == 0)
		memcpy(d->region + offset, buf, len);
	return 0;
}

static int device_dma_map(void *ctx, uint64_t addr, uint64_t size,
			  uint32_t flags, uint64_t offset, int fd)
{
	struct device *d = ctx;

	return vfio_user_dma_map(d->dma, addr, size, flags, offset, fd);
}

static int device_dma_unmap(void *ctx, uint64_t addr, uint64_t size)
{
	struct device *d = ctx;

	return vfio_user_dma_unmap(d->dma, addr, size);
}

static int device_irq_assign(void *ctx, unsigned int irq, unsigned int start,
			     unsigned int count, int *fds)
{
	struct device *d = ctx;

	for (unsigned int i = 0; i < count; i++) {
		if (d->eventfds[start + i] >= 0)
			close(d->eventfds[start + i]);
		d->eventfds[start + i] = fds ? fds[i] : -1;
		if (fds)
			fds[i] = -1;
	}
	return 0;
}

static int device_irq_trigger(void *ctx, unsigned int irq, unsigned int vector)
{
	struct device *d = ctx;

	d->triggers++;
	d->triggered |= 1u << vector;
	return 0;
}

static int device_reset(void *ctx)
{
	struct device *d = ctx;

	d->resets++;
	return d->result;
}

static const struct vfio_user_ops ops = {
	.region_read = device_read,
	.region_write = device_write,
	.dma_map = device_dma_map,
	.dma_unmap = device_dma_unmap,
	.irq_assign = device_irq_assign,
	.irq_trigger = device_irq_trigger,
	.reset = device_reset,
};

static const struct vfio_user_region regions[] = {
	{.size = REGION_SIZE, .flags = 3},
	{.size = 0, .flags = 0},
	{.size = REGION_SIZE, .flags = 1},
	{.size = UINT64_MAX, .flags = 3},
};

static const struct vfio_user_irq irqs[] = {
	{.count = IRQS, .flags = 9},
	{.count = 0, .flags = 0},
};

static const struct vfio_user_info info = {
	.flags = 3,
	.num_regions = 4,
	.num_irqs = 2,
	.regions = regions,
	.irqs = irqs,
};

int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	int pair[2];

	assert_non_null(f);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	f->sock = pair[0];
	for (int i = 0; i < IRQS; i++)
		f->device.eventfds[i] = -1;
	assert_int_equal(vfio_user_dma_create(&f->device.dma), 0);
	assert_int_equal(
		vfio_user_create(pair[1], &ops, &f->device, &info, &f->vu), 0);
	*state = f;
	return 0;
}

int setup_ready(void **state)
{
	struct fixture *f;
	struct reply reply;

	setup(state);
	f = *state;
	assert_int_equal(command(f, 1, "\0\0\0\0", 4, &reply), 0);
	return 0;
}

int teardown(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < IRQS; i++)
		if (f->device.eventfds[i] >= 0)
			close(f->device.eventfds[i]);
	vfio_user_free(f->vu);
	vfio_user_dma_free(f->device.dma);
	close(f->sock);
	free(f);
	return 0;
}

void put16(struct body *b, uint16_t value)
{
	put_bytes(b, &value, sizeof(value));
}

void put32(struct body *b, uint32_t value)
{
	put_bytes(b, &value, sizeof(value));
}

void put64(struct body *b, uint64_t value)
{
	put_bytes(b, &value, sizeof(value));
}

void put_bytes(struct body *b, const void *data, size_t len)
{
	assert_true(b->len + len <= sizeof(b->data));
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
}

uint32_t get32(const uint8_t *data)
{
	uint32_t value;

	memcpy(&value, data, sizeof(value));
	return value;
}

uint64_t get64(const uint8_t *data)
{
	uint64_t value;

	memcpy(&value, data, sizeof(value));
	return value;
}

void send_message(struct fixture *f, uint16_t id, uint16_t command,
		  uint32_t flags, const void *data, size_t len, const int *fds,
		  unsigned int nfds)
{
	char control[CMSG_SPACE(sizeof(int) * 64)] = {0};
	struct body head = {.len = 0};
	struct iovec iov[2] = {
		{.iov_base = head.data},
		{.iov_base = (void *)data, .iov_len = len},
	};
	struct msghdr hdr = {.msg_iov = iov, .msg_iovlen = 2};

	put16(&head, id);
	put16(&head, command);
	put32(&head, 16 + len);
	put32(&head, flags);
	put32(&head, 0);
	iov[0].iov_len = head.len;
	if (nfds) {
		struct cmsghdr *c;

		hdr.msg_control = control;
		hdr.msg_controllen = CMSG_SPACE(sizeof(int) * nfds);
		c = CMSG_FIRSTHDR(&hdr);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * nfds);
		memcpy(CMSG_DATA(c), fds, sizeof(int) * nfds);
	}
	assert_int_equal(sendmsg(f->sock, &hdr, MSG_NOSIGNAL), 16 + len);
}

void receive_reply(struct fixture *f, struct reply *reply)
{
	uint8_t head[16];

	assert_int_equal(recv(f->sock, head, 16, MSG_DONTWAIT | MSG_WAITALL),
			 16);
	memcpy(&reply->id, head, 2);
	memcpy(&reply->command, head + 2, 2);
	reply->size = get32(head + 4);
	reply->flags = get32(head + 8);
	reply->error = get32(head + 12);
	assert_in_range(reply->size, 16, 16 + sizeof(reply->data));
	if (reply->size > 16)
		assert_int_equal(recv(f->sock, reply->data, reply->size - 16,
				      MSG_DONTWAIT | MSG_WAITALL),
				 reply->size - 16);
}

void assert_no_reply(struct fixture *f)
{
	char c;

	assert_int_equal(recv(f->sock, &c, 1, MSG_DONTWAIT), -1);
	assert_int_equal(errno, EAGAIN);
}

uint32_t command_fds(struct fixture *f, uint16_t command, const void *data,
		     size_t len, const int *fds, unsigned int nfds,
		     struct reply *reply)
{
	static uint16_t id = 0x1234;

	id++;
	send_message(f, id, command, 0, data, len, fds, nfds);
	assert_int_equal(vfio_user_serve(f->vu), 1);
	receive_reply(f, reply);
	assert_int_equal(reply->id, id);
	assert_int_equal(reply->command, command);
	if (reply->flags != 1) {
		/* A reply with an error: only a header */
		assert_int_equal(reply->flags, 0x21);
		assert_int_equal(reply->size, 16);
		assert_int_not_equal(reply->error, 0);
	}
	assert_no_reply(f);
	return reply->flags == 1 ? 0 : reply->error;
}

uint32_t command(struct fixture *f, uint16_t command, const void *data,
		 size_t len, struct reply *reply)
{
	return command_fds(f, command, data, len, NULL, 0, reply);
}

unsigned int open_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}
