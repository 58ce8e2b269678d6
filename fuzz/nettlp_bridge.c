// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any datagrams of a peer to both roles of a bridge: a fabric behind an adapter, and an
 * adapter in a fabric. Functions of both do the resulting work, and wait for completions
 * that may be among the datagrams.
 *
 * An input is a list of records: a byte that chooses role, port and form, a length, and
 * bytes. Most forms make a TLP of the bytes, so that many are accepted.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fabric/outside/private.h"
#include "fabric/host.h"
#include "fuzz/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define RECORDS_MAX 48
#define PIECES	    64

static const char device_text[] =
	"bridges = ( { id = \"rp0\"; type = \"root-port\"; parent = \"pcie.0\"; } );"
	"functions = ( { id = \"a\"; model = \"accel\"; parent = \"rp0\"; memory_mib = 1; tph_completer = \"16\"; },"
	" { id = \"d\"; model = \"dma\"; parent = \"rp0\"; function = 1; } );";
static const char host_text[] =
	"functions = ( { id = \"n\"; model = \"nettlp\"; parent = \"pcie.0\"; memory_mib = 1; tph_completer = \"16\"; prefixes = true; local = \"%s.1\"; peer = \"%s.2\"; },"
	" { id = \"d\"; model = \"dma\"; parent = \"pcie.0\"; } );";

static struct bridge device;
static struct bridge_options options = {
	.base = BRIDGE_ANY_BASE,
	.id = 0x1a00,
	.timeout_ms = 0,
	.nettlp = {.prefixes = true, .hold_us = 1},
};
static struct host *host;
static struct pcie_function *adapter;
static int peers[2][4]; /* sockets of the peer of each role */
static struct in_addr to[2];
static const uint16_t ports[4] = {0x3000, 0x4001, 0x400a, 0x5001};

static void put(uint8_t *to, unsigned int bytes, uint32_t value)
{
	for (unsigned int i = 0; i < bytes; i++)
		to[i] = value >> 8 * (bytes - 1 - i);
}

