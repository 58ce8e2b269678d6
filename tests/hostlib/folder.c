// SPDX-License-Identifier: BSD-3-Clause
#include "tests/hostlib/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

char folder_root[] = "/tmp/tph-folder.XXXXXX";

void folder_create(void)
{
	assert_non_null(mkdtemp(folder_root));
}

void folder_put(const char *name, const void *data, size_t len)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder_root, name);
	for (char *p = path + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(path, 0755);
		*p = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

void folder_put_text(const char *name, const char *text)
{
	folder_put(name, text, strlen(text));
}

void folder_put_link(const char *bdf, const char *name, const char *target)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/sys/bus/pci/devices/%s/%s",
		 folder_root, bdf, name);
	assert_int_equal(symlink(target, path), 0);
}

void folder_remove(const char *name)
{
	char command[300];

	snprintf(command, sizeof(command), "rm -rf '%s/%s'", folder_root, name);
	assert_int_equal(system(command), 0);
}
