// SPDX-License-Identifier: BSD-3-Clause
#include "contrib/leechcore/statistics.h"

#include <inttypes.h>

static const char *const names[] = {
#define COUNT(name, text) #name,
	STATISTICS(COUNT)
#undef COUNT
};

static const char *const texts[] = {
#define COUNT(name, text) text,
	STATISTICS(COUNT)
#undef COUNT
};

void statistics_print(const struct statistics *s, bool json, FILE *file)
{
	const uint64_t counts[] = {
#define COUNT(name, text) s->name,
		STATISTICS(COUNT)
#undef COUNT
	};
	size_t n = sizeof(counts) / sizeof(counts[0]);
	bool any = false;

	if (json)
		for (size_t i = 0; i < n; i++)
			fprintf(file, "%s\"%s\": %" PRIu64, i ? ", " : "{",
				names[i], counts[i]);
	else
		for (size_t i = 0; i < n; i++)
			if (counts[i]) {
				fprintf(file, "%12" PRIu64 "  %s\n", counts[i],
					texts[i]);
				any = true;
			}
	fputs(json ? "}\n" : any ? "" : "nothing was received\n", file);
}
