/* SPDX-License-Identifier: BSD-3-Clause */
/* Output for packets of a capture */
#ifndef CLI_CONVERT_SINK_H
#define CLI_CONVERT_SINK_H

#include <stdio.h>

#include "capture/capture.h"

/* Each interface keeps its own link type */
#define SINK_KEEP -1

struct sink_format;

/**
 * struct sink - a file of packets
 * @path:	file, "-" for standard output
 * @format:	file format
 * @linktype:	link type of all packets: USERn, Ethernet (NetTLP), or SINK_KEEP
 * @writer:	the file, unless it is text
 * @text:	the file if it is text
 * @numbers:	interface in the file by interface of the source and framing,
 *		-1: not created yet
 * @count:	entries of @numbers
 * @sequence:	frames of NetTLP so far
 */
struct sink {
	const char *path;
	const struct sink_format *format;
	int linktype;
	struct capture_writer *writer;
	FILE *text;
	int *numbers;
	size_t count;
	uint16_t sequence;
};

/* Return: format called @name, or NULL */
const struct sink_format *sink_find_format(const char *name);

/* Return: link type called "user0" to "user15" or "nettlp"; -EINVAL */
int sink_find_linktype(const char *name);

/* Return: true if the format is not text */
bool sink_is_binary(const struct sink *sink);

/**
 * sink_open() - start the file
 * @sink:	@path, @format and @linktype are set, all else is zero
 *
 * Return: 0; -errno.
 */
int sink_open(struct sink *sink);

/* Return: whether @packet is written in flit-mode framing */
bool sink_wants_flit(struct sink *sink, const struct capture_packet *packet);

/**
 * sink_write() - append a packet
 * @sink:	file
 * @packet:	TLP in the framing that sink_wants_flit() returns
 * @tag:	its tag
 *
 * Return: 0; -errno.
 */
int sink_write(struct sink *sink, const struct capture_packet *packet,
	       unsigned int tag);

/* Makes all written packets visible to readers. Return: 0 or -errno. */
int sink_flush(struct sink *sink);

/* Return: 0 or -errno */
int sink_close(struct sink *sink);

#endif /* CLI_CONVERT_SINK_H */
