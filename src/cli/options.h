/* SPDX-License-Identifier: BSD-3-Clause */
/* Options of a command, parsed by a table */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Maximal rows of a table */
#define OPTIONS_MAX 32

/* Maximal values of an option that may be repeated */
#define OPTION_TEXTS 32

/**
 * struct option_texts - values of an option that may be repeated
 * @text:	values
 * @count:	entries of @text
 */
struct option_texts {
	const char *text[OPTION_TEXTS];
	unsigned int count;
};

/**
 * struct option_row - an option; one of the pointers receives it
 * @name:	long name
 * @letter:	short name, 0: long name only
 * @flag:	set to true; the option has no value, unless another pointer
 *		receives one
 * @count:	incremented; the option has no value
 * @text:	set to the value
 * @texts:	the value is appended
 * @number:	set to the value, a number of at least 1
 * @value:	set to the value, a number in 0..@max; see OPTION_VALUE()
 * @size:	bytes at @value: 1, 2, 4 or 8
 * @take:	called with @run of struct options and the value. Return: -1 to
 *		continue; else enum tph_exit, after a message
 * @bare:	@take has no value
 */
struct option_row {
	const char *name;
	char letter;
	bool *flag;
	unsigned int *count;
	const char **text;
	struct option_texts *texts;
	uint64_t *number;
	void *value;
	size_t size;
	uint64_t max;
	int (*take)(void *run, const char *value);
	bool bare;
};

/* The part of a row that receives a number in 0..@limit in an unsigned @variable */
#define OPTION_VALUE(variable, limit) \
	.value = &(variable), .size = sizeof(variable), .max = (limit)

/**
 * struct options - the command line of a command
 * @usage:	text of --help and -h, which every command has
 * @rows:	its options, up to one without a name; at most OPTIONS_MAX
 * @run:	argument of @take
 * @min:	minimal number of arguments after the options
 * @max:	maximal number of arguments after the options
 */
struct options {
	const char *usage;
	const struct option_row *rows;
	void *run;
	int min, max;
};

/**
 * options_parse() - parse the options
 * @options:	command line
 * @argc:	arguments of the command
 * @argv:	arguments of the command; the first is its name for messages
 *
 * Return: -1 to continue, the arguments begin at argv[optind]; else enum
 * tph_exit, after the text of --help or a message.
 */
int options_parse(const struct options *options, int argc, char **argv);

/* Print the usage to standard error. Return: TPH_EXIT_USAGE */
int options_refuse(const struct options *options);

#endif /* CLI_OPTIONS_H */
