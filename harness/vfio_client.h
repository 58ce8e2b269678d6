/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small client of the vfio-user protocol in the role of QEMU. The layout of
 * messages comes from the protocol document, not from the server's headers.
 */
#ifndef HARNESS_VFIO_CLIENT_H
#define HARNESS_VFIO_CLIENT_H

#include <stddef.h>
#include <stdint.h>

struct vfio_client {
	int sock;
};

/* Connect to DIR/ID.sock and negotiate the version. Return: 0; -errno. */
int vfio_client_connect(struct vfio_client *c, const char *dir, const char *id);
void vfio_client_close(struct vfio_client *c);

/**
 * vfio_client_call() - send a command and wait for its reply
 * @c:		client
 * @command:	number
 * @data:	body
 * @len:	length of @data
 * @fds:	file descriptors of the message
 * @nfds:	number of @fds, at most 16
 * @reply:	buffer for the reply's body; may be @data
 * @max:	size of @reply
 *
 * Return: error of the reply, 0 or positive; -EPROTO it is not a reply to
 * this command; -EMSGSIZE its body is longer than @max; -errno of the socket.
 */
int vfio_client_call(struct vfio_client *c, uint16_t command, const void *data,
		     size_t len, const int *fds, unsigned int nfds, void *reply,
		     size_t max);

/* Access @len bytes, at most 8, of a region. Return: as vfio_client_call() */
int vfio_client_read(struct vfio_client *c, uint32_t region, uint64_t offset,
		     uint32_t len, uint64_t *ret_value);
int vfio_client_write(struct vfio_client *c, uint32_t region, uint64_t offset,
		      uint64_t value, uint32_t len);

/* As vfio_client_write(), without a reply */
int vfio_client_post(struct vfio_client *c, uint32_t region, uint64_t offset,
		     uint64_t value, uint32_t len);

/* Bytes on the socket of a read of @len bytes and of its reply */
#define VFIO_CLIENT_READ_REQUEST    32
#define VFIO_CLIENT_READ_REPLY(len) (32 + (len))

#endif /* HARNESS_VFIO_CLIENT_H */
