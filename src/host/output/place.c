// SPDX-License-Identifier: BSD-3-Clause
/* The place of a function as the path that sysfs would have for it */
#include <stdio.h>
#include <string.h>

#include "host/output/output.h"

/* Put @text before *@start. Return: false if it does not fit. */
static bool prepend(const char *path, char **start, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(*start - path) < len + 1)
		return false;
	*start -= len;
	memcpy(*start, text, len);
	*--*start = '/';
	return true;
}

bool output_place(const struct tph_host_function *function, char *path,
		  size_t size)
{
	char *start = path + size - 1, root[32];
	const struct tph_host_function *top = function;

	*start = '\0';
	for (const struct tph_host_function *f = function; f; f = f->parent) {
		if (!prepend(path, &start, f->bdf))
			return false;
		top = f;
	}
	/* No root bus is made up; a derived one is derived again */
	if (top->top.why)
		snprintf(root, sizeof(root), "devices/unknown");
	else if (top->top.derived)
		snprintf(root, sizeof(root), "bus/pci/devices");
	else
		snprintf(root, sizeof(root), "devices/pci%04x:%02x",
			 top->domain, top->bus);
	if (!prepend(path, &start, root) || !prepend(path, &start, "sys"))
		return false;
	memmove(path, start, strlen(start) + 1);
	return true;
}
