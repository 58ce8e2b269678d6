/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine that a command is about: options that name it, and its reading */
#ifndef CLI_HOST_H
#define CLI_HOST_H

#include <stdbool.h>

#include <opentph/host.h>

/**
 * struct host_options - values of the options, all NULL at first, and a wish
 * @file:	--file, a dump, "-" for standard input; NULL: a machine by sysfs
 * @form:	--form, name of the dump's form; NULL: by the content
 * @sysfs:	--sysfs, NULL: /sys
 * @root:	--root, NULL: /
 * @says_root:	the command itself names the facts that need root
 */
struct host_options {
	const char *file, *form, *sysfs, *root;
	bool says_root;
};

/* Rows of struct option_row for the members of @host, a struct host_options */
#define HOST_OPTION_ROWS(host)                                                 \
	{"file", 'F', .text = &(host)->file}, {"form", .text = &(host)->form}, \
		{"sysfs", .text = &(host)->sysfs},                             \
	{                                                                      \
		"root", .text = &(host)->root                                  \
	}

/* Their lines for the text of --help */
#define HOST_OPTION_USAGE                                                                    \
	"  -F, --file FILE  read a dump instead of this machine: hex or text of lspci, or\n" \
	"                   JSON of tph doctor --dump or rdma_topo; - is standard input\n"   \
	"      --form FORM  form of the dump: hex, text or json, instead of a guess\n"       \
	"      --sysfs DIR  read the machine from DIR instead of /sys\n"                     \
	"      --root DIR   read facts of the kernel from DIR/proc, DIR/boot and DIR/lib\n"

/**
 * host_open() - read the machine that the options name
 * @options:	values of the options
 * @command:	argv[0] of the command, for messages
 * @ret_host:	the machine; release it with tph_host_free()
 *
 * Remarks about the input go to standard error, and so does a hint if registers
 * need root.
 *
 * Return: -1 to continue; else TPH_EXIT_USAGE, after a message.
 */
int host_open(const struct host_options *options, const char *command,
	      struct tph_host **ret_host);

/**
 * host_find() - find a function that an argument names
 * @host:	machine
 * @bdf:	argument
 * @command:	argv[0] of the command, for the message
 * @ret_function: the function
 *
 * Return: -1 to continue; else TPH_EXIT_USAGE, after a message.
 */
int host_find(const struct tph_host *host, const char *bdf, const char *command,
	      const struct tph_host_function **ret_function);

/* Return: name of a port's type, enum tph_host_port; NULL: reserved */
const char *host_type_name(int32_t type);

/* Holds each type */
#define HOST_TYPE 32

/* Type of a port in words, with "?" if it is derived; "?" if it is unknown */
void host_type(const struct tph_host_function *function, char text[HOST_TYPE]);

#endif /* CLI_HOST_H */
