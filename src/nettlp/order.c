// SPDX-License-Identifier: BSD-3-Clause
#include "nettlp/order.h"

#include <stddef.h>

static void note(struct order *order, uint16_t number, bool came)
{
	uint64_t *word = &order->seen[number % ORDER_PAST / 64];
	const uint64_t bit = 1ull << number % 64;

	*word = came ? *word | bit : *word & ~bit;
}

static bool came(const struct order *order, uint16_t number)
{
	return order->seen[number % ORDER_PAST / 64] >> number % 64 & 1;
}

/* The numbers up to @to, which is excluded, are lost */
static void lose(struct order *order, uint16_t to)
{
	while (order->next != to) {
		order->stats.lost++;
		note(order, order->next++, false);
	}
}

/* A number that is due now, or later */
static void came_now(struct order *order, uint16_t number)
{
	if ((int16_t)(number - order->top) >= 0)
		order->top = number + 1;
	if ((int16_t)(order->settled - order->next) < 0)
		order->settled = order->next;
	order->stats.reordered += (int16_t)(number - order->settled) < 0;
}

/* Take @number, and forget the past: it may have been another series */
static enum order_verdict begin(struct order *order, uint16_t number)
{
	order->begun = true;
	order->next = order->top = order->settled = number + 1;
	for (unsigned int i = 0; i < ORDER_PAST / 64; i++)
		order->seen[i] = UINT64_MAX;
	return ORDER_TAKE;
}

/* @back: how many numbers ago it was due */
static enum order_verdict take_past(struct order *order, uint16_t number,
				    unsigned int back)
{
	if (back > ORDER_PAST) {
		order->stats.restarts++;
		return begin(order, number);
	}
	if (came(order, number)) {
		order->stats.duplicates++;
	} else {
		order->stats.late++;
		note(order, number, true);
	}
	return ORDER_DROP;
}

static enum order_verdict wait(struct order *order, uint16_t number, void *item)
{
	void **place = &order->waiting[number % ORDER_WINDOW];

	if (*place) {
		order->stats.duplicates++;
		return ORDER_DROP;
	}
	came_now(order, number);
	*place = item;
	order->nwaiting++;
	return ORDER_WAIT;
}

enum order_verdict order_judge(struct order *order, uint16_t number, void *item)
{
	const int ahead = (int16_t)(number - order->next);

	if (!order->begun)
		return begin(order, number);
	if (!ahead) {
		came_now(order, number);
		note(order, order->next++, true);
		return ORDER_TAKE;
	}
	if (ahead > 0 && ahead < ORDER_WINDOW) {
		return wait(order, number, item);
	}
	if (order->nwaiting && (!number || ahead > 0 || -ahead > ORDER_PAST))
		return ORDER_FLUSH;
	if (!number) {
		order->stats.unnumbered++;
		return begin(order, number);
	}
	if (ahead < 0)
		return take_past(order, number, -ahead);
	lose(order, number);
	came_now(order, number);
	note(order, order->next++, true);
	return ORDER_TAKE;
}

void order_settle(struct order *order)
{
	order->settled = order->top;
}

void *order_next(struct order *order)
{
	void **place = &order->waiting[order->next % ORDER_WINDOW];
	void *item = *place;

	if (!item)
		return NULL;
	*place = NULL;
	order->nwaiting--;
	note(order, order->next++, true);
	return item;
}

void *order_skip(struct order *order)
{
	uint16_t to = order->next;

	if (!order->nwaiting)
		return NULL;
	while (!order->waiting[to % ORDER_WINDOW])
		to++;
	lose(order, to);
	return order_next(order);
}
