// SPDX-License-Identifier: BSD-3-Clause
#include "cli/style.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct style *style_of(FILE *out)
{
	static const struct style plain = {"", "", "", "", ""};
	static const struct style colours = {
		.type = "\033[36m",
		.hint = "\033[1;32m",
		.error = "\033[31m",
		.dim = "\033[2m",
		.off = "\033[0m",
	};
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (!isatty(fileno(out)) || (no_color && *no_color) ||
	    (term && !strcmp(term, "dumb")))
		return &plain;
	return &colours;
}
