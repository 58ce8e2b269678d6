// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any messages of a client, with any descriptors, to the functions of a fabric:
 * they are answered or end the connection, and the functions do the resulting
 * work.
 *
 * An input is a list of records: a byte that chooses function, kind and number
 * of descriptors, a length, and bytes. Odd records are bytes of the stream as
 * they are; even ones get a header, so that many are accepted.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fabric/vfio_ops.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define MEMORY	    0x10000
#define RECORDS_MAX 64
#define FDS	    4

static const char text[] =
	"functions = ({ id = \"a\"; model = \"accel\"; parent = \"pcie.0\"; memory_mib = 1;  tph_completer = \"16\"; },{ id = \"d\"; model = \"dma\"; parent = \"pcie.0\"; } );";

static struct topology topology;
static int fds[FDS]; /* memory, memory that may shrink, eventfd, a pipe's end */
static const struct fabric_options options = {.topology = &topology};

static int make_memory(int seals)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0 || ftruncate(fd, MEMORY) || fcntl(fd, F_ADD_SEALS, seals))
		abort();
	return fd;
}

static void set_up(void)
{
	char error[FABRIC_ERROR_MAX];
	int ends[2];

	if (topology_parse(text, "f", &topology, error) || pipe(ends))
		abort();
	fds[0] = make_memory(F_SEAL_SHRINK | F_SEAL_GROW);
	fds[1] = make_memory(F_SEAL_GROW);
	fds[2] = eventfd(0, 0);
	fds[3] = ends[1];
}

struct peer {
	struct server *server;
	int sock; /* the client's end */
	bool ended;
};

static void connect_peer(struct peer *peer, struct daemon *d, unsigned int i)
{
	static const uint8_t version[20] = {[2] = 1, [4] = 20};
	struct server *server = &d->servers[i];
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair))
		abort();
	server->d = d;
	server->fn = d->h->functions[i];
	server->listener = -1;
	/* Without its thread: interrupts stay pending */
	notifier_init(&server->notifier);
	serve_describe(server);
	if (vfio_user_dma_create(&server->dma) ||
	    vfio_user_create(pair[1], &serve_ops, server, &server->info,
			     &server->vu))
		abort();
	*peer = (struct peer){.server = server, .sock = pair[0]};
	if (send(peer->sock, version, sizeof(version), 0) != sizeof(version) ||
	    vfio_user_serve(server->vu) != 1)
		abort();
}

static void close_peer(struct peer *peer)
{
	vfio_user_free(peer->server->vu);
	notifier_stop(&peer->server->notifier);
	vfio_user_dma_free(peer->server->dma);
	close(peer->sock);
}

static void send_record(struct peer *peer, unsigned int what,
			const uint8_t *data, size_t len)
{
	static char sink[65536];
	char control[CMSG_SPACE(sizeof(int) * FDS)] = {0};
	unsigned int nfds = what >> 2 & 3, first = what >> 4 & 3;
	uint8_t head[16] = {0};
	uint32_t size = sizeof(head) + (len ? len - 1 : 0);
	struct iovec iov[2] = {{.iov_base = head, .iov_len = 0},
			       {.iov_base = (void *)data, .iov_len = len}};
	struct msghdr msg = {.msg_iov = iov, .msg_iovlen = 2};

	if (!(what & 1) && len) {
		head[2] = data[0];
		memcpy(head + 4, &size, sizeof(size));
		head[8] = what >> 6 & 1 ? 0x10 : 0;
		iov[0].iov_len = sizeof(head);
		iov[1].iov_base = (void *)(data + 1);
		iov[1].iov_len = len - 1;
	}
	if (nfds && len) {
		struct cmsghdr *c;

		msg.msg_control = control;
		msg.msg_controllen = CMSG_SPACE(sizeof(int) * nfds);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * nfds);
		for (unsigned int i = 0; i < nfds; i++)
			memcpy(CMSG_DATA(c) + i * sizeof(int),
			       &fds[(first + i) % FDS], sizeof(int));
	}
	if (sendmsg(peer->sock, &msg, MSG_NOSIGNAL) <= 0)
		return;
	if (vfio_user_serve(peer->server->vu) != 1)
		peer->ended = true;
	while (recv(peer->sock, sink, sizeof(sink), 0) > 0)
		;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char error[FABRIC_ERROR_MAX];
	struct daemon *d = calloc(1, sizeof(*d));
	struct peer peers[2];

	if (!topology.nfunctions)
		set_up();
	if (!d ||
	    hierarchy_create(&topology, &daemon_host_ops, d, &d->h, error))
		abort();
	d->servers = calloc(d->h->nfunctions, sizeof(d->servers[0]));
	if (!d->servers)
		abort();
	d->options = &options;
	turn_init(&d->turn);
	pthread_cond_init(&d->work, NULL);
	connect_peer(&peers[0], d, 0);
	connect_peer(&peers[1], d, 1);

	for (int i = 0; i < RECORDS_MAX && len >= 3; i++) {
		struct peer *peer = &peers[data[0] >> 1 & 1];
		unsigned int what = data[0];
		size_t n = data[1] | (data[2] & 3) << 8;

		data += 3;
		len -= 3;
		n = n < len ? n : len;
		if (!peer->ended)
			send_record(peer, what, data, n);
		data += n;
		len -= n;
		pcie_root_run(d->h->root, 64);
	}
	close_peer(&peers[0]);
	close_peer(&peers[1]);
	hierarchy_free(d->h);
	pthread_cond_destroy(&d->work);
	turn_destroy(&d->turn);
	free(d->servers);
	free(d);
	return 0;
}
