// SPDX-License-Identifier: BSD-3-Clause
/* The receiving side: sockets -> order -> queue of letters */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "nettlp/sockets.h"

#define EVENTS 32

/* Letters of other kinds than the caller waits for */
#define QUEUE_MAX 4096

/* Datagrams that are read at once */
#define READS_MAX 256

/* An access to configuration space; TLPs are longer */
#define CONFIG_LEN 6

/*
 * A letter that stayed in its socket would hide those of the other sockets: their
 * order is known only after all are read.
 */
static void queue_put(struct nettlp *nt, struct letter *letter)
{
	struct queue *queue = &nt->ready;

	if (queue->n >= QUEUE_MAX &&
	    !(nt->wanted & NETTLP_ONLY(letter->kind))) {
		nt->stats.overruns++;
		free(letter);
		return;
	}
	letter->next = NULL;
	if (!queue->first)
		queue->last = &queue->first;
	*queue->last = letter;
	queue->last = &letter->next;
	queue->n++;
}

static bool is_allowed(const struct nettlp *nt, uint16_t port,
		       const struct sockaddr_in *from)
{
	const uint32_t addr = from->sin_addr.s_addr;

	if (from->sin_family != AF_INET)
		return false;
	/* A program on this machine need not bind its questions to the peer's address */
	if (port == NETTLP_QUESTION_PORT)
		return addr == nt->config.peer || addr == nt->config.local;
	return addr == nt->config.peer && ntohs(from->sin_port) == port;
}

/* Datagrams that are not TLPs have no header. Return: NETTLP_FLOWS: not allowed */
static unsigned int kind_of(const struct nettlp *nt, uint16_t port, size_t len)
{
	if (nt->config.adapter && port == NETTLP_QUESTION_PORT)
		return NETTLP_QUESTION;
	if (nt->config.adapter && len == CONFIG_LEN &&
	    (port == NETTLP_CONFIG_PORT || port == NETTLP_CONFIG_PORT_OLD))
		return NETTLP_CONFIG;
	return len > NETTLP_HEADER ? nettlp_flow_of(port) : NETTLP_FLOWS;
}

/* Return: a letter of the @len bytes in the room; NULL: out of memory, or no TLP */
static struct letter *write_letter(struct nettlp *nt, unsigned int kind,
				   size_t len)
{
	const size_t skip = kind < NETTLP_FLOWS ? NETTLP_HEADER : 0;
	struct letter *letter = malloc(sizeof(*letter) + len - skip);

	if (!letter)
		return NULL;
	letter->kind = kind;
	letter->len = len - skip;
	memcpy(letter->data, nt->room + skip, len - skip);
	return letter;
}

/* All that is due now, from @letter on */
static void take(struct nettlp *nt, struct letter *letter)
{
	for (; letter; letter = order_next(&nt->order)) {
		if (letter->kind == NETTLP_FLOWS)
			free(letter);
		else
			queue_put(nt, letter);
	}
}

static void put_in_order(struct nettlp *nt, struct letter *letter,
			 uint16_t number)
{
	enum order_verdict verdict;

	while ((verdict = order_judge(&nt->order, number, letter)) ==
	       ORDER_FLUSH)
		take(nt, order_skip(&nt->order));
	if (verdict == ORDER_TAKE)
		take(nt, letter);
	else if (verdict == ORDER_DROP)
		free(letter);
}

/* A datagram of @len bytes is in the room. */
static void sort(struct nettlp *nt, uint16_t port, size_t len,
		 const struct sockaddr_in *from)
{
	const unsigned int kind = kind_of(nt, port, len);
	struct nettlp_header header;
	struct letter *letter;
	int ret = 0;

	if (!is_allowed(nt, port, from)) {
		nt->stats.strangers++;
		return;
	}
	letter = kind == NETTLP_FLOWS ? NULL : write_letter(nt, kind, len);
	if (!letter) {
		nt->stats.damaged++;
		return;
	}
	letter->port = port;
	letter->address = from->sin_addr.s_addr;
	letter->from = ntohs(from->sin_port);
	if (kind > NETTLP_FLOWS) {
		queue_put(nt, letter);
		return;
	}
	nettlp_get_header(nt->room, &header);
	ret = nettlp_judge(letter->data, letter->len, nt->config.prefixes,
			   &letter->tlp);
	nt->stats.damaged += ret == -EBADMSG;
	nt->stats.unfit += ret && ret != -EBADMSG;
	/* It has a place in the order nevertheless */
	if (ret)
		letter->kind = NETTLP_FLOWS;
	put_in_order(nt, letter, header.sequence);
}

