/* SPDX-License-Identifier: BSD-3-Clause */
/* A program that inherits one file descriptor */
#ifndef CLI_EXPORT_CHILD_H
#define CLI_EXPORT_CHILD_H

#include <signal.h>
#include <sys/types.h>

/* In the program's environment: the number of the descriptor */
#define CHILD_VARIABLE "TPH_DMABUF_FD"

/* The number, in arguments of the program */
#define CHILD_PLACE "{fd}"

/**
 * child_start() - start a program
 * @args:	program, as execvp(3) finds it, and its arguments, up to a NULL
 * @fd:		descriptor, close-on-exec in this process; the program has it under
 *		the same number
 * @mask:	the program's signal mask
 * @ret_pid:	process
 *
 * SIGPIPE has its default action in the program.
 *
 * Return: 0; -ENOMEM; or an error of execvp(3).
 */
int child_start(char *const *args, int fd, const sigset_t *mask,
		pid_t *ret_pid);

/* Return: the exit status that a shell reports for a status of waitpid(2) */
int child_status(int status);

#endif /* CLI_EXPORT_CHILD_H */
