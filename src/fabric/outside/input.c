// SPDX-License-Identifier: BSD-3-Clause
#include "fabric/outside/input.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "fabric/clock.h"
#include "fabric/host.h"

/**
 * struct outside_input - functions with input
 * @n:		number of them
 * @functions:	the functions
 * @fds:	their descriptors, and one more
 * @timeout_ms:	until a completion is given up
 * @more:	some function has more input than it took
 * @timeouts:	number of completions that never came
 */
struct outside_input {
	unsigned int n, timeout_ms;
	struct pcie_function **functions;
	struct pollfd *fds;
	uint64_t timeouts;
	bool more;
};

int input_create(const struct hierarchy *h, struct outside_input **ret_input)
{
	struct outside_input *outside = calloc(1, sizeof(*outside));

	if (!outside)
		return -ENOMEM;
	outside->timeout_ms = HOST_TIMEOUT_MS;
	outside->functions =
		calloc(h->nfunctions, sizeof(outside->functions[0]));
	outside->fds = calloc(h->nfunctions + 1, sizeof(outside->fds[0]));
	if (!outside->functions || !outside->fds) {
		input_free(outside);
		return -ENOMEM;
	}
	for (unsigned int i = 0; i < h->nfunctions; i++) {
		struct pcie_function *fn = h->functions[i];

		if (!fn->ops->descriptor)
			continue;
		outside->fds[outside->n] = (struct pollfd){
			.fd = fn->ops->descriptor(fn),
			.events = POLLIN,
		};
		outside->functions[outside->n++] = fn;
	}
	*ret_input = outside;
	return 0;
}

void input_free(struct outside_input *outside)
{
	if (!outside)
		return;
	free(outside->functions);
	free(outside->fds);
	free(outside);
}

void input_set_timeout(struct outside_input *outside, unsigned int ms)
{
	outside->timeout_ms = ms;
}

uint64_t input_timeouts(const struct outside_input *outside)
{
	return outside->timeouts;
}

bool input_is_none(const struct outside_input *outside)
{
	return !outside->n;
}

void input_take(struct outside_input *outside)
{
	outside->more = false;
	for (unsigned int i = 0; i < outside->n; i++)
		outside->more |= pcie_function_input(outside->functions[i]);
}

void input_wait(struct outside_input *outside, const bool *done)
{
	const uint64_t end =
		fabric_now() + outside->timeout_ms * (NS_PER_S / 1000ull);
	uint64_t now;

	for (;;) {
		input_take(outside);
		now = fabric_now();
		if (*done || now >= end)
			break;
		if (!outside->more)
			poll(outside->fds, outside->n,
			     (end - now + 999999) / 1000000);
	}
	outside->timeouts += !*done;
}

int input_await(struct outside_input *outside, int until, bool block)
{
	outside->fds[outside->n] = (struct pollfd){until, POLLIN, 0};
	if (poll(outside->fds, outside->n + 1,
		 block && !outside->more ? -1 : 0) < 0 &&
	    errno != EINTR)
		return -errno;
	return outside->fds[outside->n].revents != 0;
}

int input_poll(struct outside_input *outside, int until, bool block)
{
	const int ret = input_await(outside, until, block);

	if (ret >= 0)
		input_take(outside);
	return ret;
}
