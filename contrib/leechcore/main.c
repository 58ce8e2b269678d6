// SPDX-License-Identifier: BSD-3-Clause
/*
 * Passes TLPs between a pcileech board, by the user's LeechCore library, and a peer that
 * speaks NetTLP over UDP. A process of its own: nothing of OpenTPH is linked to it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>

#include "contrib/leechcore/board.h"
#include "contrib/leechcore/bridge.h"
#include "contrib/leechcore/options.h"
#include "contrib/leechcore/queue.h"
#include "contrib/leechcore/setup.h"
#include "contrib/leechcore/udp.h"

#define TICK_MS	  100
#define REPORT_MS 1000
#define TAKE_MAX  BOARD_BATCH /* of each side before the other one's turn */
#define REST_MAX  (QUEUE_MAX / TAKE_MAX)

static struct board board;
static struct bridge bridge;
static struct udp udp;

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * UINT64_C(1000) + now.tv_nsec / 1000000;
}

static void received(void *context, uint32_t size, uint8_t *bytes,
		     uint32_t info_size, char *info)
{
	(void)context;
	(void)info_size;
	(void)info;
	queue_put(bytes, size);
}

static void pass(const struct outgoing *out)
{
	if (out->direction == TO_BOARD)
		bridge.counts.board_failed +=
			board_put(&board, out->bytes, out->size);
	else if (out->direction == TO_PEER && udp_send(&udp, out))
		bridge.counts.unsent++;
}

/* Return: whether there is more */
static bool take_from_board(void)
{
	struct queued tlp;
	struct outgoing out;

	for (int i = 0; i < TAKE_MAX; i++) {
		if (!queue_take(&tlp))
			return false;
		bridge_from_board(&bridge, now_ms(), tlp.bytes, tlp.size, &out);
		pass(&out);
	}
	return true;
}

/* Return: whether there may be more */
static bool take_from_peer(void)
{
	size_t n = udp_receive(&udp, &bridge.counts);
	struct outgoing out;

	for (size_t i = 0; i < n; i++) {
		const struct datagram *d = udp.order[i];

		bridge_from_peer(&bridge, now_ms(), d->port,
				 d->bytes + UDP_HEADER, d->size, &out);
		pass(&out);
	}
	return n;
}

/* TLPs that have come before the end still pass, up to a bound */
static void take_rest(void)
{
	bool more = true;

	for (int i = 0; i < REST_MAX && more; i++) {
		more = take_from_board();
		more |= take_from_peer();
		bridge.counts.board_failed += board_flush(&board);
	}
}

/* Losses and refusals as they happen, at most once a second */
static void report_trouble(uint64_t now)
{
	const struct statistics *c = &bridge.counts;
	static uint64_t reported_ms, reported;
	uint64_t trouble = c->board_overflow + c->reads_unanswered + c->unsent +
			   c->peer_lost + c->peer_foreign + c->host_unanswered +
			   c->board_failed + c->peer_damaged + c->peer_refused +
			   c->peer_no_tag;

	if (trouble == reported || now < reported_ms + REPORT_MS)
		return;
	fprintf(stderr,
		"trouble: %" PRIu64 " datagrams lost, %" PRIu64
		" damaged, %" PRIu64 " of other senders; %" PRIu64
		" TLPs lost, %" PRIu64 " refused; %" PRIu64
		" reads unanswered\n",
		c->peer_lost + c->unsent, c->peer_damaged, c->peer_foreign,
		c->board_overflow + c->board_failed + c->peer_no_tag,
		c->peer_refused, c->reads_unanswered + c->host_unanswered);
	reported = trouble;
	reported_ms = now;
}

static int run(int queue_fd, int signal_fd)
{
	struct pollfd fds[] = {
		{.fd = queue_fd, .events = POLLIN},
		{.fd = udp.poll, .events = POLLIN},
		{.fd = signal_fd, .events = POLLIN},
	};
	bool more = false;

	for (;;) {
		if (poll(fds, 3, more ? 0 : TICK_MS) < 0 && errno != EINTR) {
			fprintf(stderr, "tph-leechcore: poll: %m\n");
			return EXIT_FAULT;
		}
		if (fds[2].revents) {
			take_rest();
			return 0;
		}
		/* First, so that an answer after its deadline is not used */
		bridge_expire(&bridge, now_ms());
		more = take_from_board();
		if (fds[1].revents)
			take_from_peer();
		bridge.counts.board_failed += board_flush(&board);
		bridge.counts.board_overflow = queue_lost();
		report_trouble(now_ms());
	}
}

static int open_signals(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	/* Before the library starts threads, so that none of them takes one */
	sigprocmask(SIG_BLOCK, &signals, NULL);
	return signalfd(-1, &signals, SFD_CLOEXEC);
}

/* Return: exit status; the board is open, and stays so */
static int bridge_board(const struct options *o, int queue_fd, int signal_fd)
{
	char local[INET_ADDRSTRLEN], peer[INET_ADDRSTRLEN];
	uint16_t port;
	int error;

	inet_ntop(AF_INET, &o->local, local, sizeof(local));
	inet_ntop(AF_INET, &o->peer, peer, sizeof(peer));
	if (setup_bridge(&bridge, &board, o))
		return EXIT_FAULT;
	error = udp_open(&udp, o->local, o->peer, &port);
	if (error) {
		fprintf(stderr,
			"tph-leechcore: cannot use port %#x of %s: %s; "
			"another --local, or end the program that uses it\n",
			port, local, strerror(-error));
		return EXIT_FAULT;
	}
	if (board_listen(&board, received))
		return EXIT_FAULT;
	fprintf(stderr, "passing TLPs: %s, peer %s\n", local, peer);
	return run(queue_fd, signal_fd);
}

int main(int argc, char **argv)
{
	int status, queue_fd, signal_fd;
	struct options o;

	status = options_parse(argc, argv, &o);
	if (status >= 0)
		return status;
	signal_fd = open_signals();
	queue_fd = queue_open(o.queue);
	if (signal_fd < 0 || queue_fd < 0) {
		fprintf(stderr, "tph-leechcore: out of memory or files\n");
		return EXIT_FAULT;
	}
	if (board_open(&board, o.library, o.device, o.verbose)) {
		board_close(&board);
		return EXIT_FAULT;
	}
	status = bridge_board(&o, queue_fd, signal_fd);
	board_close(&board);
	bridge.counts.board_overflow = queue_lost();
	statistics_print(&bridge.counts, o.json, stdout);
	return status;
}
