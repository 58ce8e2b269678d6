// SPDX-License-Identifier: BSD-3-Clause
/* Allocations of the kernel that fail (Documentation/fault-injection) */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "guest/uapi/uapi.h"

#define DEBUG "/sys/kernel/debug/"

/* Allocations that may sleep fail too, as most of those of the series are */
static const struct {
	const char *path, *text;
} settings[] = {
	{DEBUG "failslab/ignore-gfp-wait", "N"},
	{DEBUG "fail_page_alloc/ignore-gfp-wait", "N"},
	{DEBUG "fail_page_alloc/ignore-gfp-highmem", "N"},
	/* A backtrace of each takes longer than the call */
	{DEBUG "failslab/verbose", "0"},
	{DEBUG "fail_page_alloc/verbose", "0"},
};

bool uapi_faults_on(void)
{
	for (unsigned int i = 0; i < sizeof(settings) / sizeof(settings[0]);
	     i++) {
		if (uapi_write_file(settings[i].path, settings[i].text)) {
			fprintf(stderr,
				"tph-uapi: cannot write %s: -f needs a kernel with FAILSLAB\n",
				settings[i].path);
			return false;
		}
	}
	return true;
}

void uapi_fail_open(struct uapi_thread *t)
{
	t->fail_nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (t->fail_nth < 0)
		abort();
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
