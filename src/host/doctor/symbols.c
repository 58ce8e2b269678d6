// SPDX-License-Identifier: BSD-3-Clause
#include "host/doctor/symbols.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* "ADDRESS TYPE NAME[\t[MODULE]]"; the addresses are 0 for other users than root */
static void take_line(char *line, struct symbol *symbols, size_t count)
{
	char *name = strchr(line, ' ');

	name = name ? strchr(name + 1, ' ') : NULL;
	if (!name)
		return;
	name++;
	name[strcspn(name, " \t\n")] = '\0';
	for (size_t i = 0; i < count; i++)
		if (symbols[i].name && !strcmp(name, symbols[i].name))
			symbols[i].found = true;
}

int symbols_find(struct check *check, struct symbol *symbols, size_t count,
		 const char **ret_file)
{
	char path[PATH_MAX], line[1024];
	int ret = -ENOENT;
	FILE *file;

	if (!check->source->root)
		return ret;
	snprintf(path, sizeof(path), "%s/proc/kallsyms", check->source->root);
	file = fopen(path, "re");
	if (!file)
		return ret;
	while (fgets(line, sizeof(line), file)) {
		ret = 0;
		take_line(line, symbols, count);
	}
	fclose(file);
	if (!ret)
		*ret_file = check_text(check, "%s", path);
	return ret;
}
