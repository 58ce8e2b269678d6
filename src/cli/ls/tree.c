// SPDX-License-Identifier: BSD-3-Clause
/* tph ls -t: the functions below the bridges that lead to them */
#include <string.h>

#include "cli/host.h"
#include "cli/ls/ls.h"

/* Buses, and so bridges from the root to a function, are at most 256 */
static bool branch_selected(const struct tph_host_function *function,
			    const struct ls_selection *selection)
{
	if (ls_selected(selection, function))
		return true;
	for (function = function->child; function; function = function->next)
		if (branch_selected(function, selection))
			return true;
	return false;
}

static void print_line(const struct tph_host_function *function,
		       unsigned int depth)
{
	char sends[LS_TEXT], completes[LS_TEXT], type[HOST_TYPE];

	printf("%*s%s", (int)(2 * depth), "", function->bdf);
	host_type(function, type);
	if (strcmp(type, "?") && strcmp(type, "conventional"))
		printf(" %s", type);
	ls_sends(function, sends);
	ls_completes(function, completes);
	if (strcmp(sends, "-"))
		printf(", sends %s", sends);
	if (strcmp(completes, "-"))
		printf(", completes %s", completes);
	printf(" # %s\n", function->name ? function->name : "?");
}

static void print_branch(const struct tph_host_function *function,
			 const struct ls_selection *selection,
			 unsigned int depth)
{
	if (!branch_selected(function, selection))
		return;
	print_line(function, depth);
	for (function = function->child; function; function = function->next)
		print_branch(function, selection, depth + 1);
}

int ls_print_tree(const struct tph_host *host,
		  const struct ls_selection *selection)
{
	const struct tph_host_function *function;

	for (size_t i = 0; (function = tph_host_at(host, i)); i++)
		if (!function->parent)
			print_branch(function, selection, 0);
	return 0;
}
