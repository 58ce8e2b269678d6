// SPDX-License-Identifier: BSD-3-Clause
#include "guest/number.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

uint64_t number_parse(const char *text, uint64_t max)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || end == text || *end || *text == '-' || value > max) {
		fprintf(stderr, "%s: %s: not a number in 0..%" PRIu64 "\n",
			program_invocation_short_name, text, max);
		exit(2);
	}
	return value;
}
