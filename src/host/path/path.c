// SPDX-License-Identifier: BSD-3-Clause
/* The verdict on a path, and the path to host memory */
#include "host/path/path.h"

#include "ground.h"
#include "host/host.h"

/* Nothing above is a Root Port, or it is not known whether there is one */
static struct tph_host_effect
without_root_port(const struct tph_host_function *from)
{
	const struct tph_host_function *function = from;
	struct tph_host_value type;

	while (function->parent)
		function = function->parent;
	type = tph_host_get(function, TPH_HOST_F_PORT_TYPE);
	if (function->top.why)
		return effect_plain(TPH_HOST_UNCERTAIN, TPH_HOST_RULE_MISSING);
	if (type.why && type.why != TPH_HOST_ABSENT)
		return effect_of(TPH_HOST_UNCERTAIN, TPH_HOST_RULE_COMPLETER,
				 function, TPH_HOST_F_PORT_TYPE, type);
	return effect_plain(TPH_HOST_UNCERTAIN, TPH_HOST_RULE_INTEGRATED);
}

/* The kernel asks for a Root Port unless the type is RCiEP */
static uint8_t without_root_port_kernel(const struct tph_host_function *from,
					const struct tph_host_effect *effect)
{
	if (is_type(from, TPH_HOST_RCIEP))
		return TPH_HOST_ARRIVES;
	return effect->rule == TPH_HOST_RULE_INTEGRATED ? TPH_HOST_LOST
							: TPH_HOST_UNCERTAIN;
}

static void receive(struct tph_host_path *path, const struct prefixes *prefixes,
		    const struct tph_host_function *port)
{
	struct tph_host_effect completer[] = {EFFECT_NONE, EFFECT_NONE}, none;
	struct tph_host_hop *hop = walk_add(path, port, TPH_HOST_RECEIVES);

	if (port) {
		rule_widths(port, TPH_HOST_F_TPH_COMPLETER,
			    TPH_HOST_RULE_COMPLETER, completer);
		rule_port(port, prefixes, true, hop->on);
	} else {
		none = without_root_port(path->from);
		hop->role = none.rule == TPH_HOST_RULE_MISSING
				    ? TPH_HOST_UNSEEN
				    : TPH_HOST_RECEIVES;
		completer[TPH_HOST_ST8] = completer[TPH_HOST_ST16] = none;
	}
	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++) {
		effect_add(&hop->on[i], completer[i]);
		path->kernel[i] = min_t(
			uint8_t, path->kernel[i],
			port ? completer[i].fate
			     : without_root_port_kernel(path->from, &none));
	}
}

void walk_memory(struct tph_host_path *path)
{
	const struct prefixes prefixes = count_prefixes(path->from);
	const struct tph_host_function *port = host_root_port(path->from);
	struct tph_host_effect on[] = {EFFECT_NONE, EFFECT_NONE};

	if (port == path->from)
		port = NULL;
	path->route = TPH_HOST_TO_MEMORY;
	rule_widths(path->from, TPH_HOST_F_TPH_REQUESTER,
		    TPH_HOST_RULE_REQUESTER, on);
	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++)
		path->kernel[i] = on[i].fate;
	walk_start(path, &prefixes);
	walk_up(path, &prefixes, port);
	receive(path, &prefixes, port);
}

static void consider(struct tph_host_verdict *verdict, size_t hop,
		     const struct tph_host_effect *effect)
{
	if (effect->fate < verdict->fate)
		*verdict = (struct tph_host_verdict){
			.fate = effect->fate,
			.hop = (uint16_t)hop,
			.effect = *effect,
		};
}

/* The way comes first: P2PDMA decides before the kernel looks at tags */
static struct tph_host_verdict judge(const struct tph_host_path *path,
				     enum tph_host_width width)
{
	struct tph_host_verdict verdict = {.fate = TPH_HOST_ARRIVES};
	const struct tph_host_hop *hop;

	for (size_t i = 0; i < path->count; i++) {
		hop = &path->hops[i];
		/* A redirect that is certain has led to the root complex */
		if (hop->acs.fate == TPH_HOST_UNCERTAIN)
			consider(&verdict, i, &hop->acs);
		if (hop->on[width].rule <= TPH_HOST_RULE_TURN)
			consider(&verdict, i, &hop->on[width]);
	}
	for (size_t i = 0; i < path->count; i++)
		consider(&verdict, i, &path->hops[i].on[width]);
	return verdict;
}

void tph_host_path(const struct tph_host_function *from,
		   const struct tph_host_function *to,
		   struct tph_host_path *ret_path)
{
	ret_path->from = from;
	ret_path->to = to;
	ret_path->count = 0;
	if (to)
		walk_peers(ret_path);
	else
		walk_memory(ret_path);
	for (enum tph_host_width i = 0; i < TPH_HOST_WIDTHS; i++) {
		ret_path->verdict[i] = judge(ret_path, i);
		if (to)
			ret_path->kernel[i] = ret_path->verdict[i].fate;
	}
}
