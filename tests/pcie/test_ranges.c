// SPDX-License-Identifier: BSD-3-Clause
/* Sets and ranges against plain loops over all their members, with random input */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "pcie/ranges.h"

#define ROUNDS 400
#define CLAIMS 60

static uint64_t state_of_random = 88172645463325252;

/* xorshift: the same numbers on every machine */
static uint32_t any(uint32_t n)
{
	state_of_random ^= state_of_random << 13;
	state_of_random ^= state_of_random >> 7;
	state_of_random ^= state_of_random << 17;
	return (state_of_random >> 20) % n;
}

static void sets_find_neighbours(void **state)
{
	static const unsigned int sizes[] = {1, 64, 65, 4096, 5000, 300000};

	for (unsigned int s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
		const unsigned int size = sizes[s];
		bool *in = calloc(size, 1);
		struct bits bits = {.size = 0};

		assert_int_equal(bits_next(&bits, 0), BITS_NONE);
		assert_int_equal(bits_prev(&bits, 5), BITS_NONE);
		assert_non_null(in);
		/* numbers stay when it grows */
		assert_int_equal(bits_grow(&bits, 1), 0);
		bits_set(&bits, 0);
		in[0] = true;
		assert_int_equal(bits_grow(&bits, size), 0);
		for (unsigned int i = 0; i < 300; i++) {
			const unsigned int n = any(size), from = any(size);
			unsigned int next = from, prev = from;

			in[n] = any(3) ? !in[n] : false;
			if (in[n])
				bits_set(&bits, n);
			else
				bits_clear(&bits, n);
			while (next < size && !in[next])
				next++;
			while (prev != BITS_NONE && !in[prev])
				prev--;
			assert_int_equal(bits_next(&bits, from),
					 next < size ? next : BITS_NONE);
			assert_int_equal(bits_prev(&bits, from), prev);
		}
		bits_zero(&bits);
		assert_true(bits_empty(&bits));
		bits_free(&bits);
		free(in);
	}
}

/* Owners by the rules, one claim at a time. Return: owner of @addr */
static void *owner(const struct claim *claims, unsigned int n, uint64_t addr)
{
	static bool done[CLAIMS], kept[CLAIMS];
	void *rest = NULL;
	uint64_t rest_at = UINT64_MAX;

	memset(kept, 0, sizeof(kept));
	for (unsigned int i = 0; i < n; i++) /* empty ones claim nothing */
		done[i] = claims[i].range.start > claims[i].range.last;
	for (;;) {
		unsigned int best = n;
		bool fits = true;

		for (unsigned int i = 0; i < n; i++)
			if (claims[i].whole && !done[i] &&
			    (best == n || claims[i].since < claims[best].since))
				best = i;
		if (best == n)
			break;
		done[best] = true;
		for (unsigned int i = 0; i < n; i++)
			if (kept[i] &&
			    claims[i].range.start <= claims[best].range.last &&
			    claims[best].range.start <= claims[i].range.last)
				fits = false;
		kept[best] = fits;
	}
	for (unsigned int i = 0; i < n; i++) {
		if (addr < claims[i].range.start || addr > claims[i].range.last)
			continue;
		if (kept[i])
			return claims[i].range.to;
		if (!claims[i].whole && claims[i].since <= rest_at) {
			rest = claims[i].range.to;
			rest_at = claims[i].since;
		}
	}
	return rest;
}

static struct claim any_claim(unsigned int since)
{
	static char owners[8];
	const unsigned int shift = any(8) ? 4 : 58;
	struct claim claim = {
		.since = since,
		.whole = any(2),
		.range = {(uint64_t)any(60) << shift, 0, &owners[any(8)]},
	};

	claim.range.last = claim.range.start + ((uint64_t)any(9) << shift) - 1;
	if (!any(20))
		claim.range.last = UINT64_MAX;
	return claim;
}

static void check(const struct ranges *ranges, const struct claim *claims,
		  unsigned int n, uint64_t addr)
{
	static unsigned int hint;
	void *expected = owner(claims, n, addr);
	uint64_t last = 0;

	if (!any(3))
		hint = any(200);
	assert_ptr_equal(ranges_find(ranges, addr, &hint, &last), expected);
	assert_true(last >= addr);
	assert_ptr_equal(owner(claims, n, last), expected);
	if (last != UINT64_MAX)
		assert_ptr_not_equal(owner(claims, n, last + 1), expected);
	for (unsigned int i = 0; i < n; i++)
		if (claims[i].range.start > addr &&
		    claims[i].range.start < last)
			assert_ptr_equal(owner(claims, n,
					       claims[i].range.start),
					 expected);
}

static void ranges_have_the_right_owner(void **state)
{
	struct claim claims[CLAIMS];
	struct ranges ranges = {.n = 0};

	for (unsigned int round = 0; round < ROUNDS; round++) {
		const unsigned int n = any(CLAIMS);

		assert_int_equal(ranges_reserve(&ranges, n), 0);
		ranges_restart(&ranges);
		for (unsigned int i = 0; i < n; i++) {
			claims[i] = any_claim(i);
			/* the order of the calls does not matter */
			if (i && any(2)) {
				struct claim other = claims[i - 1];

				claims[i - 1] = claims[i];
				claims[i] = other;
			}
		}
		for (unsigned int i = 0; i < n; i++)
			ranges_claim(&ranges, &claims[i]);
		ranges_build(&ranges);
		check(&ranges, claims, n, 0);
		check(&ranges, claims, n, UINT64_MAX);
		for (unsigned int i = 0; i < n; i++)
			for (int by = -1; by <= 1; by++) {
				check(&ranges, claims, n,
				      claims[i].range.start + by);
				check(&ranges, claims, n,
				      claims[i].range.last + by);
			}
	}
	ranges_free(&ranges);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_find_neighbours),
		cmocka_unit_test(ranges_have_the_right_owner),
	};

	return cmocka_run_group_tests_name("pcie-ranges", tests, NULL, NULL);
}
