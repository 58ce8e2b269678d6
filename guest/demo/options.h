/* SPDX-License-Identifier: BSD-3-Clause */
/* Command line and exit status, alike for all importers */
#ifndef GUEST_DEMO_OPTIONS_H
#define GUEST_DEMO_OPTIONS_H

#include "guest/demo/demo.h"

/**
 * struct demo_options - options of each program
 * @backend:	for the completer
 * @only:	beginning of the names of the cases to run
 */
struct demo_options {
	enum tph_backend backend;
	const char *only;
};

/* For getopt_long(), after a program's own options */
/* clang-format off */
#define DEMO_LONG_OPTIONS                          \
	{"backend", required_argument, NULL, 'b'}, \
	{"only", required_argument, NULL, 'o'},    \
	{"help", no_argument, NULL, 'h'}
/* clang-format on */

#define DEMO_USAGE                                                     \
	"  --backend=NAME    auto, cdev, group or noiommu (auto)\n"    \
	"  --only=NAME       only cases whose name begins with NAME\n" \
	"Exit status: 0 all cases passed; 1 a case failed; 2 cannot run.\n"

/**
 * demo_option() - parse an option of DEMO_LONG_OPTIONS
 * @options:	changed
 * @option:	result of getopt_long(); its argument is in optarg
 * @usage:	printed for --help and for an unknown option
 *
 * Return: 0; -EINVAL after a message.
 */
int demo_option(struct demo_options *options, int option, const char *usage);

/* A value of @path in struct demo, as users write it */
struct demo_name {
	const char *name;
	unsigned int path;
};

/**
 * demo_path() - find a path by its name
 * @demo:	its @path is set
 * @names:	names, up to one that is NULL
 * @what:	kind of the names, for the message
 *
 * The name is in optarg.
 *
 * Return: 0; -EINVAL after a message.
 */
int demo_path(struct demo *demo, const struct demo_name *names,
	      const char *what);

/* Print the number of cases. Return: the program's exit status */
int demo_status(const struct demo *demo);

#endif /* GUEST_DEMO_OPTIONS_H */
