// SPDX-License-Identifier: BSD-3-Clause
/* The daemon: sockets, signals, and a clean shutdown. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "fabric/daemon_private.h"

#define FLUSH_MS 500

static int complain(int ret, const char *what)
{
	fprintf(stderr, "tph fabric: %s: %s\n", what, strerror(-ret));
	return ret;
}

/* Report why a server's thread ended. Return: result of fabric_serve(). */
static int report_end(const struct server *server)
{
	if (!server->result || server->result == -ECONNRESET ||
	    server->result == -EPIPE) {
		fprintf(stderr,
			"tph fabric: %s: the client has disconnected; ending\n",
			server->fn->name);
		return 0;
	}
	fprintf(stderr, "tph fabric: %s: %s; ending\n", server->fn->name,
		server->result == -EPROTO ? vfio_user_error(server->vu)
					  : strerror(-server->result));
	return server->result;
}

/* Return: 1 continue; 0 or -errno: result of fabric_serve(). */
static int handle_events(struct daemon *d, const struct pollfd *fds)
{
	int ret;

	if (fds[0].revents)
		return 0;
	for (unsigned int i = 0; i < d->nservers; i++) {
		struct server *server = &d->servers[i];

		if (server->vu && atomic_load(&server->ended))
			return report_end(server);
		if (server->listener < 0 || !fds[2 + i].revents)
			continue;
		ret = server_accept(server);
		if (ret)
			return complain(ret, server->fn->name);
	}
	return 1;
}

/* Readers may follow the capture while it grows */
static void flush(struct daemon *d)
{
	const char *path = d->options->capture;
	uint64_t lost;
	int ret;

	if (!d->taps || d->capture_failed)
		return;
	/* Without the turn: a thread that waits for the file may hold it */
	ret = taps_flush(d->taps);
	lost = taps_lost(d->taps);
	if (lost && !d->capture_lags)
		fprintf(stderr,
			"tph fabric: %s: the reader is too slow; packets are dropped from the capture\n",
			path);
	d->capture_lags = lost;
	if (!ret)
		return;
	fprintf(stderr, "tph fabric: %s: %s; continuing without a capture\n",
		path, strerror(-ret));
	d->capture_failed = true;
}

/* Return: 0; -errno: the capture is incomplete, after a message */
static int end_capture(struct daemon *d)
{
	const char *path = d->options->capture;
	uint64_t lost = d->taps ? taps_lost(d->taps) : 0;
	int ret = taps_close(d->taps);

	if (lost)
		fprintf(stderr, "tph fabric: %s: %ju packets were dropped\n",
			path, (uintmax_t)lost);
	if (ret == -ETIMEDOUT)
		fprintf(stderr,
			"tph fabric: %s: the reader did not read the end of the capture\n",
			path);
	else if (ret && !d->capture_failed)
		complain(ret, path);
	return !ret && lost ? -ENOBUFS : ret;
}

static int loop(struct daemon *d, int signals)
{
	struct pollfd *fds = calloc(2 + d->nservers, sizeof(fds[0]));
	int n, ret = 1;

	if (!fds)
		return complain(-ENOMEM, "start");
	while (ret > 0) {
		fds[0] = (struct pollfd){.fd = signals, .events = POLLIN};
		fds[1] = (struct pollfd){.fd = d->wake, .events = POLLIN};
		for (unsigned int i = 0; i < d->nservers; i++)
			fds[2 + i] = (struct pollfd){
				.fd = d->servers[i].listener,
				.events = POLLIN,
			};
		n = poll(fds, 2 + d->nservers, d->taps ? FLUSH_MS : -1);
		if (n < 0 && errno != EINTR)
			ret = complain(-errno, "poll");
		else if (n > 0)
			ret = handle_events(d, fds);
		else
			flush(d);
	}
	free(fds);
	return ret;
}

/*
 * One fabric per folder. The folder itself is locked, so a killed fabric leaves
 * no lock.
 */
static int lock_folder(struct daemon *d)
{
	const char *dir = d->options->dir;

	d->folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d->folder < 0)
		return complain(-errno, dir);
	if (!flock(d->folder, LOCK_EX | LOCK_NB))
		return 0;
	if (errno != EWOULDBLOCK)
		return complain(-errno, dir);
	fprintf(stderr,
		"tph fabric: %s: another fabric uses this folder; give another --dir\n",
		dir);
	return -EADDRINUSE;
}

