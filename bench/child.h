/* SPDX-License-Identifier: BSD-3-Clause */
/* The peer: a process of its own, which ends with this one */
#ifndef BENCH_CHILD_H
#define BENCH_CHILD_H

#include <stddef.h>
#include <sys/types.h>

#include "fabric/fabric.h"

struct bench_child {
	pid_t pid;
	int sock; /* for bench_pong_start(), otherwise -1 */
};

/**
 * bench_fabric_start() - start tph fabric
 * @topology:	topology to serve
 * @dir:	folder of its sockets
 * @ret_child:	process
 *
 * Return: 0 it is ready; -EIO it ended after a message; -errno.
 */
int bench_fabric_start(const struct topology *topology, const char *dir,
		       struct bench_child *ret_child);

/**
 * bench_pong_start() - start a process that answers messages on a UNIX socket
 * @ping:	bytes of each message to it
 * @pong:	bytes of each answer; both at most BENCH_PONG_MAX
 * @ret_child:	process
 *
 * Return: 0; -errno.
 */
int bench_pong_start(size_t ping, size_t pong, struct bench_child *ret_child);
#define BENCH_PONG_MAX 256

/* End the process, if it runs. Return: 0; -ECHILD it failed. */
int bench_child_stop(struct bench_child *child);

#endif /* BENCH_CHILD_H */
