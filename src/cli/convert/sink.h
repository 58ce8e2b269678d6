/* SPDX-License-Identifier: BSD-3-Clause */
/* Output for packets of a capture */
#ifndef CLI_CONVERT_SINK_H
#define CLI_CONVERT_SINK_H

#include "analyze/packet/packet.h"

/* Each interface keeps its own link type */
#define SINK_KEEP -1

struct sink_format;

/**
 * struct sink - a file of packets
 * @path:	file, "-" for standard output
 * @format:	file format
 * @linktype:	link type of all packets: USERn, Ethernet (NetTLP), or SINK_KEEP
 * @state:	the open file, private to the format
 */
struct sink {
	const char *path;
	const struct sink_format *format;
	int linktype;
	void *state;
};

/* Return: format called @name, or NULL */
const struct sink_format *sink_find_format(const char *name);

/* Return: format whose files end as @path does, else pcapng */
const struct sink_format *sink_guess_format(const char *path);

/* Return: link type called "user0" to "user15" or "nettlp"; -EINVAL */
int sink_find_linktype(const char *name);

/* Return: true if the format is not text */
bool sink_is_binary(const struct sink *sink);

/**
 * sink_open() - start the file
 * @sink:	@path, @format and @linktype are set, all else is zero
 *
 * Return: 0; -ENOMEM; -errno.
 */
int sink_open(struct sink *sink);

/* Return: whether @packet is written in flit-mode framing */
bool sink_wants_flit(struct sink *sink, const struct capture_packet *packet);

/**
 * sink_write() - append a packet
 * @sink:	file
 * @packet:	packet with @packet->error 0
 * @framed:	its TLP in the framing that sink_wants_flit() returns
 *
 * Return: 0; -ENOMEM; -errno.
 */
int sink_write(struct sink *sink, const struct packet *packet,
	       const struct capture_packet *framed);

/**
 * sink_pass() - process a TLP that is not written, such as a completion
 * @sink:	file
 * @packet:	packet with @packet->error 0
 *
 * Return: as sink_write().
 */
int sink_pass(struct sink *sink, const struct packet *packet);

/* Makes all written packets visible to readers. Return: 0 or -errno. */
int sink_flush(struct sink *sink);

/* Complete and close the file. Return: 0 or -errno. */
int sink_close(struct sink *sink);

#endif /* CLI_CONVERT_SINK_H */
