// SPDX-License-Identifier: BSD-3-Clause
/* The hops of a write, and the way that it takes */
#include "ground.h"
#include "host/path/path.h"

struct tph_host_hop *walk_add(struct tph_host_path *path,
			      const struct tph_host_function *function,
			      enum tph_host_role role)
{
	struct tph_host_hop *hop = &path->hops[path->count++];

	*hop = (struct tph_host_hop){
		.function = function,
		.role = (uint8_t)role,
		.on = {EFFECT_NONE, EFFECT_NONE},
		.acs = EFFECT_NONE,
	};
	return hop;
}

void walk_start(struct tph_host_path *path, const struct prefixes *prefixes)
{
	struct tph_host_hop *hop = walk_add(path, path->from, TPH_HOST_SENDS);

	rule_widths(path->from, TPH_HOST_F_TPH_REQUESTER,
		    TPH_HOST_RULE_REQUESTER, hop->on);
	rule_end(path->from, prefixes, hop->on);
}

void walk_up(struct tph_host_path *path, const struct prefixes *prefixes,
	     const struct tph_host_function *end)
{
	for (const struct tph_host_function *port = path->from->parent;
	     port != end; port = port->parent)
		rule_port(port, prefixes, true,
			  walk_add(path, port, TPH_HOST_UP)->on);
}

/* The ports from @begin, not included, down to the completer, and it */
static void walk_down(struct tph_host_path *path,
		      const struct prefixes *prefixes,
		      const struct tph_host_function *begin)
{
	const struct tph_host_function *ports[256], *port;
	struct tph_host_hop *hop;
	size_t n = 0;

	for (port = path->to->parent; port != begin; port = port->parent)
		ports[n++] = port;
	while (n--)
		rule_port(ports[n], prefixes, false,
			  walk_add(path, ports[n], TPH_HOST_DOWN)->on);
	hop = walk_add(path, path->to, TPH_HOST_RECEIVES);
	rule_end(path->to, prefixes, hop->on);
	rule_widths(path->to, TPH_HOST_F_TPH_COMPLETER, TPH_HOST_RULE_COMPLETER,
		    hop->on);
}

/* ---- Between the branches -------------------------------------------------- */

static void set_both(struct tph_host_hop *hop, struct tph_host_effect effect)
{
	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++)
		hop->on[i] = effect;
}

static void turn(struct tph_host_path *path,
		 const struct tph_host_function *top)
{
	struct tph_host_value type = tph_host_port_type(top);
	enum tph_host_fate fate = TPH_HOST_LOST;

	if (is_type(top, TPH_HOST_UPSTREAM))
		fate = TPH_HOST_ARRIVES;
	else if (type.derived || (type.why && type.why != TPH_HOST_ABSENT))
		fate = TPH_HOST_UNCERTAIN;
	set_both(walk_add(path, top, TPH_HOST_TURNS),
		 effect_of(fate, TPH_HOST_RULE_TURN, top, TPH_HOST_F_PORT_TYPE,
			   tph_host_get(top, TPH_HOST_F_PORT_TYPE)));
}

/* The root complex need not forward hints, and the kernel sends it none */
static void cross_root(struct tph_host_path *path, bool apart,
		       const struct tph_host_effect *redirect)
{
	set_both(walk_add(path, NULL, TPH_HOST_ROOT),
		 apart ? effect_plain(TPH_HOST_LOST, TPH_HOST_RULE_APART)
		       : *redirect);
}

static void cross_unseen(struct tph_host_path *path)
{
	set_both(walk_add(path, NULL, TPH_HOST_UNSEEN),
		 effect_plain(TPH_HOST_UNCERTAIN, TPH_HOST_RULE_MISSING));
}

/* Each function up to the bridge above both, once */
static bool is_asked(const struct tph_host_path *path,
		     const struct tph_host_hop *hop,
		     const struct tph_host_function *top)
{
	if (hop->role == TPH_HOST_DOWN &&
	    route_is_above(hop->function, path->from))
		return false;
	return !top || route_is_above(top, hop->function);
}

static void mark_acs(struct tph_host_path *path,
		     const struct tph_host_function *top)
{
	for (size_t i = 0; i < path->count; i++) {
		struct tph_host_hop *hop = &path->hops[i];

		if (hop->function && is_asked(path, hop, top))
			hop->acs = rule_acs(hop->function);
	}
}

void walk_peers(struct tph_host_path *path)
{
	const struct prefixes prefixes = count_prefixes(path->from);
	const struct tph_host_function *top =
		route_bridge(path->from, path->to);
	struct tph_host_effect redirect = route_redirects(path, top);
	enum tph_host_route route = route_find(path, top, &redirect);
	const struct tph_host_function *end =
		route == TPH_HOST_BY_ROOT ? NULL : top;
	bool apart = !top && route_is_apart(path->from, path->to);

	path->route = (uint8_t)route;
	walk_start(path, &prefixes);
	if (route == TPH_HOST_NOWHERE) {
		set_both(&path->hops[0],
			 effect_plain(TPH_HOST_LOST, TPH_HOST_RULE_ITSELF));
		return;
	}
	walk_up(path, &prefixes, end);
	if (route == TPH_HOST_BY_ROOT)
		cross_root(path, apart, &redirect);
	else if (route == TPH_HOST_BY_UNSEEN)
		cross_unseen(path);
	else
		turn(path, top);
	walk_down(path, &prefixes, end);
	/* Redirects change nothing between functions that are apart */
	if (!apart)
		mark_acs(path, top);
}
