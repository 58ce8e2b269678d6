// SPDX-License-Identifier: BSD-3-Clause
/* The client of a function: its socket, and the thread that answers it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <linux/pci_regs.h>
#include <linux/vfio.h>

#include "fabric/daemon_private.h"
#include "fabric/vfio_ops.h"

static void *serve(void *arg)
{
	struct server *server = arg;
	uint64_t one = 1;
	int ret;

	do
		ret = vfio_user_serve(server->vu);
	while (ret > 0);
	server->result = ret;
	atomic_store(&server->ended, true);
	/* The counter cannot be full */
	return write(server->d->wake, &one, sizeof(one)) < 0 ? server : NULL;
}

/*
 * The folder is locked for this fabric, so a socket without a listener is left
 * over from a killed fabric. Only such sockets are removed; the check does not
 * wait for a full backlog.
 */
static void remove_leftover(const struct sockaddr_un *addr)
{
	struct stat st;
	int sock;

	if (lstat(addr->sun_path, &st) || !S_ISSOCK(st.st_mode))
		return;
	sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (sock < 0)
		return;
	if (connect(sock, (const struct sockaddr *)addr, sizeof(*addr)) &&
	    errno == ECONNREFUSED)
		unlink(addr->sun_path);
	close(sock);
}

static int open_listener(const char *path)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	mode_t mask;
	int ret;

	if (sock < 0)
		return -errno;
	strcpy(addr.sun_path, path);
	remove_leftover(&addr);
	mask = umask(0077);
	ret = bind(sock, (struct sockaddr *)&addr, sizeof(addr)) ? -errno : 0;
	umask(mask);
	if (!ret && listen(sock, 1)) {
		ret = -errno;
		unlink(path);
	}
	if (ret) {
		close(sock);
		return ret;
	}
	return sock;
}

int server_listen(struct server *server, struct daemon *d,
		  struct pcie_function *fn, char *error)
{
	char path[sizeof(server->path)];
	int ret, n;

	server->d = d;
	server->fn = fn;
	server->listener = server->sock = -1;
	notifier_init(&server->notifier);
	serve_describe(server);
	n = snprintf(path, sizeof(path), "%s/%s.sock", d->options->dir,
		     fn->name);
	if (n < 0 || n >= (int)sizeof(path)) {
		snprintf(error, FABRIC_ERROR_MAX,
			 "%.100s...: path is too long for a socket",
			 d->options->dir);
		return -ENAMETOOLONG;
	}
	ret = vfio_user_dma_create(&server->dma);
	if (ret) {
		snprintf(error, FABRIC_ERROR_MAX, "out of memory");
		return ret;
	}
	ret = open_listener(path);
	if (ret < 0) {
		snprintf(error, FABRIC_ERROR_MAX, "%s: %s%s", path,
			 strerror(-ret),
			 ret == -EADDRINUSE ? " by another program" : "");
		return ret;
	}
	server->listener = ret;
	strcpy(server->path, path);
	return 0;
}

/* One client per function: no other client may wait at the socket. */
static void stop_listening(struct server *server)
{
	if (server->listener < 0)
		return;
	close(server->listener);
	unlink(server->path);
	server->listener = -1;
}

int server_accept(struct server *server)
{
	int ret, sock = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);

	if (sock < 0)
		return -errno;
	stop_listening(server);
	ret = vfio_user_create(sock, &serve_ops, server, &server->info,
			       &server->vu);
	if (ret) {
		close(sock);
		return ret;
	}
	server->sock = sock;
	ret = notifier_start(&server->notifier);
	if (!ret)
		ret = -pthread_create(&server->thread, NULL, serve, server);
	if (ret) {
		vfio_user_free(server->vu);
		server->vu = NULL;
	}
	return ret;
}

void server_close(struct server *server)
{
	stop_listening(server);
	if (server->vu) {
		/* Ends a thread that waits for the client, for its reading, or
		   for its eventfds */
		shutdown(server->sock, SHUT_RDWR);
		notifier_break(&server->notifier);
		pthread_join(server->thread, NULL);
		vfio_user_free(server->vu);
		serve_summarize(server);
	}
	notifier_stop(&server->notifier);
	vfio_user_dma_free(server->dma);
}
