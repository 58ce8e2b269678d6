/* SPDX-License-Identifier: BSD-3-Clause */
/* Stands in for QEMU's QMP socket: answers query-pci with a given text. */
#ifndef TESTS_FABRIC_QMP_SERVER_H
#define TESTS_FABRIC_QMP_SERVER_H

#include <pthread.h>
#include <stddef.h>

/**
 * struct qmp_server - a QMP peer for tests
 * @path:	of the socket
 * @pci:	the value of "return"
 * @piece:	bytes per send, so that the client sees torn messages
 * @silent:	never answer
 * @delay_us:	microseconds until it accepts the first client
 * @pause_us:	microseconds between two pieces
 * @queries:	number of query-pci so far
 * @held:	queries that are answered at once; later ones wait until it is
 *		raised, 0 for no limit
 */
struct qmp_server {
	char path[100];
	const char *pci;
	size_t piece;
	int silent;
	unsigned int delay_us, pause_us;
	unsigned int queries, held;
	int listener;
	pthread_t thread;
};

void qmp_server_start(struct qmp_server *server);
void qmp_server_stop(struct qmp_server *server);

#endif /* TESTS_FABRIC_QMP_SERVER_H */
