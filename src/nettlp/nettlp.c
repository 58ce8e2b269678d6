// SPDX-License-Identifier: BSD-3-Clause
#include "nettlp/nettlp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

#include "ground.h"
#include "nettlp/sockets.h"

int nettlp_address(const char *text, uint32_t *ret_address)
{
	struct in_addr address;

	if (inet_pton(AF_INET, text, &address) != 1)
		return -EINVAL;
	*ret_address = address.s_addr;
	return 0;
}

static int explain(const struct nettlp_config *config, uint16_t port, int err,
		   char *error)
{
	char address[INET_ADDRSTRLEN];
	const char *remedy = "";

	inet_ntop(AF_INET, &config->local, address, sizeof(address));
	if (err == -EADDRINUSE)
		remedy =
			"; end the program that has this port, or give another address";
	else if (err == -EADDRNOTAVAIL)
		remedy = "; give an address of this machine";
	else if (err == -EMFILE)
		remedy = "; raise the limit of open files (ulimit -n)";
	snprintf(error, NETTLP_ERROR_MAX, "%s, UDP port %#x: %s%s", address,
		 port, strerror(-err), remedy);
	return err;
}

int nettlp_open(const struct nettlp_config *config, struct nettlp **ret_nettlp,
		char *error)
{
	struct nettlp *nt;
	uint16_t port;
	int ret;

	if (config->local == config->peer) {
		snprintf(
			error, NETTLP_ERROR_MAX,
			"both ends have the same address, but use the same ports: give two, such as 127.0.0.1 and 127.0.0.2");
		return -EINVAL;
	}
	nt = calloc(1, sizeof(*nt));
	if (!nt)
		return explain(config, 0, -ENOMEM, error);
	nt->config = *config;
	ret = sockets_open(nt, &port);
	if (ret) {
		nettlp_close(nt);
		return explain(config, port, ret, error);
	}
	*ret_nettlp = nt;
	return 0;
}

void nettlp_close(struct nettlp *nt)
{
	struct letter *letter;

	if (!nt)
		return;
	while ((letter = order_skip(&nt->order)))
		free(letter);
	while ((letter = nt->ready.first)) {
		nt->ready.first = letter->next;
		free(letter);
	}
	free(nt->taken);
	sockets_close(nt);
	free(nt);
}

int nettlp_descriptor(const struct nettlp *nt)
{
	return nt->epoll;
}

/* The adapter's time stamp counts a clock of PCIe; ours counts microseconds */
static uint32_t stamp(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint32_t)((uint64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
}

static int transmit(struct nettlp *nt, uint16_t port, uint32_t address,
		    uint16_t to, const struct iovec *parts, int n)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(to),
		.sin_addr.s_addr = address,
	};
	const struct msghdr message = {
		.msg_name = &addr,
		.msg_namelen = sizeof(addr),
		.msg_iov = (struct iovec *)parts,
		.msg_iovlen = n,
	};

	return sendmsg(sockets_find(nt, port), &message,
		       MSG_DONTWAIT | MSG_NOSIGNAL) < 0
		       ? -EIO
		       : 0;
}

int nettlp_send(struct nettlp *nt, enum nettlp_flow flow, const void *bytes,
		size_t len)
{
	uint8_t head[NETTLP_HEADER];
	const struct iovec parts[] = {
		{head, sizeof(head)},
		{(void *)bytes, len},
	};
	struct tlp tlp;
	uint16_t port;
	int ret = nettlp_judge(bytes, len, nt->config.prefixes, &tlp);

	nt->stats.refused_prefix += ret == -ENOPROTOOPT;
	nt->stats.refused_type += ret && ret != -ENOPROTOOPT;
	if (ret)
		return ret;
	nettlp_put_header(head, &(struct nettlp_header){nt->sequence, stamp()});
	port = nettlp_port(flow, &tlp);
	ret = transmit(nt, port, nt->config.peer, port, parts, 2);
	if (ret) {
		nt->stats.failed++;
		return ret;
	}
	nt->sequence++;
	nt->stats.sent++;
	return 0;
}

void nettlp_answer(struct nettlp *nt, const struct nettlp_datagram *to,
		   const void *bytes, size_t len)
{
	const struct iovec part = {(void *)bytes, len};

	if (transmit(nt, to->port, to->address, to->from, &part, 1))
		nt->stats.failed++;
}

const struct nettlp_stats *nettlp_stats(const struct nettlp *nt)
{
	return &nt->stats;
}

static void print_count(FILE *out, uint64_t n, const char *text)
{
	if (n)
		fprintf(out, ", %ju %s", (uintmax_t)n, text);
}

void nettlp_print_stats(const struct nettlp *nt, FILE *out, const char *name)
{
	const struct nettlp_stats *s = &nt->stats;

	fprintf(out,
		"%s received %ju TLPs, %ju lost, %ju reordered, %ju duplicates",
		name, (uintmax_t)s->received, (uintmax_t)s->order.lost,
		(uintmax_t)s->order.reordered, (uintmax_t)s->order.duplicates);
	print_count(out, s->order.late, "too late");
	print_count(out, s->order.unnumbered, "without a number");
	print_count(out, s->order.restarts, "restarts of the peer");
	print_count(out, s->strangers, "datagrams of others");
	print_count(out, s->damaged, "datagrams without a TLP");
	print_count(out, s->unfit, "TLPs that NetTLP does not carry");
	print_count(out, s->overruns, "dropped as too many waited");
	fprintf(out, "\n%s sent %ju TLPs", name, (uintmax_t)s->sent);
	print_count(out, s->refused_prefix,
		    "refused with a prefix, such as a 16-bit tag");
	print_count(out, s->refused_type, "refused of another type");
	print_count(out, s->failed, "not taken by the socket");
	fprintf(out, "\n");
}