static int listen_all(struct daemon *d)
{
	char error[FABRIC_ERROR_MAX];

	for (unsigned int i = 0; i < d->h->nfunctions; i++) {
		int ret = server_listen(&d->servers[d->nservers++], d,
					d->h->functions[i], error);

		if (ret) {
			fprintf(stderr, "tph fabric: %s\n", error);
			return ret;
		}
	}
	return 0;
}

/* Standard output may be the capture */
static void announce(const struct daemon *d)
{
	bool taken = d->options->capture && !strcmp(d->options->capture, "-");

	fprintf(taken ? stderr : stdout, "ready\n");
	fflush(stdout);
}

static int serve(struct daemon *d, int signals)
{
	int ret;

	announce(d);
	ret = loop(d, signals);
	if (d->taps)
		taps_hurry(d->taps);
	return ret;
}

/* Everything is set up except threads and sockets */
static int run(struct daemon *d, int signals)
{
	int ret = lock_folder(d);

	if (!ret)
		ret = listen_all(d);
	if (!ret) {
		ret = worker_start(d);
		if (ret)
			complain(ret, "worker");
	}
	if (!ret) {
		ret = inlet_start(d);
		if (ret)
			complain(ret, "inlet");
		else
			ret = serve(d, signals);
		worker_stop(d);
		inlet_stop(d);
	}
	for (unsigned int i = 0; i < d->nservers; i++)
		server_close(&d->servers[i]);
	if (d->folder >= 0)
		close(d->folder);
	return ret;
}

static int build(struct daemon *d)
{
	char error[FABRIC_ERROR_MAX];
	int ret = hierarchy_create(d->options->topology, &daemon_host_ops, d,
				   &d->h, error);

	if (!ret) {
		pcie_root_set_runs(d->h->root, !d->options->no_runs);
		d->servers = calloc(d->h->nfunctions, sizeof(d->servers[0]));
		if (!d->servers) {
			hierarchy_free(d->h);
			return complain(-ENOMEM, "start");
		}
	}

	if (!ret && d->options->capture) {
		ret = taps_open(d->h, d->options->capture, d->options->links,
				true, &d->taps, error);
		if (ret)
			hierarchy_free(d->h);
		else
			taps_set_turns(d->taps, &d->turn.number);
	}
	if (ret)
		fprintf(stderr, "tph fabric: %s\n", error);
	return ret;
}

static int with_signals(struct daemon *d)
{
	struct signalfd_siginfo info;
	sigset_t set, before;
	int signals, ret, err;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	d->wake = eventfd(0, EFD_CLOEXEC);
	if (signals < 0 || d->wake < 0) {
		ret = complain(-errno, "file descriptors");
	} else {
		/* A FIFO waits here for its reader: a signal ends the process,
		   which has nothing to remove yet. */
		ret = build(d);
		/*
		 * Before any thread starts, so that no thread receives a signal
		 */
		pthread_sigmask(SIG_BLOCK, &set, &before);
		if (!ret) {
			ret = run(d, signals);
			hierarchy_print_stats(d->h, stderr,
					      "tph fabric: ", false);
			if (d->timeouts)
				fprintf(stderr,
					"tph fabric: %ju completions never came\n",
					(uintmax_t)d->timeouts);
			err = end_capture(d);
			ret = ret ? ret : err;
			hierarchy_free(d->h);
		}
		/*
		 * The signal that ended the loop must not end the process too
		 */
		while (read(signals, &info, sizeof(info)) > 0)
			;
		pthread_sigmask(SIG_SETMASK, &before, NULL);
	}
	if (signals >= 0)
		close(signals);
	if (d->wake >= 0)
		close(d->wake);
	return ret;
}

int fabric_serve(const struct fabric_options *options)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct daemon *d = calloc(1, sizeof(*d));
	struct sigaction before;
	int ret;

	if (!d)
		return complain(-ENOMEM, "start");
	d->options = options;
	turn_init(&d->turn);
	worker_init(d);
	/*
	 * SIGPIPE on "ready" would end the process and leave the sockets behind
	 */
	sigaction(SIGPIPE, &ignore, &before);
	ret = with_signals(d);
	sigaction(SIGPIPE, &before, NULL);
	worker_destroy(d);
	turn_destroy(&d->turn);
	free(d->servers);
	free(d);
	return ret;
}
