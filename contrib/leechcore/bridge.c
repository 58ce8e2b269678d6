// SPDX-License-Identifier: BSD-3-Clause
#include "contrib/leechcore/bridge.h"

#define PAGE 4096 /* a request stays within one */

static void wait_for(struct bridge *b, struct waiting *w, uint64_t now_ms,
		     const struct tlp *t)
{
	*w = (struct waiting){
		.used = true,
		.requester = t->requester,
		.tag = t->tag,
		.dw = t->dw,
		.deadline_ms = now_ms + b->timeout_ms,
	};
}

/* Return: whether the completion fits to the read; the last one ends the read */
static bool take(struct waiting *w, const struct tlp *t)
{
	unsigned int dw = t->payload ? t->dw : 0;

	if (dw > w->dw || (t->payload && t->status))
		return false;
	w->dw -= dw;
	if (!t->payload || t->bytes <= dw * 4 - (t->low & 3) || !w->dw)
		w->used = false;
	return true;
}

/* From the board */

static const struct window *find_window(const struct bridge *b,
					const struct tlp *t)
{
	for (int i = 0; i < BARS; i++) {
		const struct window *w = &b->windows[i];

		if (t->address >= w->base && t->address - w->base < w->size &&
		    t->dw * 4 <= w->size - (t->address - w->base))
			return w;
	}
	return NULL;
}

/* A host that gave a read up may use its tag again */
static struct waiting *place_for_read(struct bridge *b, const struct tlp *t)
{
	struct waiting *place = NULL;

	for (int i = 0; i < HOST_READS_MAX; i++) {
		struct waiting *w = &b->host_reads[i];

		if (w->used && w->requester == t->requester &&
		    w->tag == t->tag) {
			b->counts.reads_unanswered++;
			return w;
		}
		if (!w->used && !place)
			place = w;
	}
	return place;
}

static void refuse(struct bridge *b, const uint8_t *p, const struct tlp *t,
		   struct outgoing *out)
{
	b->counts.board_refused++;
	out->direction = TO_BOARD;
	out->size = tlp_unsupported(out->bytes, p, t, b->id);
}

static void request_of_host(struct bridge *b, uint64_t now_ms, const uint8_t *p,
			    struct tlp *t, struct outgoing *out)
{
	const struct window *w = find_window(b, t);
	struct waiting *place;

	if (t->kind == TLP_WRITE && !w) {
		b->counts.board_outside++;
		return;
	}
	place = w && t->kind == TLP_READ ? place_for_read(b, t) : NULL;
	if (t->kind == TLP_READ && !place) {
		refuse(b, p, t, out);
		return;
	}
	if (place)
		wait_for(b, place, now_ms, t);
	if (t->kind == TLP_READ)
		b->counts.host_reads++;
	else
		b->counts.host_writes++;
	b->counts.host_hinted += t->hinted;
	t->address = t->address - w->base + w->to;
	out->direction = TO_PEER;
	out->port = PORT_HOST + (t->tag & 0xf);
	out->size = tlp_request(out->bytes, p, t);
}

static void completion_of_host(struct bridge *b, const uint8_t *p,
			       struct tlp *t, struct outgoing *out)
{
	struct waiting *w = &b->peer_reads[t->tag];

	if (t->requester != b->id || !w->used || !take(w, t)) {
		b->counts.board_unexpected++;
		return;
	}
	b->counts.host_completions++;
	t->requester = w->requester;
	t->tag = w->tag;
	out->direction = TO_PEER;
	out->port = PORT_PEER + t->tag;
	out->size = tlp_completion(out->bytes, p, t);
}

void bridge_from_board(struct bridge *b, uint64_t now_ms, const uint8_t *p,
		       size_t len, struct outgoing *ret_out)
{
	struct tlp t;

	ret_out->direction = NOWHERE;
	b->counts.board_tlps++;
	if (tlp_parse(p, len, &t)) {
		b->counts.board_damaged++;
		return;
	}
	switch (t.kind) {
	case TLP_READ:
	case TLP_WRITE:
		request_of_host(b, now_ms, p, &t, ret_out);
		return;
	case TLP_COMPLETION:
		completion_of_host(b, p, &t, ret_out);
		return;
	case TLP_NON_POSTED:
		refuse(b, p, &t, ret_out);
		return;
	case TLP_OTHER:
		b->counts.board_other++;
		return;
	}
}

