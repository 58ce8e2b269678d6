/* SPDX-License-Identifier: BSD-3-Clause */
/* Declarations that main.c and the subcommands of tph share */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

/* Exit status of every subcommand */
enum tph_exit {
	TPH_EXIT_OK = 0,
	TPH_EXIT_BROKEN = 1, /* faults in the input */
	TPH_EXIT_USAGE = 2,  /* wrong arguments, unreadable input */

	/* tph export with a program, as env(1); else the program's status */
	TPH_EXIT_SELF = 125,	  /* an error of tph itself */
	TPH_EXIT_NOT_RUN = 126,	  /* the program cannot be run */
	TPH_EXIT_NOT_FOUND = 127, /* the program does not exist */
};

/*
 * A subcommand: argv[0] is "tph NAME". Prints errors to stderr, with argv[0] in
 * front. Return: enum tph_exit
 */
int cmd_capture(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_convert(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_dump(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_follow(int argc, char **argv);
int cmd_ls(int argc, char **argv);
int cmd_make(int argc, char **argv);
int cmd_path(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_fabric(int argc, char **argv);
int cmd_sim(int argc, char **argv);
int cmd_stat(int argc, char **argv);
int cmd_topology(int argc, char **argv);

#endif /* CLI_COMMAND_H */
