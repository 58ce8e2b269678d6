// SPDX-License-Identifier: BSD-3-Clause
/*
 * Ports and links: their effect on the prefix that holds the upper half of a tag of
 * 16 bits (PCIe r6.2, 2.2.10.4 and 6.17)
 */
#include "ground.h"
#include "host/path/path.h"

/**
 * struct side - a port's side of a link
 * @port:	port
 * @upper:	port at the upper end of the link, NULL: not in the dump
 * @egress:	the request leaves through @port
 * @prefixes:	its prefixes
 */
struct side {
	const struct tph_host_function *port, *upper;
	bool egress;
	const struct prefixes *prefixes;
};

/* The port at the upper end has the state of the link */
static struct tph_host_value flit_mode(const struct side *side)
{
	struct tph_host_value supported, mode;

	if (!side->upper)
		return (struct tph_host_value){.why = TPH_HOST_NOT_IN_DUMP};
	mode = field_or_zero(side->upper, TPH_HOST_F_FLIT);
	supported = field_or_zero(side->upper, TPH_HOST_F_FLIT_SUPPORTED);
	return mode.why && !supported.why && !supported.value ? supported
							      : mode;
}

static struct tph_host_effect supported(const struct side *side)
{
	struct tph_host_value value =
		field_or_zero(side->port, TPH_HOST_F_PREFIX);
	enum tph_host_fate fate = value.why	? TPH_HOST_UNCERTAIN
				  : value.value ? TPH_HOST_ARRIVES
						: TPH_HOST_LOST;

	return effect_of(fate, TPH_HOST_RULE_PREFIX, side->port,
			 TPH_HOST_F_PREFIX,
			 tph_host_get(side->port, TPH_HOST_F_PREFIX));
}

static struct tph_host_effect numerous(const struct side *side)
{
	const struct prefixes *prefixes = side->prefixes;
	struct tph_host_value max =
		field_or_zero(side->port, TPH_HOST_F_PREFIX_MAX);
	unsigned int most = !max.value ? 4 : (unsigned int)max.value;

	/* Every port that supports prefixes supports one */
	if (prefixes->most == 1 || (!max.why && prefixes->most <= most))
		return EFFECT_NONE;
	if (!max.why && prefixes->least > most)
		return effect_of(TPH_HOST_LOST, TPH_HOST_RULE_NUMBER,
				 side->port, TPH_HOST_F_PREFIX_MAX, max);
	if (max.why)
		return effect_of(TPH_HOST_UNCERTAIN, TPH_HOST_RULE_NUMBER,
				 side->port, TPH_HOST_F_PREFIX_MAX, max);
	return effect_of(TPH_HOST_UNCERTAIN, TPH_HOST_RULE_NUMBER, prefixes->pf,
			 TPH_HOST_F_PASID_ENABLE, prefixes->pasid);
}

static struct tph_host_effect blocked(const struct side *side)
{
	struct tph_host_value value =
		field_or_zero(side->port, TPH_HOST_F_PREFIX_BLOCK);
	enum tph_host_fate fate = value.why	? TPH_HOST_UNCERTAIN
				  : value.value ? TPH_HOST_LOST
						: TPH_HOST_ARRIVES;

	if (!side->egress)
		return EFFECT_NONE;
	return effect_of(fate, TPH_HOST_RULE_BLOCK, side->port,
			 TPH_HOST_F_PREFIX_BLOCK,
			 tph_host_get(side->port, TPH_HOST_F_PREFIX_BLOCK));
}

/* The last evidence of a prefix that passes is the most telling one */
static struct tph_host_effect prefix_effect(const struct side *side)
{
	struct tph_host_effect (*const rules[])(
		const struct side *side) = {supported, numerous, blocked};
	struct tph_host_effect sum = EFFECT_NONE, effect;

	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		effect = rules[i](side);
		if (effect.fate < sum.fate ||
		    (effect.fate == TPH_HOST_ARRIVES &&
		     sum.fate == TPH_HOST_ARRIVES && effect.rule))
			sum = effect;
	}
	return sum;
}

static struct tph_host_effect link_effect(const struct side *side)
{
	struct tph_host_value flit = flit_mode(side);
	struct tph_host_effect effect = prefix_effect(side);

	if (!flit.why && flit.value)
		return effect_of(TPH_HOST_ARRIVES, TPH_HOST_RULE_FLIT,
				 side->upper, TPH_HOST_F_FLIT, flit);
	/* Flits would save a tag that a prefix loses */
	if (flit.why && effect.fate == TPH_HOST_LOST)
		return effect_of(TPH_HOST_UNCERTAIN, TPH_HOST_RULE_FLIT,
				 side->upper ? side->upper : side->port,
				 TPH_HOST_F_FLIT, flit);
	return effect;
}

void rule_end(const struct tph_host_function *function,
	      const struct prefixes *prefixes, struct tph_host_effect *on)
{
	const struct side side = {
		.port = function,
		.upper = function->parent,
		.prefixes = prefixes,
	};

	if (function->parent || function->top.why)
		effect_add(&on[TPH_HOST_ST16], link_effect(&side));
}

static bool is_express(int32_t type)
{
	return type == TPH_HOST_ROOT_PORT || type == TPH_HOST_UPSTREAM ||
	       type == TPH_HOST_DOWNSTREAM;
}

/* Return: false if the kind of the port is unknown, or it has no hints */
static bool bus_passes(const struct tph_host_function *port,
		       struct tph_host_value type, struct tph_host_effect *on)
{
	bool known =
		!type.derived && (!type.why || type.why == TPH_HOST_ABSENT);
	struct tph_host_effect effect =
		effect_of(known ? TPH_HOST_LOST : TPH_HOST_UNCERTAIN,
			  TPH_HOST_RULE_BUS, port, TPH_HOST_F_PORT_TYPE,
			  tph_host_get(port, TPH_HOST_F_PORT_TYPE));

	if (known && !type.why && is_express(type.value))
		return true;
	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++)
		effect_add(&on[i], effect);
	return false;
}

void rule_port(const struct tph_host_function *port,
	       const struct prefixes *prefixes, bool up,
	       struct tph_host_effect *on)
{
	struct tph_host_value type = tph_host_port_type(port);
	bool above = type.value == TPH_HOST_UPSTREAM; /* its link is above it */
	const struct side side = {
		.port = port,
		.upper = above ? port->parent : port,
		.egress = above == up,
		.prefixes = prefixes,
	};

	if (bus_passes(port, type, on))
		effect_add(&on[TPH_HOST_ST16], link_effect(&side));
}
