// SPDX-License-Identifier: BSD-3-Clause
#include "error/error.h"

#include <stdarg.h>
#include <stdio.h>

#include <opentph/error.h>

static _Thread_local char text[512] = "no error";

const char *tph_error(void)
{
	return text;
}

void tph_error_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
}
