// SPDX-License-Identifier: BSD-3-Clause
/* Sequence numbers: gaps, duplicates, order */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "nettlp/order.h"

/* Datagrams are their numbers plus 1, as NULL is none */
static void *item(uint16_t number)
{
	return (void *)((uintptr_t)number + 1);
}

static enum order_verdict judge(struct order *order, uint16_t number)
{
	return order_judge(order, number, item(number));
}

static void expect(const struct order *order, uint64_t lost, uint64_t reordered,
		   uint64_t duplicates, uint64_t late)
{
	assert_int_equal(order->stats.lost, lost);
	assert_int_equal(order->stats.reordered, reordered);
	assert_int_equal(order->stats.duplicates, duplicates);
	assert_int_equal(order->stats.late, late);
}

static void in_order(void **state)
{
	struct order order = {0};

	for (unsigned int i = 0; i < 70000; i++)
		assert_int_equal(judge(&order, 65000 + i), ORDER_TAKE);
	assert_null(order_skip(&order));
	expect(&order, 0, 0, 0, 0);
	assert_int_equal(order.stats.unnumbered, 0);
}

static void gap_is_closed(void **state)
{
	struct order order = {0};

	judge(&order, 65534);
	assert_int_equal(judge(&order, 1), ORDER_WAIT);
	assert_int_equal(judge(&order, 0), ORDER_WAIT);
	assert_int_equal(judge(&order, 0), ORDER_DROP);
	assert_null(order_next(&order));
	/* So far it may be the order in which sockets are read */
	expect(&order, 0, 0, 1, 0);
	order_settle(&order);
	assert_int_equal(judge(&order, 65535), ORDER_TAKE);
	assert_ptr_equal(order_next(&order), item(0));
	assert_ptr_equal(order_next(&order), item(1));
	assert_null(order_next(&order));
	expect(&order, 0, 1, 1, 0);
}

static void gap_stays(void **state)
{
	struct order order = {0};

	judge(&order, 10);
	assert_int_equal(judge(&order, 13), ORDER_WAIT);
	assert_int_equal(judge(&order, 15), ORDER_WAIT);
	assert_ptr_equal(order_skip(&order), item(13));
	assert_null(order_next(&order));
	expect(&order, 2, 0, 0, 0);
	assert_ptr_equal(order_skip(&order), item(15));
	expect(&order, 3, 0, 0, 0);
	/* 12 comes late, and again; 13 had been taken */
	assert_int_equal(judge(&order, 12), ORDER_DROP);
	expect(&order, 3, 0, 0, 1);
	assert_int_equal(judge(&order, 12), ORDER_DROP);
	assert_int_equal(judge(&order, 13), ORDER_DROP);
	expect(&order, 3, 0, 2, 1);
	assert_int_equal(judge(&order, 16), ORDER_TAKE);
}

static void long_gap(void **state)
{
	struct order order = {0};

	judge(&order, 10);
	assert_int_equal(judge(&order, 12), ORDER_WAIT);
	assert_int_equal(judge(&order, 5120), ORDER_FLUSH);
	assert_ptr_equal(order_skip(&order), item(12));
	assert_null(order_skip(&order));
	assert_int_equal(judge(&order, 5120), ORDER_TAKE);
	expect(&order, 1 + 5107, 0, 0, 0);
}

static void peer_does_not_count(void **state)
{
	struct order order = {0};

	for (unsigned int i = 0; i < 100; i++)
		assert_int_equal(judge(&order, 0), ORDER_TAKE);
	expect(&order, 0, 0, 0, 0);
	assert_int_equal(order.stats.unnumbered, 99);
}

static void peer_begins_again(void **state)
{
	struct order order = {0};

	judge(&order, 0);
	for (unsigned int i = 1; i < 5000; i++)
		judge(&order, i);
	assert_int_equal(judge(&order, 0), ORDER_TAKE);
	assert_int_equal(judge(&order, 1), ORDER_TAKE);
	/* Without its 0, but from afar */
	judge(&order, 20000);
	assert_int_equal(judge(&order, 5), ORDER_TAKE);
	assert_int_equal(order.stats.restarts, 1);
	assert_int_equal(judge(&order, 6), ORDER_TAKE);
	expect(&order, 20000 - 2, 0, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_order),
		cmocka_unit_test(gap_is_closed),
		cmocka_unit_test(gap_stays),
		cmocka_unit_test(long_gap),
		cmocka_unit_test(peer_does_not_count),
		cmocka_unit_test(peer_begins_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
