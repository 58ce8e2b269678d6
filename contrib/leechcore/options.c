// SPDX-License-Identifier: BSD-3-Clause
#include "contrib/leechcore/options.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contrib/leechcore/queue.h"

/* Where the peer sees the BAR if no address is given: the window of a NetTLP adapter */
#define DEFAULT_TO    UINT64_C(0x1000000000)
#define ALIGNMENT     4096
#define TIMEOUT_MS    1000
#define DEFAULT_QUEUE 1024

enum {
	OPTION_LOCAL = 256,
	OPTION_PEER,
	OPTION_NO_REQUESTS,
};

static const struct option longs[] = {
	{"library", required_argument, NULL, 'l'},
	{"device", required_argument, NULL, 'd'},
	{"bar", required_argument, NULL, 'b'},
	{"local", required_argument, NULL, OPTION_LOCAL},
	{"peer", required_argument, NULL, OPTION_PEER},
	{"timeout", required_argument, NULL, 't'},
	{"queue", required_argument, NULL, 'q'},
	{"no-requests", no_argument, NULL, OPTION_NO_REQUESTS},
	{"json", no_argument, NULL, 'j'},
	{"verbose", no_argument, NULL, 'v'},
	{"help", no_argument, NULL, 'h'},
	{0},
};

static void help(void)
{
	printf("Usage: tph-leechcore [OPTION]...\n"
	       "Pass TLPs between a pcileech board and a peer that speaks NetTLP over UDP,\n"
	       "such as tph fabric, until a signal ends it.\n\n"
	       "  -l, --library FILE     LeechCore (default: leechcore.so)\n"
	       "  -d, --device TEXT      device as LeechCore names it (default: fpga)\n"
	       "  -b, --bar N[=ADDRESS]  the peer sees BAR N at ADDRESS; may be repeated\n"
	       "                         (default: the largest BAR at %#llx)\n"
	       "      --local ADDRESS    IPv4 address of this process (default: 127.0.0.2)\n"
	       "      --peer ADDRESS     IPv4 address that may send (default: 127.0.0.1)\n"
	       "      --no-requests      answer the host only: no request of the peer passes\n"
	       "  -t, --timeout MS       time for the answer to a read (default: %d)\n"
	       "  -q, --queue N          TLPs of the board that may wait (default: %d)\n"
	       "  -j, --json             print the counts as JSON\n"
	       "  -v, --verbose          messages of LeechCore\n"
	       "  -h, --help             this text\n\n"
	       "The counts are printed at the end. Exit status: 0 after SIGINT or SIGTERM,\n"
	       "1 if the board or the network failed, 2 for wrong arguments.\n",
	       (unsigned long long)DEFAULT_TO, TIMEOUT_MS, DEFAULT_QUEUE);
}

static int usage(const char *text, const char *fault)
{
	fprintf(stderr, "tph-leechcore: %s: '%s'; see tph-leechcore --help\n",
		text, fault);
	return EXIT_USAGE;
}

/* Return: whether all of @text is a number within the bounds */
static bool number(const char *text, int base, uint64_t min, uint64_t max,
		   uint64_t *ret)
{
	char *end;

	errno = 0;
	if (*text < '0' || *text > '9')
		return false;
	*ret = strtoull(text, &end, base);
	return !errno && !*end && *ret >= min && *ret <= max;
}

static int parse_bar(const char *text, struct options *o)
{
	unsigned int bar = (unsigned char)text[0] - '0';
	uint64_t to = DEFAULT_TO;

	if (bar >= BARS || (text[1] && text[1] != '='))
		return usage("--bar needs 0 to 5, and maybe =ADDRESS", text);
	if (text[1] &&
	    (!number(text + 2, 0, 0, UINT64_MAX, &to) || to % ALIGNMENT))
		return usage("--bar needs an address that is a multiple of "
			     "4096",
			     text);
	if (o->bars[bar])
		return usage("--bar gives a BAR twice", text);
	o->bars[bar] = o->any_bar = true;
	o->to[bar] = to;
	return -1;
}

static int parse_one(int option, struct options *o)
{
	uint64_t value;

	switch (option) {
	case 'l':
		o->library = optarg;
		return -1;
	case 'd':
		o->device = optarg;
		return -1;
	case 'b':
		return parse_bar(optarg, o);
	case OPTION_LOCAL:
		if (inet_pton(AF_INET, optarg, &o->local) != 1)
			return usage("--local needs an IPv4 address", optarg);
		return -1;
	case OPTION_PEER:
		if (inet_pton(AF_INET, optarg, &o->peer) != 1)
			return usage("--peer needs an IPv4 address", optarg);
		return -1;
	case OPTION_NO_REQUESTS:
		o->no_requests = true;
		return -1;
	case 't':
		if (!number(optarg, 10, 1, 60000, &value))
			return usage("--timeout needs 1 to 60000", optarg);
		o->timeout_ms = value;
		return -1;
	case 'q':
		if (!number(optarg, 10, 1, QUEUE_MAX, &value))
			return usage("--queue needs 1 to 4096", optarg);
		o->queue = value;
		return -1;
	case 'j':
		o->json = true;
		return -1;
	case 'v':
		o->verbose = true;
		return -1;
	case 'h':
		help();
		return 0;
	default:
		fprintf(stderr, "tph-leechcore: see tph-leechcore --help\n");
		return EXIT_USAGE;
	}
}

int options_parse(int argc, char **argv, struct options *ret_o)
{
	struct options o = {
		.library = "leechcore.so",
		.device = "fpga",
		.timeout_ms = TIMEOUT_MS,
		.queue = DEFAULT_QUEUE,
		.local.s_addr = htonl(INADDR_LOOPBACK + 1),
		.peer.s_addr = htonl(INADDR_LOOPBACK),
	};
	int option, status;

	for (int i = 0; i < BARS; i++)
		o.to[i] = DEFAULT_TO;
	while ((option = getopt_long(argc, argv, "l:d:b:t:q:jvh", longs,
				     NULL)) != -1) {
		status = parse_one(option, &o);
		if (status >= 0)
			return status;
	}
	if (optind < argc)
		return usage("not an option", argv[optind]);
	if (o.local.s_addr == o.peer.s_addr)
		return usage("--local and --peer need two addresses, because "
			     "both ends use the same ports",
			     inet_ntoa(o.peer));
	*ret_o = o;
	return -1;
}
