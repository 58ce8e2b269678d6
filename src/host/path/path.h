/* SPDX-License-Identifier: BSD-3-Clause */
/* Rules about one hop, for the files of this folder */
#ifndef HOST_PATH_PATH_H
#define HOST_PATH_PATH_H

#include <opentph/host_path.h>

/**
 * struct prefixes - End-End prefixes of a request with a tag of 16 bits
 * @least:	number of them
 * @most:	number of them; larger than @least if it is unknown
 * @pf:		function that decides
 * @pasid:	its PASID Enable
 */
struct prefixes {
	unsigned int least, most;
	const struct tph_host_function *pf;
	struct tph_host_value pasid;
};

/* Nothing to decide: the tag passes */
#define EFFECT_NONE ((struct tph_host_effect){.fate = TPH_HOST_ARRIVES})

/* An effect with evidence */
struct tph_host_effect effect_of(enum tph_host_fate fate,
				 enum tph_host_rule rule,
				 const struct tph_host_function *function,
				 enum tph_host_field field,
				 struct tph_host_value value);

/* An effect that no register decides */
struct tph_host_effect effect_plain(enum tph_host_fate fate,
				    enum tph_host_rule rule);

/* Add @effect to @sum: the smaller fate stays, the earlier one of two */
void effect_add(struct tph_host_effect *sum, struct tph_host_effect effect);

/* Return: value of @field, 0 if the function lacks the register; or unknown */
struct tph_host_value field_or_zero(const struct tph_host_function *function,
				    enum tph_host_field field);

/* Return: true if the type of @port is read, and is @type */
bool is_type(const struct tph_host_function *port, enum tph_host_port type);

/* PASID Enable of @requester, or of the PF of a VF */
struct prefixes count_prefixes(const struct tph_host_function *requester);

/**
 * rule_widths() - a field that selects widths: 01b is 8, 11b is both
 * @function:	function
 * @field:	TPH Requester Enable, or TPH Completer Supported
 * @rule:	rule
 * @on:		effects that it adds to, TPH_HOST_WIDTHS of them
 */
void rule_widths(const struct tph_host_function *function,
		 enum tph_host_field field, enum tph_host_rule rule,
		 struct tph_host_effect *on);

/* Ends of a path: the effect of their side of the link, if there is a link */
void rule_end(const struct tph_host_function *function,
	      const struct prefixes *prefixes, struct tph_host_effect *on);

/* A port that a request passes upwards or downwards */
void rule_port(const struct tph_host_function *port,
	       const struct prefixes *prefixes, bool up,
	       struct tph_host_effect *on);

/* Does ACS send requests, or completions, to the root complex? */
struct tph_host_effect rule_acs(const struct tph_host_function *function);

/* The lowest bridge that is above both. Return: NULL if there is none. */
const struct tph_host_function *route_bridge(const struct tph_host_function *a,
					     const struct tph_host_function *b);

/* Return: true if @bridge is @function, or above it */
bool route_is_above(const struct tph_host_function *bridge,
		    const struct tph_host_function *function);

/* P2PDMA looks at both branches, and at the bridge @top that is above both */
struct tph_host_effect route_redirects(const struct tph_host_path *path,
				       const struct tph_host_function *top);

/* No bridge in the dump is above both: is it certain that none is? */
bool route_is_apart(const struct tph_host_function *a,
		    const struct tph_host_function *b);

/* The way between @path's functions with the bridge @top above both, or NULL */
enum tph_host_route route_find(const struct tph_host_path *path,
			       const struct tph_host_function *top,
			       const struct tph_host_effect *redirect);

/* The hops between @path's functions, and its route */
void walk_peers(struct tph_host_path *path);

/* The hops to host memory, and the kernel's answer */
void walk_memory(struct tph_host_path *path);

/* Append a hop that passes everything. Return: it. */
struct tph_host_hop *walk_add(struct tph_host_path *path,
			      const struct tph_host_function *function,
			      enum tph_host_role role);

/* The requester, first of all hops */
void walk_start(struct tph_host_path *path, const struct prefixes *prefixes);

/* The ports above the requester up to, not including, @end */
void walk_up(struct tph_host_path *path, const struct prefixes *prefixes,
	     const struct tph_host_function *end);

/* As tph_host_path_remedy(), for redirects */
bool redirect_remedy(const struct tph_host_path *path, size_t index,
		     struct tph_host_remedy *remedy);

#endif /* HOST_PATH_PATH_H */
