/* SPDX-License-Identifier: BSD-3-Clause */
/* The daemon in a process of its own, with clients in the role of QEMU */
#ifndef TESTS_FABRIC_SERVED_H
#define TESTS_FABRIC_SERVED_H

#include <stdbool.h>
#include <sys/types.h>

#include <opentph/hw/accel.h>
#include <opentph/hw/dma.h>

#include "fabric/fabric.h"
#include "tests/fabric/client.h"
#include "tests/fabric/qmp_server.h"

#define ACCEL_BAR0 0xe0000000u
#define ACCEL_BAR2 0xd0000000u
#define ACCEL_BAR4 0xe0200000u
#define DMA_BAR0   0xe0300000u
#define DMA_BAR4   0xe0400000u
#define IOVA	   0x100000u
#define MEMORY	   0x100000u

struct fixture {
	char dir[32], capture[64], errors[64];
	struct topology topology;
	struct qmp_server qmp;
	pid_t pid;
	unsigned int timeout_ms;
	struct client accel, dma;
	int memory;
	uint8_t *mem; /* the client's, IOVA for the function dma0 */
};

/* A fixture; its folder in /tmp must be empty after the test, and is removed */
int served_setup(void **state);
int served_teardown(void **state);

/* Start the daemon; returns when it is ready, or false when it has ended. */
bool start(struct fixture *f, const char *capture, const char *qmp);
/* Return: exit status of the daemon. */
int wait_end(struct fixture *f);
/* @text: part of standard error; NULL: it is empty */
void assert_errors(struct fixture *f, const char *text);

/* Set up the function like firmware and drivers */
void boot(struct fixture *f);
void shut_down(struct fixture *f);

/* Find a capability. Return: its offset. */
unsigned int find_cap(struct client *c, unsigned int id);
unsigned int find_ext_cap(struct client *c, unsigned int id);

/* Descriptor 0 copies from 4096 bytes into memory. Starts by a posted write. */
volatile struct dma_desc *start_copy(struct fixture *f, uint64_t dst,
				     uint32_t len, uint32_t flags);
bool wait_readable(int fd);
void enable_interrupt(struct fixture *f, int fd);

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, served_setup, served_teardown)

#endif /* TESTS_FABRIC_SERVED_H */
