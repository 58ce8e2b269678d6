// SPDX-License-Identifier: BSD-3-Clause
/* The bridge's side of the root complex: TLPs to and from the peer */
#include <errno.h>
#include <poll.h>

#include "fabric/outside/private.h"
#include "fabric/clock.h"

/* Send with the ID of the adapter. Return: as nettlp_send() */
static int send_as_adapter(struct bridge *bridge, enum nettlp_flow flow,
			   const struct tlp *tlp)
{
	uint8_t room[TLP_MAX_SIZE];
	struct tlp renamed = *tlp;
	ssize_t len;

	if (flow == NETTLP_ADAPTER)
		renamed.completer = bridge->options->id;
	else
		renamed.requester = bridge->options->id;
	if (tlp->type == TLP_MRD)
		bridge->readers[tlp->tag % BRIDGE_TAGS] = tlp->requester;
	tlp_ecrc_drop(&renamed);
	len = tlp_encode(&renamed, room, sizeof(room));
	return len < 0 ? (int)len
		       : nettlp_send(bridge->nettlp, flow, room, len);
}

/* Completions of the peer's requests go back where these came from */
static bool upstream(void *ctx, const struct tlp *tlp, const void *bytes,
		     size_t len)
{
	struct bridge *bridge = ctx;
	const enum nettlp_flow flow = tlp_class(tlp->type) == TLP_COMPLETION
					      ? NETTLP_ADAPTER
					      : NETTLP_SOFTWARE;
	int ret;

	if (!bridge->nettlp)
		return false;
	if (bridge->options->id == BRIDGE_OWN_IDS)
		ret = nettlp_send(bridge->nettlp, flow, bytes, len);
	else
		ret = send_as_adapter(bridge, flow, tlp);

	/* A TLP that the socket did not take is lost, as on the way */
	return !ret || ret == -EIO;
}

static void enter(struct bridge *bridge, const void *bytes, size_t len)
{
	switch (pcie_root_enter(bridge->h->root, bytes, len)) {
	case -ENXIO:
		bridge->stats.outside++;
		break;
	case -ENOENT:
		bridge->stats.unexpected++;
		break;
	}
}

/*
 * The place in the window decides. An address outside of the window becomes one that no
 * function has.
 */
static uint64_t translate(const struct bridge *bridge, uint64_t addr)
{
	const uint64_t base = bridge->options->base;
	const uint64_t offset = addr % NETTLP_WINDOW;

	if (base != BRIDGE_ANY_BASE && addr - base >= NETTLP_WINDOW)
		return addr & 0xfff;
	return bridge->window + offset;
}

/* A request of the peer; its ID, tag and hints stay as they are */
static void take_request(struct bridge *bridge,
			 const struct nettlp_datagram *got)
{
	_Alignas(8) uint8_t room[TLP_MAX_SIZE];
	struct tlp tlp = got->tlp;
	ssize_t len;

	tlp.addr = translate(bridge, tlp.addr);
	if (tlp.addr == got->tlp.addr) {
		enter(bridge, got->data, got->len);
		return;
	}
	tlp.addr64 = false;
	tlp_ecrc_drop(&tlp);
	len = tlp_encode(&tlp, room, sizeof(room));
	if (len > 0)
		enter(bridge, room, len);
}

/* To the function that sent the read: the peer knows the adapter only */
static void take_completion(struct bridge *bridge,
			    const struct nettlp_datagram *got)
{
	_Alignas(8) uint8_t room[TLP_MAX_SIZE];
	struct tlp tlp = got->tlp;
	ssize_t len;

	if (tlp.requester != bridge->options->id) {
		enter(bridge, got->data, got->len);
		return;
	}
	tlp.requester = bridge->readers[tlp.tag % BRIDGE_TAGS];
	tlp_ecrc_drop(&tlp);
	len = tlp_encode(&tlp, room, sizeof(room));
	if (len > 0)
		enter(bridge, room, len);
}

static void take(struct bridge *bridge, const struct nettlp_datagram *got)
{
	const bool completion = tlp_class(got->tlp.type) == TLP_COMPLETION;

	if (completion != (got->kind == NETTLP_SOFTWARE))
		bridge->stats.misplaced++;
	else if (completion)
		take_completion(bridge, got);
	else
		take_request(bridge, got);
}

bool bridge_take(struct bridge *bridge, unsigned int max)
{
	struct nettlp_datagram got;

	for (; max; max--) {
		if (!nettlp_receive(bridge->nettlp, NETTLP_ALL, &got))
			return false;
		take(bridge, &got);
	}
	return true;
}

/*
 * A function waits for the completion of its read. Requests of the peer wait in the
 * meantime, in their order: the function could not take them. A signal ends the wait.
 */
static void wait_for_completion(void *ctx, const bool *done)
{
	struct bridge *bridge = ctx;
	const uint64_t end =
		fabric_now() + bridge->options->timeout_ms * 1000000ull;
	struct nettlp_datagram got;
	uint64_t now;

	if (!bridge->nettlp)
		return;
	for (;;) {
		struct pollfd fds[] = {
			{nettlp_descriptor(bridge->nettlp), POLLIN, 0},
			{bridge->signals, POLLIN, 0},
		};

		while (!*done &&
		       nettlp_receive(bridge->nettlp,
				      NETTLP_ONLY(NETTLP_SOFTWARE), &got))
			take(bridge, &got);
		now = fabric_now();
		if (*done || now >= end)
			break;
		if (poll(fds, 2, (end - now + 999999) / 1000000) > 0 &&
		    fds[1].revents)
			return;
	}
	bridge->stats.timeouts += !*done;
}

static uint64_t clock_now(void *ctx)
{
	return fabric_now();
}

const struct pcie_host_ops bridge_host_ops = {
	.now = clock_now,
	.upstream = upstream,
	.wait = wait_for_completion,
};

void bridge_print_stats(const struct bridge *bridge, FILE *out,
			const char *prefix)
{
	const struct bridge_stats *s = &bridge->stats;
	const struct {
		uint64_t n;
		const char *text;
	} counters[] = {
		{s->timeouts, "completions never came"},
		{s->unexpected, "completions were for no function"},
		{s->misplaced, "TLPs came on ports of the other direction"},
		{s->outside, "requests were for no BAR"},
	};

	for (unsigned int i = 0; i < sizeof(counters) / sizeof(counters[0]);
	     i++)
		if (counters[i].n)
			fprintf(out, "%s%ju %s\n", prefix,
				(uintmax_t)counters[i].n, counters[i].text);
}
