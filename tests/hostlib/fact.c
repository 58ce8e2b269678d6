// SPDX-License-Identifier: BSD-3-Clause
#include "tests/hostlib/fact.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

int fact_value(struct tph_host_value value)
{
	return value.why ? -1000 - value.why : value.value;
}

void fact_expect(const char *text, const char *bdf, const struct fact *facts,
		 size_t count)
{
	struct tph_host *host = machine_read(text, TPH_HOST_TEXT);
	const struct tph_host_function *function = machine_at(host, bdf);

	for (size_t i = 0; i < count; i++)
		if (fact_value(tph_host_get(function, facts[i].field)) !=
		    facts[i].value)
			fail_msg("%s.%s is %d, not %d",
				 tph_host_field_info(facts[i].field)->reg,
				 tph_host_field_info(facts[i].field)->name,
				 fact_value(tph_host_get(function,
							 facts[i].field)),
				 facts[i].value);
	tph_host_free(host);
}
