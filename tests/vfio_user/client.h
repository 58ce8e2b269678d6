/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The other side: a client that writes vfio-user messages by hand, and a device
 * that records its calls. Layouts come from the protocol document, not from the
 * server's own headers.
 */
#ifndef TESTS_VFIO_USER_CLIENT_H
#define TESTS_VFIO_USER_CLIENT_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "vfio_user/vfio_user.h"

#define REGION_SIZE 4096
#define IRQS	    20

struct device {
	uint8_t region[REGION_SIZE];
	unsigned int reads, writes, resets, triggers;
	uint32_t triggered; /* mask */
	int eventfds[IRQS]; /* -1: not assigned */
	int result;	    /* result of the callbacks */
	struct vfio_user_dma *dma;
};

struct fixture {
	struct device device;
	struct vfio_user *vu;
	int sock; /* the client's end */
};

/*
 * Regions: 0 read-write, 1 absent, 2 read-only, 3 huge; irqs: 0 IRQS, 1 empty
 */
int setup(void **state);
/* As setup(), with the handshake done */
int setup_ready(void **state);
int teardown(void **state);

struct reply {
	uint16_t id, command;
	uint32_t size, flags, error;
	uint8_t data[8192];
};

/* Send a command; flags as in the header */
void send_message(struct fixture *f, uint16_t id, uint16_t command,
		  uint32_t flags, const void *data, size_t len, const int *fds,
		  unsigned int nfds);
/* Receive one reply; a missing reply fails the test */
void receive_reply(struct fixture *f, struct reply *reply);
void assert_no_reply(struct fixture *f);

/*
 * Send, let the server handle it, receive. Return: the error of the reply,
 * after its header has been checked.
 */
uint32_t command_fds(struct fixture *f, uint16_t command, const void *data,
		     size_t len, const int *fds, unsigned int nfds,
		     struct reply *reply);
uint32_t command(struct fixture *f, uint16_t command, const void *data,
		 size_t len, struct reply *reply);

/* Number of open file descriptors of this process */
unsigned int open_fds(void);

/* Consecutive little-endian fields, for message bodies */
struct body {
	uint8_t data[8192];
	size_t len;
};
void put16(struct body *b, uint16_t value);
void put32(struct body *b, uint32_t value);
void put64(struct body *b, uint64_t value);
void put_bytes(struct body *b, const void *data, size_t len);
uint32_t get32(const uint8_t *data);
uint64_t get64(const uint8_t *data);

#endif /* TESTS_VFIO_USER_CLIENT_H */
