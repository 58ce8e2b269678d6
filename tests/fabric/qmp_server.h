/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stands in for QEMU's QMP socket: answers query-pci with a given text, and shows
 * given registers where its configuration space is mapped.
 */
#ifndef TESTS_FABRIC_QMP_SERVER_H
#define TESTS_FABRIC_QMP_SERVER_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

/* A DW of physical memory; those that are not given are 0 */
struct qmp_register {
	uint64_t addr;
	uint32_t value;
};

/* Where configuration space is mapped */
#define QMP_CONFIG(bdf, offset) (0xb0000000ull + (bdf)*4096 + (offset))

/**
 * struct qmp_server - a QMP peer for tests
 * @path:	of the socket
 * @pci:	the value of "return"
 * @piece:	bytes per send, so that the client sees torn messages
 * @silent:	never answer
 * @delay_us:	microseconds until it accepts the first client
 * @pause_us:	microseconds between two pieces
 * @registers:	what the monitor shows, @nregisters of them; NULL: it is no q35
 * @queries:	number of query-pci so far
 * @held:	queries that are answered at once; later ones wait until it is
 *		raised, 0 for no limit
 * @injected:	monitor commands that inject errors, one a line
 */
struct qmp_server {
	char path[100];
	const char *pci;
	size_t piece;
	int silent;
	unsigned int delay_us, pause_us;
	const struct qmp_register *registers;
	size_t nregisters;
	unsigned int queries, held;
	char injected[1024];
	int listener;
	pthread_t thread;
};

void qmp_server_start(struct qmp_server *server);
void qmp_server_stop(struct qmp_server *server);

#endif /* TESTS_FABRIC_QMP_SERVER_H */
