// SPDX-License-Identifier: BSD-3-Clause
/* tph: a table of subcommands */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "ground.h"

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
};

static int cmd_help(int argc, char **argv);

static const struct command commands[] = {
	{"capture", cmd_capture, "capture the TLPs of a device with a tap"},
	{"check", cmd_check, "compare a capture with expectations"},
	{"convert", cmd_convert, "write a capture in another form"},
	{"doctor", cmd_doctor, "find out why a tag does not arrive"},
	{"dump", cmd_dump, "print the TLPs of a capture"},
	{"export", cmd_export, "pass a tagged part of a BAR to programs"},
	{"fabric", cmd_fabric, "serve a topology to QEMU"},
	{"follow", cmd_follow, "join requests and completions"},
	{"help", cmd_help, "show this list"},
	{"ls", cmd_ls, "list functions that send or complete tags"},
	{"make", cmd_make, "make TLPs from text"},
	{"path", cmd_path, "follow a tag from one function to another"},
	{"report", cmd_report, "judge the cases of the demonstration"},
	{"sim", cmd_sim, "run a topology without a VM"},
	{"stat", cmd_stat, "count the TLPs of a capture"},
	{"topology", cmd_topology, "read a topology file"},
};

#define COMMANDS (ARRAY_SIZE(commands))

static void print_help(FILE *out)
{
	fprintf(out, "Usage: tph COMMAND [ARGUMENT]...\n\n");
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(out, "  %-10s %s\n", commands[i].name,
			commands[i].summary);
	fprintf(out,
		"\nEach command has --help and a manual page, tph-COMMAND(1).\n");
}

static int cmd_help(int argc, char **argv)
{
	print_help(stdout);
	return TPH_EXIT_OK;
}

/* Output that did not reach its file is a failure */
static int finish(int status)
{
	if (fflush(stdout) || ferror(stdout)) {
		perror("tph: standard output");
		return TPH_EXIT_USAGE;
	}
	return status;
}

static int run(const struct command *command, int argc, char **argv)
{
	char name[32];

	/* getopt_long(3) puts it in front of its messages */
	snprintf(name, sizeof(name), "tph %s", command->name);
	argv[0] = name;
	return command->run(argc, argv);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return TPH_EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("tph %s\n", TPH_VERSION);
		return finish(TPH_EXIT_OK);
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return finish(cmd_help(argc, argv));
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return finish(run(&commands[i], argc - 1, argv + 1));
	fprintf(stderr, "tph: unknown command \"%s\"; see tph help\n", argv[1]);
	return TPH_EXIT_USAGE;
}
