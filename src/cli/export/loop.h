/* SPDX-License-Identifier: BSD-3-Clause */
/* Serves clients, looks for changes, waits for a program, until a signal comes */
#ifndef CLI_EXPORT_LOOP_H
#define CLI_EXPORT_LOOP_H

#include <signal.h>
#include <sys/types.h>

#include "cli/export/hold.h"

/* Time between two looks at the attachments */
#define LOOP_WATCH_MS 100

/**
 * struct loop - work to do
 * @fd:		descriptor for the clients
 * @hold:	socket of the clients, or NULL
 * @watch:	called every LOOP_WATCH_MS, or NULL; non-zero ends the loop, or with a
 *		program only these calls
 * @run:	argument of @watch
 * @child:	program, 0: none
 * @signals:	signalfd, from loop_begin()
 * @mask:	signal mask before loop_begin()
 */
struct loop {
	int fd;
	struct hold *hold;
	int (*watch)(void *run);
	void *run;
	pid_t child;
	int signals;
	sigset_t mask;
};

/**
 * loop_begin() - from here on signals wait for loop_run()
 * @loop:	gets @signals and @mask
 *
 * Return: 0; -errno.
 */
int loop_begin(struct loop *loop);

/**
 * loop_run() - work until the end
 * @loop:	work
 *
 * SIGINT, SIGTERM and SIGHUP end the loop; with a program they are passed to it,
 * unless the terminal has sent them to both, and its end ends the loop.
 *
 * Return: status of the program; 0 after a signal; or -errno, also of @watch.
 */
int loop_run(struct loop *loop);

#endif /* CLI_EXPORT_LOOP_H */