static int play(const char *net, unsigned int end, uint16_t port)
{
	struct sockaddr_in addr = {.sin_family = AF_INET,
				   .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	char text[32];

	snprintf(text, sizeof(text), "%s.%u", net, end);
	inet_pton(AF_INET, text, &addr.sin_addr);
	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		abort();
	return fd;
}

/* A process of its own addresses: several may run */
static void set_up(void)
{
	static struct topology topology;
	char error[FABRIC_ERROR_MAX], text[512], net[24], address[32];
	const unsigned int own = (unsigned int)getpid();

	snprintf(net, sizeof(net), "127.%u.%u", 64 + own / 250 % 64,
		 1 + own % 250);
	snprintf(address, sizeof(address), "%s.3", net);
	nettlp_address(address, &options.nettlp.local);
	inet_pton(AF_INET, address, &to[0]);
	snprintf(address, sizeof(address), "%s.4", net);
	nettlp_address(address, &options.nettlp.peer);
	snprintf(address, sizeof(address), "%s.1", net);
	inet_pton(AF_INET, address, &to[1]);
	if (topology_parse(device_text, "f", &topology, error))
		abort();
	options.topology = &topology;
	device.options = &options;
	device.signals = -1;
	device.window = BRIDGE_WINDOW;
	if (hierarchy_create(&topology, &bridge_host_ops, &device, &device.h,
			     error) ||
	    pcie_root_assign(device.h->root, device.window,
			     device.window + (NETTLP_WINDOW - 1)) ||
	    nettlp_open(&options.nettlp, &device.nettlp, error))
		abort();
	snprintf(text, sizeof(text), host_text, net, net);
	if (topology_parse(text, "f", &topology, error) ||
	    host_create(&topology, 1 << 20, &host, error))
		abort();
	host_set_timeout(host, 0);
	adapter = hierarchy_find(host_hierarchy(host), "n");
	for (unsigned int i = 0; i < 4; i++) {
		peers[0][i] = play(net, 4, ports[i]);
		peers[1][i] = play(net, 2, ports[i]);
	}
}

/* Bytes of a TLP that is likely to be accepted. Return: its length */
static size_t make_tlp(struct input *in, unsigned int role, uint8_t *tlp)
{
	static const uint8_t types[] = {0x40, 0x00, 0x4a, 0x0a, 0x60, 0x20};
	const uint8_t type = types[input_take(in, 1) % sizeof(types)];
	const unsigned int dws = 1 + input_take(in, 1) % 16;
	const size_t head = type & 0x20 ? 16 : 12;
	const uint32_t place = input_take(in, 3) & 0x3fffff;

	tlp[0] = type;
	tlp[1] = input_take(in, 1) & 1;
	tlp[2] = 0;
	tlp[3] = type == 0x0a ? 0 : dws;
	for (unsigned int i = 4; i < head; i++)
		tlp[i] = input_take(in, 1);
	if (type == 0x4a || type == 0x0a) {
		put(tlp + 8, 2, role ? adapter->bdf : 0x0101);
		if (tlp[4] & 1)
			put(tlp + 6, 2, dws * 4);
	} else if (tlp[4] & 3) {
		put(tlp + head - 4, 4, role ? place : BRIDGE_WINDOW + place);
		if (type & 0x20)
			put(tlp + 8, 4, 0);
		tlp[7] = dws > 1 ? 0xff : 0x0f;
	}
	if (!(type & 0x40))
		return head;
	for (unsigned int i = 0; i < dws * 4; i++)
		tlp[head + i] = input_take(in, 1);
	return head + dws * 4;
}

static void post(struct input *in)
{
	const unsigned int choice = input_take(in, 1), role = choice & 1;
	const unsigned int i = choice >> 1 & 3;
	uint8_t datagram[NETTLP_HEADER + 256];
	size_t len;
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(ports[i]),
		.sin_addr = to[role],
	};

	put(datagram, 2, choice & 0x80 ? input_take(in, 2) : 0);
	put(datagram + 2, 4, 0);
	if (choice & 0x70) {
		len = NETTLP_HEADER +
		      make_tlp(in, role, datagram + NETTLP_HEADER);
	} else {
		len = input_take(in, 1) % sizeof(datagram);
		for (size_t at = 2; at < len; at++)
			datagram[at] = input_take(in, 1);
	}
	sendto(peers[role][i], datagram, len, MSG_DONTWAIT,
	       (struct sockaddr *)&addr, sizeof(addr));
}

static void drain(void)
{
	uint8_t bytes[NETTLP_MAX];

	for (unsigned int role = 0; role < 2; role++)
		for (unsigned int i = 0; i < 4; i++)
			while (recv(peers[role][i], bytes, sizeof(bytes),
				    MSG_DONTWAIT) >= 0)
				;
}

static void reset(struct hierarchy *h)
{
	for (unsigned int i = 0; i < h->nfunctions; i++)
		pcie_function_reset(h->functions[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct input in = {data, len};
	uint8_t value[4];

	if (!host)
		set_up();
	reset(device.h);
	reset(host_hierarchy(host));
	if (pcie_root_assign(device.h->root, device.window,
			     device.window + (NETTLP_WINDOW - 1)) ||
	    pcie_root_assign(host_hierarchy(host)->root, 0x80000000,
			     0x8fffffff))
		abort();
	for (int i = 0; in.len && i < RECORDS_MAX; i++) {
		post(&in);
		if (i % 4 && in.len)
			continue;
		bridge_take(&device, PIECES);
		pcie_root_run(device.h->root, PIECES);
		pcie_root_mem_read(host_hierarchy(host)->root,
				   pcie_function_bar_addr(adapter, 4), value,
				   sizeof(value));
		pcie_function_input(adapter);
		pcie_root_run(host_hierarchy(host)->root, PIECES);
	}
	drain();
	return 0;
}
