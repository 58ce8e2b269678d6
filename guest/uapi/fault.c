// SPDX-License-Identifier: BSD-3-Clause
/* Allocations of the kernel that fail (Documentation/fault-injection) */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "guest/uapi/uapi.h"

/* Allocations that may sleep fail too, as most of those of the series are */
bool uapi_faults_on(void)
{
	static const char *const files[] = {
		"/sys/kernel/debug/failslab/ignore-gfp-wait",
		"/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait",
		"/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem",
	};

	for (unsigned int i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (uapi_write_file(files[i], "N")) {
			fprintf(stderr,
				"tph-uapi: %s: not there: -f needs a kernel with FAILSLAB\n",
				files[i]);
			return false;
		}
	}
	return true;
}

void uapi_fail_open(struct uapi_thread *t)
{
	t->fail_nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
}

void uapi_fail(const struct uapi_thread *t, unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	if (pwrite(t->fail_nth, text, (size_t)len, 0) != len)
		abort();
}

bool uapi_failed(const struct uapi_thread *t)
{
	char text[16] = "";

	return pread(t->fail_nth, text, sizeof(text) - 1, 0) > 0 &&
	       text[0] == '0';
}
