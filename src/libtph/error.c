// SPDX-License-Identifier: BSD-3-Clause
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <opentph/error.h>

#include "libtph/lib.h"

static _Thread_local char text[512] = "no error";

const char *tph_error(void)
{
	return text;
}

void lib_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
}

uint64_t lib_page_size(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

int64_t lib_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}
