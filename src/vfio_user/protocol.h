/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The messages of vfio-user 0.0 on the wire, host byte order. Messages that are
 * structures of the kernel use the kernel's definition (linux/vfio.h).
 */
#ifndef VFIO_USER_PROTOCOL_H
#define VFIO_USER_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/vfio.h>

#include "vfio_user/vfio_user.h"

enum vfio_user_command {
	VFIO_USER_VERSION = 1,
	VFIO_USER_DMA_MAP = 2,
	VFIO_USER_DMA_UNMAP = 3,
	VFIO_USER_DEVICE_GET_INFO = 4,
	VFIO_USER_DEVICE_GET_REGION_INFO = 5,
	VFIO_USER_DEVICE_GET_IRQ_INFO = 7,
	VFIO_USER_DEVICE_SET_IRQS = 8,
	VFIO_USER_REGION_READ = 9,
	VFIO_USER_REGION_WRITE = 10,
	VFIO_USER_DEVICE_RESET = 13,
	VFIO_USER_REGION_WRITE_MULTI = 15,
};

struct vfio_user_header {
	uint16_t id;
	uint16_t command;
	uint32_t size; /* size of the whole message */
	uint32_t flags;
	uint32_t error;
};

#define VFIO_USER_TYPE	       0xf
#define VFIO_USER_TYPE_COMMAND 0
#define VFIO_USER_TYPE_REPLY   1
#define VFIO_USER_NO_REPLY     0x10
#define VFIO_USER_ERROR	       0x20

struct vfio_user_version {
	uint16_t major, minor;
	/* JSON, terminated by 0 */
};

struct vfio_user_dma_map_msg {
	uint32_t argsz;
	uint32_t flags;
	uint64_t offset;
	uint64_t addr;
	uint64_t size;
};

struct vfio_user_dma_unmap_msg {
	uint32_t argsz;
	uint32_t flags;
	uint64_t addr;
	uint64_t size;
};

/* REGION_READ, REGION_WRITE; data follows */
struct vfio_user_region_access {
	uint64_t offset;
	uint32_t region;
	uint32_t count;
};

/* REGION_WRITE_MULTI: a 64-bit count, followed by that number of these */
struct vfio_user_write_one {
	uint64_t offset;
	uint32_t region;
	uint32_t count;
	uint8_t data[8];
};

#define VFIO_USER_MAX_MESSAGE              \
	(sizeof(struct vfio_user_header) + \
	 sizeof(struct vfio_user_region_access) + VFIO_USER_MAX_DATA)

struct vfio_user {
	int sock;
	const struct vfio_user_ops *ops;
	void *ctx;
	const struct vfio_user_info *info;
	bool versioned; /* the handshake is done */
	uint8_t *rx, *tx;
	size_t rx_len;
	/* Descriptors that arrived for the message at rx[fds_at] */
	int fds[VFIO_USER_MAX_FDS];
	unsigned int nfds;
	size_t fds_at;
	char error[160];
};

/**
 * struct vfio_user_message - a command and its reply
 * @data:	bytes after the header, at any alignment
 * @len:	length of @data
 * @fds:	descriptors; a handler sets those it keeps to -1
 * @nfds:	number of @fds
 * @reply:	room for the reply's data, VFIO_USER_MAX_MESSAGE less the header
 * @reply_len:	length of the reply, 0 unless the handler sets it
 */
struct vfio_user_message {
	const uint8_t *data;
	size_t len;
	int *fds;
	unsigned int nfds;
	uint8_t *reply;
	size_t reply_len;
};

/* Return: 0 or -errno for the client. */
typedef int (*vfio_user_handler)(struct vfio_user *vu,
				 struct vfio_user_message *msg);

/* Return: 0 and *@msg->reply; -errno for the client; see commands.c */
int vfio_user_dispatch(struct vfio_user *vu, uint16_t command,
		       struct vfio_user_message *msg);

int vfio_user_handle_version(struct vfio_user *vu,
			     struct vfio_user_message *msg);
int vfio_user_handle_read(struct vfio_user *vu, struct vfio_user_message *msg);
int vfio_user_handle_write(struct vfio_user *vu, struct vfio_user_message *msg);
int vfio_user_handle_write_multi(struct vfio_user *vu,
				 struct vfio_user_message *msg);
int vfio_user_handle_set_irqs(struct vfio_user *vu,
			      struct vfio_user_message *msg);

#endif /* VFIO_USER_PROTOCOL_H */
