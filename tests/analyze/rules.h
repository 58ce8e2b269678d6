/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines of a rules file, for tests; needs cmocka.h */
#ifndef TESTS_ANALYZE_RULES_H
#define TESTS_ANALYZE_RULES_H

#include "analyze/match/expect.h"

static inline void add(struct expect *expect, const char *line)
{
	char error[200] = "";

	if (expect_add(expect, line, expect->count + expect->spans_count + 1,
		       error, sizeof(error)))
		fail_msg("%s: %s", line, error);
}

#endif /* TESTS_ANALYZE_RULES_H */
