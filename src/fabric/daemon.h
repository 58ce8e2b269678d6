/* SPDX-License-Identifier: BSD-3-Clause */
/* The daemon: serves a topology to QEMU */
#ifndef FABRIC_DAEMON_H
#define FABRIC_DAEMON_H

#include "fabric/topology.h"

/**
 * struct fabric_options - arguments of fabric_serve()
 * @topology:	the hierarchy
 * @dir:	folder of the sockets
 * @capture:	file for the links' TLPs, or NULL
 * @links:	as taps_open()
 * @qmp:	QEMU's QMP socket, or NULL
 * @no_runs:	each TLP travels on its own
 * @timeout_ms:	milliseconds until a completion from outside of the process is given up
 */
struct fabric_options {
	const struct topology *topology;
	const char *dir, *capture, *links, *qmp;
	bool no_runs;
	unsigned int timeout_ms;
};

/**
 * fabric_serve() - serve a fabric until a signal or the end of its client
 * @options:	options
 *
 * Messages go to standard error, one line "ready" to standard output once QEMU
 * may connect. SIGINT, SIGTERM and SIGHUP end it. One at a time in a process. A
 * capture to a FIFO first waits for a reader, with unchanged signal handlers.
 *
 * Return: 0 ended by a signal or because the client left; -ENOBUFS packets of
 * the capture were dropped; otherwise -errno. Each error has been reported.
 */
int fabric_serve(const struct fabric_options *options);

#endif /* FABRIC_DAEMON_H */