/* Return: true if there was a datagram */
static bool read_one(struct nettlp *nt, unsigned int i)
{
	struct sockaddr_in from = {0};
	socklen_t size = sizeof(from);
	const ssize_t len = recvfrom(nt->sockets[i].fd, nt->room,
				     sizeof(nt->room), MSG_DONTWAIT | MSG_TRUNC,
				     (struct sockaddr *)&from, &size);

	if (len < 0)
		return false;
	if ((size_t)len > sizeof(nt->room))
		nt->stats.damaged++;
	else
		sort(nt, nt->sockets[i].port, len, &from);
	return true;
}

static void arm(struct nettlp *nt, bool on)
{
	const unsigned int us = nt->config.hold_us;
	const struct itimerspec when = {
		.it_value.tv_sec = on ? us / 1000000 : 0,
		.it_value.tv_nsec = on ? us % 1000000 * 1000 : 0,
	};

	if (nt->armed == on)
		return;
	nt->armed = on;
	timerfd_settime(nt->timer, 0, &when, NULL);
}

/* Return: true if the timer expired */
static bool expired(struct nettlp *nt)
{
	uint64_t times;

	return read(nt->timer, &times, sizeof(times)) == sizeof(times);
}

/*
 * Empty the sockets. A datagram that was sent before another one is in its socket when
 * the other one is seen, so a gap that is left after a round without datagrams is not
 * one between two sockets.
 */
static void fill(struct nettlp *nt)
{
	struct epoll_event events[EVENTS];
	unsigned int left = READS_MAX;
	bool some = true;

	while (some && left) {
		const int n = epoll_wait(nt->epoll, events, EVENTS, 0);

		some = false;
		for (int i = 0; i < n && left; i++)
			if (events[i].data.u32 != SOCKETS_MAX &&
			    read_one(nt, events[i].data.u32)) {
				some = true;
				left--;
			}
	}
	if (!some)
		order_settle(&nt->order);
	if (nt->armed && expired(nt)) {
		nt->armed = false;
		take(nt, order_skip(&nt->order));
	}
	/* One that waits for another gap gets a time of its own */
	arm(nt, nt->order.nwaiting && !some);
	nt->stats.order = nt->order.stats;
}

/* Return: the first letter of @kinds, taken out of the queue; NULL: none */
static struct letter *queue_take(struct queue *queue, uint32_t kinds)
{
	struct letter **at = &queue->first, *letter;

	while (*at && !(kinds & NETTLP_ONLY((*at)->kind)))
		at = &(*at)->next;
	letter = *at;
	if (!letter)
		return NULL;
	*at = letter->next;
	if (!letter->next)
		queue->last = at;
	queue->n--;
	return letter;
}

bool nettlp_receive(struct nettlp *nt, uint32_t kinds,
		    struct nettlp_datagram *ret)
{
	struct letter *letter = queue_take(&nt->ready, kinds);

	free(nt->taken);
	nt->taken = NULL;
	if (!letter) {
		nt->wanted = kinds;
		fill(nt);
		letter = queue_take(&nt->ready, kinds);
	}
	if (!letter)
		return false;
	nt->taken = letter;
	nt->stats.received += letter->kind < NETTLP_FLOWS;
	ret->kind = letter->kind;
	ret->port = letter->port;
	ret->address = letter->address;
	ret->from = letter->from;
	ret->tlp = letter->tlp;
	ret->len = letter->len;
	ret->data = letter->data;
	return true;
}
