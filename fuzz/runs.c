// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any hierarchy, and any requests and changes of it, chosen by bytes: all that can be
 * observed is the same with runs of TLPs and without
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/runs/pair.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct pair_result result;
	const struct pair_case c = {
		.data = data,
		.len = len,
		.taps = len ? data[len - 1] % 3 : 0,
		.steps = PAIR_STEPS,
	};

	if (!len || pair_run(&c, &result))
		return 0;
	fputs(result.text, stderr);
	abort();
}
