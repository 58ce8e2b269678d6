// SPDX-License-Identifier: BSD-3-Clause
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/libtph/fake.h"

unsigned int fake_fail_each(int err, int (*body)(void),
			    bool (*tolerated)(unsigned int call))
{
	unsigned int n;
	int ret;

	for (n = 1;; n++) {
		fake.calls = 0;
		fake.fail_at = n;
		fake.fail_err = err;
		ret = body();
		assert_int_equal(fake.open_fds, 0);
		assert_int_equal(fake.mappings, 0);
		if (fake.calls < n)
			break;
		if (!tolerated || !tolerated(n))
			assert_int_equal(ret, err);
	}
	fake.fail_at = 0;
	assert_int_equal(ret, 0);
	return n - 1;
}
