/* SPDX-License-Identifier: BSD-3-Clause */
/* A capture file of any format */
#ifndef CAPTURE_READER_H
#define CAPTURE_READER_H

#include <errno.h>

#include "capture/capture.h"
#include "capture/stream.h"

struct format;

/**
 * struct capture_reader - state of reading a file
 * @format:	format of the file
 * @state:	state of @format
 * @flit:	treat all TLPs as flit-mode TLPs
 * @error:	0 or the -errno that ended reading
 * @consumed:	buffered bytes that the next call drops: the last packet
 * @packets:	packets so far
 * @skipped:	packets without a TLP
 * @damage:	the last damage
 * @stream:	the file
 */
struct capture_reader {
	const struct format *format;
	void *state;
	bool flit;
	int error;
	size_t consumed;
	uint64_t packets, skipped;
	struct capture_damage damage;
	struct stream stream;
};

/**
 * struct format - reader of a file format
 * @name:	name for messages
 * @state_size:	bytes of @state, zeroed before @open
 * @wave:	samples of signals; the state is a struct wave
 * @is:		Return: true if these bytes begin a file of the format
 * @open:	read the start of the file. Return: 0; -EPROTO malformed;
 *		-errno of read(2)
 * @next:	read a packet; fills in all but @number, and sets @flit only if
 *		the file says so. Return: as capture_next()
 * @close:	free the contents of @state, not @state itself
 */
struct format {
	const char *name;
	size_t state_size;
	bool wave;
	bool (*is)(const uint8_t *p, size_t len);
	int (*open)(struct capture_reader *reader);
	int (*next)(struct capture_reader *reader,
		    struct capture_packet *packet);
	void (*close)(void *state);
};

extern const struct format pcap_format, pcapng_format, text_format, vcd_format,
	ila_format, litescope_format;

/*
 * Report a fault at the current byte. @size bytes are skipped afterwards.
 * Return: -EPROTO
 */
static inline int reader_damage(struct capture_reader *reader, const char *what,
				size_t size)
{
	reader->damage = (struct capture_damage){
		.offset = reader->stream.offset,
		.what = what,
	};
	reader->consumed = size;
	return -EPROTO;
}

#endif /* CAPTURE_READER_H */
