// SPDX-License-Identifier: BSD-3-Clause
#include "tests/cli/export/open_files.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

unsigned int open_files(void)
{
	DIR *files = opendir("/proc/self/fd");
	unsigned int n = 0;

	assert_non_null(files);
	while (readdir(files))
		n++;
	closedir(files);
	return n;
}
