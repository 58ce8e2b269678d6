// SPDX-License-Identifier: BSD-3-Clause
/* The way that a write takes between peers */
#include "host/path/path.h"

static unsigned int depth(const struct tph_host_function *function)
{
	unsigned int n = 0;

	for (; function; function = function->parent)
		n++;
	return n;
}

const struct tph_host_function *route_bridge(const struct tph_host_function *a,
					     const struct tph_host_function *b)
{
	unsigned int deep_a, deep_b;

	a = a->parent;
	b = b->parent;
	deep_a = depth(a);
	deep_b = depth(b);
	for (; deep_a > deep_b; deep_a--)
		a = a->parent;
	for (; deep_b > deep_a; deep_b--)
		b = b->parent;
	while (a != b) {
		a = a->parent;
		b = b->parent;
	}
	return a;
}

static bool is_below_unseen(const struct tph_host_function *function)
{
	while (function->parent)
		function = function->parent;
	return function->top.why;
}

bool route_is_above(const struct tph_host_function *bridge,
		    const struct tph_host_function *function)
{
	while (function && function != bridge)
		function = function->parent;
	return function;
}

/* Redirects from @function up to, not including, @end */
static void add_redirects(const struct tph_host_function *function,
			  const struct tph_host_function *end,
			  struct tph_host_effect *sum)
{
	for (; function != end; function = function->parent)
		effect_add(sum, rule_acs(function));
}

struct tph_host_effect route_redirects(const struct tph_host_path *path,
				       const struct tph_host_function *top)
{
	struct tph_host_effect sum = EFFECT_NONE;

	add_redirects(path->from, top, &sum);
	add_redirects(path->to, top, &sum);
	if (top && !route_is_above(path->from, path->to) &&
	    !route_is_above(path->to, path->from))
		effect_add(&sum, rule_acs(top));
	return sum;
}

bool route_is_apart(const struct tph_host_function *a,
		    const struct tph_host_function *b)
{
	return a->domain != b->domain ||
	       (!is_below_unseen(a) && !is_below_unseen(b));
}

enum tph_host_route route_find(const struct tph_host_path *path,
			       const struct tph_host_function *top,
			       const struct tph_host_effect *redirect)
{
	const struct tph_host_function *from = path->from, *to = path->to;

	if (from == to)
		return TPH_HOST_NOWHERE;
	if (redirect->fate == TPH_HOST_LOST)
		return TPH_HOST_BY_ROOT;
	if (!top)
		return route_is_apart(from, to) ? TPH_HOST_BY_ROOT
						: TPH_HOST_BY_UNSEEN;
	return from->parent == top && to->parent == top &&
			       !is_type(top, TPH_HOST_UPSTREAM)
		       ? TPH_HOST_BELOW_PORT
		       : TPH_HOST_BY_SWITCH;
}
