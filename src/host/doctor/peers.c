// SPDX-License-Identifier: BSD-3-Clause
#include "host/doctor/peers.h"

#include <errno.h>
#include <stdlib.h>

#include "ground.h"
#include "host/doctor/check.h"

/* Functions below a port, itself included: those that do, and those that may */
struct counts {
	size_t sends, takes, may_send, may_take;
};

/**
 * struct peers - counts by function
 * @host:	machine
 * @wide:	of 16-bit tags
 * @below:	by index of the function
 */
struct peers {
	const struct tph_host *host;
	bool wide;
	struct counts below[];
};

static int compare(const struct tph_host_function *a,
		   const struct tph_host_function *b)
{
	if (a->domain != b->domain)
		return a->domain < b->domain ? -1 : 1;
	return (a->bus << 8 | a->devfn) - (b->bus << 8 | b->devfn);
}

/* @function is in the machine */
static size_t index_of(const struct tph_host *host,
		       const struct tph_host_function *function)
{
	size_t from = 0, to = tph_host_count(host), middle;
	int order;

	for (;;) {
		middle = from + (to - from) / 2;
		order = compare(function, tph_host_at(host, middle));
		if (!order)
			return middle;
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
}

static enum peers_answer answer(struct tph_host_value value, int32_t least)
{
	if (value.why == TPH_HOST_ABSENT)
		return PEERS_NO;
	if (value.why)
		return PEERS_MAYBE;
	return value.value >= least ? PEERS_YES : PEERS_NO;
}

static enum peers_answer can_send(const struct tph_host_function *function,
				  bool wide)
{
	return wide ? answer(tph_host_get(function, TPH_HOST_F_TPH_EXT), 1)
		    : answer(function->caps[TPH_HOST_TPH], 0);
}

static enum peers_answer can_take(const struct tph_host_function *function,
				  bool wide)
{
	struct tph_host_value value =
		tph_host_get(function, TPH_HOST_F_TPH_COMPLETER);

	/* 10b is reserved (PCIe r6.2, 7.5.3.15) */
	if (!value.why && value.value == 2)
		return PEERS_NO;
	return answer(value, wide ? 3 : 1);
}

static void count(struct peers *peers, const struct tph_host_function *function)
{
	enum peers_answer sends = can_send(function, peers->wide);
	enum peers_answer takes = can_take(function, peers->wide);
	const struct tph_host_function *f;
	struct counts *below;

	if (!check_is_endpoint(function) ||
	    (sends == PEERS_NO && takes == PEERS_NO))
		return;
	for (f = function; f; f = f->parent) {
		below = &peers->below[index_of(peers->host, f)];
		below->sends += sends == PEERS_YES;
		below->takes += takes == PEERS_YES;
		below->may_send += sends != PEERS_NO;
		below->may_take += takes != PEERS_NO;
	}
}

int peers_create(const struct tph_host *host, bool wide,
		 struct peers **ret_peers)
{
	size_t n = tph_host_count(host);
	struct peers *peers =
		calloc(1, sizeof(*peers) + n * sizeof(peers->below[0]));

	if (!peers)
		return -ENOMEM;
	peers->host = host;
	peers->wide = wide;
	for (size_t i = 0; i < n; i++)
		count(peers, tph_host_at(host, i));
	*ret_peers = peers;
	return 0;
}

void peers_free(struct peers *peers)
{
	free(peers);
}

static bool is_upstream(const struct tph_host_function *function)
{
	struct tph_host_value type = tph_host_port_type(function);

	return !type.why && type.value == TPH_HOST_UPSTREAM;
}

/* Return: the uppermost port of the switch above @function, or NULL */
static const struct tph_host_function *
top_of(const struct tph_host_function *function)
{
	const struct tph_host_function *top = NULL;

	for (const struct tph_host_function *f = function->parent; f;
	     f = f->parent)
		if (is_upstream(f))
			top = f;
	return top;
}

/* From one of @from to one of @to */
static enum peers_answer pairs(size_t from, size_t to, size_t may_from,
			       size_t may_to)
{
	return from && to	    ? PEERS_YES
	       : may_from && may_to ? PEERS_MAYBE
				    : PEERS_NO;
}

/* From below one port of @port's switch to below another one */
static enum peers_answer turn_at(const struct peers *peers,
				 const struct tph_host_function *port,
				 const struct counts *all)
{
	enum peers_answer turn = PEERS_NO;
	const struct counts *in;

	if (!is_upstream(port))
		return PEERS_NO;
	for (const struct tph_host_function *f = port->child; f; f = f->next) {
		in = &peers->below[index_of(peers->host, f)];
		turn = max(turn,
			   pairs(in->sends, all->takes - in->takes,
				 in->may_send, all->may_take - in->may_take));
	}
	return turn;
}

struct peers_crossing peers_cross(const struct peers *peers, size_t index)
{
	const struct tph_host_function *f = tph_host_at(peers->host, index);
	const struct tph_host_function *top = top_of(f);
	const struct counts *in = &peers->below[index], *all;
	struct peers_crossing crossing = {.turn = turn_at(peers, f, in)};

	if (!top)
		return crossing;
	all = &peers->below[index_of(peers->host, top)];
	crossing.up = pairs(in->sends, all->takes - in->takes, in->may_send,
			    all->may_take - in->may_take);
	crossing.down = pairs(all->sends - in->sends, in->takes,
			      all->may_send - in->may_send, in->may_take);
	return crossing;
}
