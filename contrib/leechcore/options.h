/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CONTRIB_LEECHCORE_OPTIONS_H
#define CONTRIB_LEECHCORE_OPTIONS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "contrib/leechcore/bridge.h"

#define EXIT_FAULT 1
#define EXIT_USAGE 2

/**
 * struct options - command line
 * @library:	LeechCore
 * @device:	the device as LeechCore names it
 * @bars:	BARs that the peer sees
 * @any_bar:	some of them are given; otherwise the largest one is seen
 * @to:		address at the peer, by number of the BAR
 * @local:	address of this process
 * @peer:	address of the peer
 * @timeout_ms:	time for the answer to a read
 * @queue:	TLPs that may wait
 * @no_requests: requests of the peer do not pass
 * @json:	statistics as JSON
 * @verbose:	LeechCore's messages
 */
struct options {
	const char *library, *device;
	bool bars[BARS], any_bar;
	uint64_t to[BARS];
	struct in_addr local, peer;
	unsigned int timeout_ms, queue;
	bool no_requests, json, verbose;
};

/**
 * options_parse() - take the command line
 * @argc:	number of arguments
 * @argv:	arguments
 * @ret_o:	the options
 *
 * Return: -1 to go on, or the exit status of the process: 0 after --help, EXIT_USAGE
 * after a message.
 */
int options_parse(int argc, char **argv, struct options *ret_o);

#endif /* CONTRIB_LEECHCORE_OPTIONS_H */
