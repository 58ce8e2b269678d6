/* SPDX-License-Identifier: BSD-3-Clause */
/* A client of the daemon; an error fails the test */
#ifndef TESTS_FABRIC_CLIENT_H
#define TESTS_FABRIC_CLIENT_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harness/vfio_client.h"

#define CONFIG 7 /* region of the configuration space */

struct client {
	struct vfio_client vfio;
};

/* Connect to DIR/ID.sock and agree on the version. */
void client_connect(struct client *c, const char *dir, const char *id);
void client_close(struct client *c);

/* Return: error of the reply; its data in @reply, at most @max bytes. */
uint32_t client_call(struct client *c, uint16_t command, const void *data,
		     size_t len, const int *fds, unsigned int nfds, void *reply,
		     size_t max);

uint64_t client_read(struct client *c, uint32_t region, uint64_t offset,
		     uint32_t len);
void client_write(struct client *c, uint32_t region, uint64_t offset,
		  uint64_t value, uint32_t len);
/* Without waiting for a reply */
void client_post(struct client *c, uint32_t region, uint64_t offset,
		 uint64_t value, uint32_t len);
uint64_t client_region_size(struct client *c, uint32_t region);
uint32_t client_dma_map(struct client *c, uint64_t addr, uint64_t size, int fd);
uint32_t client_dma_unmap(struct client *c, uint64_t addr, uint64_t size);
uint32_t client_set_eventfd(struct client *c, uint32_t vector, int fd);

#endif /* TESTS_FABRIC_CLIENT_H */
