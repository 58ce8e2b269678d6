/* SPDX-License-Identifier: BSD-3-Clause */
/* Forms in which tph ls prints functions */
#ifndef CLI_LS_LS_H
#define CLI_LS_LS_H

#include <stdio.h>

#include <opentph/host.h>

/* Holds each cell and each value in words */
#define LS_TEXT 48

/**
 * struct ls_selection - the functions to print
 * @conditions:	"FIELD=VALUE[,VALUE]..." or "FIELD!=VALUE[,VALUE]...", all must hold
 * @count:	their number
 * @all:	also functions that have nothing to do with tags
 */
struct ls_selection {
	char *const *conditions;
	size_t count;
	bool all;
};

/**
 * ls_check() - check the conditions
 * @selection:	conditions
 * @command:	for messages
 *
 * Return: -1 to continue; else TPH_EXIT_USAGE, after a message.
 */
int ls_check(const struct ls_selection *selection, const char *command);

/* Return: whether to print it; a condition on an unknown value does not hold */
bool ls_selected(const struct ls_selection *selection,
		 const struct tph_host_function *function);

/* Print each field that a condition may have, and its values */
void ls_print_fields(FILE *out);

/* Return: true unless it is known that @function neither sends nor takes tags */
bool ls_has_role(const struct tph_host_function *function);

/* Steering tags that @function sends: "8", "8 16", "-" or "?" */
void ls_sends(const struct tph_host_function *function, char text[LS_TEXT]);

/* Steering tags that @function completes, in the same words */
void ls_completes(const struct tph_host_function *function, char text[LS_TEXT]);

/* Return: name of a value of a field; NULL: it has none */
const char *ls_name(enum tph_host_field field, int32_t value);

/**
 * ls_value() - a field with its name
 * @function:	function
 * @field:	field
 * @text:	"Name+", "Name-", "Name 4", "Name 256 bytes", "Name?"
 */
void ls_value(const struct tph_host_function *function,
	      enum tph_host_field field, char text[LS_TEXT]);

/* The forms. Return: 0; -ENOMEM. */
int ls_print_table(const struct tph_host *host,
		   const struct ls_selection *selection);
int ls_print_tree(const struct tph_host *host,
		  const struct ls_selection *selection);
int ls_print_details(const struct tph_host *host,
		     const struct ls_selection *selection);
int ls_print_json(const struct tph_host *host,
		  const struct ls_selection *selection);

#endif /* CLI_LS_LS_H */
