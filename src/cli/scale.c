// SPDX-License-Identifier: BSD-3-Clause
#include "cli/scale.h"

#include <stdio.h>

static const char *write_scaled(double value, const char *const prefixes[],
				unsigned int count, const char *unit,
				char *text)
{
	unsigned int i = 0;

	/* 999.5 would be written 1000 */
	while (value >= 999.5 && i < count - 1) {
		value /= 1000;
		i++;
	}
	snprintf(text, SCALE_MAX, "%.*f %s%.8s",
		 !i && value == (uint64_t)value ? 0
		 : value < 9.995		? 2
		 : value < 99.95		? 1
						: 0,
		 value, prefixes[i], unit);
	return text;
}

const char *scale(double value, const char *unit, char text[static SCALE_MAX])
{
	static const char *const prefixes[] = {"",  "k", "M", "G",
					       "T", "P", "E"};

	return write_scaled(value, prefixes, 7, unit, text);
}

const char *scale_ns(uint64_t ns, char text[static SCALE_MAX])
{
	static const char *const prefixes[] = {"n", "u", "m", ""};

	return write_scaled(ns, prefixes, 4, "s", text);
}