/* From the peer: a real host receives this, so it must be without faults */

static bool enables_allowed(const struct tlp *t)
{
	if (t->kind == TLP_READ && t->hinted) /* they are the ST */
		return true;
	return t->dw == 1 ? !t->last : t->first && t->last;
}

static bool request_allowed(const struct bridge *b, const struct tlp *t)
{
	unsigned int bytes = t->dw * 4;

	if (b->answer_only || t->translated || !enables_allowed(t))
		return false;
	if ((t->address & (PAGE - 1)) + bytes > PAGE)
		return false;
	return bytes <= (t->kind == TLP_READ ? b->max_read : b->max_payload);
}

/* Return: a tag for a read of the board, the same one if possible; -1 if none is free */
static int free_tag(const struct bridge *b, uint8_t wanted)
{
	if (wanted < b->tags && !b->peer_reads[wanted].used)
		return wanted;
	for (unsigned int tag = 0; tag < b->tags; tag++)
		if (!b->peer_reads[tag].used)
			return (int)tag;
	return -1;
}

static void request_of_peer(struct bridge *b, uint64_t now_ms, const uint8_t *p,
			    struct tlp *t, struct outgoing *out)
{
	int tag = t->tag;

	if (!request_allowed(b, t)) {
		b->counts.peer_refused++;
		return;
	}
	if (t->kind == TLP_READ) {
		tag = free_tag(b, t->tag);
		if (tag < 0) {
			b->counts.peer_no_tag++;
			return;
		}
		wait_for(b, &b->peer_reads[tag], now_ms, t);
		b->counts.peer_reads++;
	} else {
		b->counts.peer_writes++;
	}
	t->tag = tag;
	t->requester = b->id;
	out->direction = TO_BOARD;
	out->size = tlp_request(out->bytes, p, t);
}

static void completion_of_peer(struct bridge *b, const uint8_t *p,
			       struct tlp *t, struct outgoing *out)
{
	if (t->payload && t->dw * 4 > b->max_payload) {
		b->counts.peer_refused++;
		return;
	}
	for (int i = 0; i < HOST_READS_MAX; i++) {
		struct waiting *w = &b->host_reads[i];

		if (!w->used || w->requester != t->requester ||
		    w->tag != t->tag)
			continue;
		if (!take(w, t))
			break;
		b->counts.peer_completions++;
		t->completer = b->id;
		out->direction = TO_BOARD;
		out->size = tlp_completion(out->bytes, p, t);
		return;
	}
	b->counts.peer_unexpected++;
}

void bridge_from_peer(struct bridge *b, uint64_t now_ms, uint16_t port,
		      const uint8_t *p, size_t len, struct outgoing *ret_out)
{
	bool answers = port >= PORT_HOST;
	struct tlp t;

	ret_out->direction = NOWHERE;
	if (tlp_parse(p, len, &t))
		b->counts.peer_damaged++;
	else if (t.kind == TLP_COMPLETION && answers)
		completion_of_peer(b, p, &t, ret_out);
	else if ((t.kind == TLP_READ || t.kind == TLP_WRITE) && !answers)
		request_of_peer(b, now_ms, p, &t, ret_out);
	else
		b->counts.peer_other++;
}

static uint64_t expire(struct waiting *w, unsigned int n, uint64_t now_ms)
{
	uint64_t expired = 0;

	for (unsigned int i = 0; i < n; i++)
		if (w[i].used && now_ms >= w[i].deadline_ms) {
			w[i].used = false;
			expired++;
		}
	return expired;
}

void bridge_expire(struct bridge *b, uint64_t now_ms)
{
	b->counts.reads_unanswered +=
		expire(b->host_reads, HOST_READS_MAX, now_ms);
	b->counts.host_unanswered += expire(b->peer_reads, TAGS_MAX, now_ms);
}
