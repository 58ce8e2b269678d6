/* SPDX-License-Identifier: BSD-3-Clause */
/* A packet of a capture and the TLP in it */
#ifndef CLI_WIRE_H
#define CLI_WIRE_H

#include <opentph/tlp.h>

#include "capture/capture.h"

/**
 * struct wire - one packet
 * @packet:	where and when it was seen
 * @tlp:	what it is; only with @error 0
 * @error:	0; else that of tlp_decode(), or -EMEDIUMTYPE if the link type
 *of the interface is not one of ours
 * @first_ns:	time of the capture's first packet; wire_next() keeps it, so one
 *		struct goes through the whole capture
 */
struct wire {
	struct capture_packet packet;
	struct tlp tlp;
	int error;
	uint64_t first_ns;
};

/**
 * wire_open() - open a capture for one of the subcommands
 * @command:	name of the subcommand, for the message
 * @path:	capture file, "-" for standard input
 * @ret_reader:	the reader
 *
 * Return: 0; -errno of capture_open(), after a message to stderr.
 */
int wire_open(const char *command, const char *path,
	      struct capture_reader **ret_reader);

/**
 * wire_next() - next packet, decoded
 * @reader:	reader
 * @ret_wire:	the packet; @ret_wire->error tells if it is a TLP
 *
 * Return: as capture_next().
 */
int wire_next(struct capture_reader *reader, struct wire *ret_wire);

/* Return: what is wrong with a packet whose @wire->error is set */
const char *wire_error(const struct wire *wire);

/* Return: "up" or "down" */
const char *wire_dir_name(const struct wire *wire);

/* Return: true if @tlp->addr means something */
bool wire_has_addr(const struct tlp *tlp);

/*
 * Return: bytes that the TLP carries or asks for: of a request those that its
 * byte enables let through, of a completion those that belong to its request.
 */
unsigned int wire_bytes(const struct tlp *tlp);

#endif /* CLI_WIRE_H */
