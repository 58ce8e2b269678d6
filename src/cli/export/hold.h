/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A Unix socket that hands one file descriptor to each client, and the client's
 * side. A connection carries one message: the text HOLD_MESSAGE with the
 * descriptor (SCM_RIGHTS); then it is closed. Input of clients is not read.
 */
#ifndef CLI_EXPORT_HOLD_H
#define CLI_EXPORT_HOLD_H

#include <sys/types.h>
#include <sys/un.h>

#define HOLD_MESSAGE "tph-export 1\n"

/**
 * struct hold - a listening socket
 * @sock:	socket
 * @addr:	its file
 * @dev:	device of the file
 * @ino:	inode of the file
 */
struct hold {
	int sock;
	struct sockaddr_un addr;
	dev_t dev;
	ino_t ino;
};

/**
 * hold_open() - create the socket for its owner only
 * @hold:	socket
 * @path:	its file, which must not exist
 *
 * Return: 0; -EADDRINUSE a file of this name exists; -ENAMETOOLONG; or an error of
 * bind(2).
 */
int hold_open(struct hold *hold, const char *path);

/**
 * hold_serve() - give the descriptor to the next client
 * @hold:	socket
 * @fd:		descriptor
 *
 * Never waits: a client that does not read gets the message all the same, and a
 * client that has gone is dropped.
 *
 * Return: 0, also if no client waits; or an error of accept(2), for instance
 * -EMFILE, after which the client still waits.
 */
int hold_serve(struct hold *hold, int fd);

/* Close the socket and remove its file, unless another file has its name */
void hold_close(struct hold *hold);

/**
 * hold_receive() - get the descriptor from a socket
 * @path:	file of the socket
 * @ret_fd:	descriptor, close-on-exec
 *
 * Waits for the message.
 *
 * Return: 0; -ENAMETOOLONG; -EPROTO the message has not exactly one descriptor; or
 * an error of connect(2) or recvmsg(2).
 */
int hold_receive(const char *path, int *ret_fd);

#endif /* CLI_EXPORT_HOLD_H */
