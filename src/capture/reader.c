// SPDX-License-Identifier: BSD-3-Clause
/* Read a capture file: the part common to all formats */
#include "capture/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "capture/read_nettlp.h"
#include "ground.h"

/* Least bytes that identify a format; a pipe may have no more yet */
#define SNIFF 4

/* The first format that fits is used */
static const struct format *const formats[] = {
	&pcapng_format, &pcap_format,	   &vcd_format,
	&ila_format,	&litescope_format, &text_format,
};

static bool is_user(int linktype)
{
	return linktype >= CAPTURE_LINKTYPE_MIN &&
	       linktype <= CAPTURE_LINKTYPE_MAX;
}

bool capture_has_tlps(int linktype)
{
	return is_user(linktype) || nettlp_is_link(linktype);
}

/* Set the kind of a packet by its link. Return: false if it has no TLP */
static inline bool classify(struct capture_packet *packet)
{
	if (is_user(packet->linktype)) {
		/* Odd link types are flit mode */
		packet->flit = (packet->linktype - CAPTURE_LINKTYPE_USER0) & 1;
		return true;
	}
	/* Packets of other types are counted for the user */
	return !nettlp_is_link(packet->linktype) || nettlp_unwrap(packet);
}

int capture_next(struct capture_reader *reader,
		 struct capture_packet *ret_packet)
{
	int ret = reader->error;

	while (!ret) {
		stream_consume(&reader->stream, reader->consumed);
		reader->consumed = 0;
		ret = reader->format->next(reader, ret_packet);
		if (ret != 1)
			break;
		ret_packet->number = ++reader->packets;
		if (classify(ret_packet)) {
			ret_packet->flit |= reader->flit;
			return 1;
		}
		reader->skipped++;
		ret = 0;
	}
	if (ret != -EPROTO)
		reader->error = ret;
	return ret;
}

static int open_format(struct capture_reader *reader)
{
	struct stream *stream = &reader->stream;
	int ret = stream_fill(stream, SNIFF);

	if (ret)
		return ret;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if (!formats[i]->is(stream_data(stream),
				    stream_available(stream)))
			continue;
		reader->state = calloc(1, formats[i]->state_size);
		if (!reader->state)
			return -ENOMEM;
		reader->format = formats[i];
		return reader->format->open(reader);
	}
	return -EPROTO;
}

/* Frees @reader if its format cannot be read */
static int begin(struct capture_reader *reader,
		 struct capture_reader **ret_reader)
{
	const int ret = open_format(reader);

	if (ret) {
		capture_free(reader);
		return ret;
	}
	*ret_reader = reader;
	return 0;
}

int capture_open(const char *path, struct capture_reader **ret_reader)
{
	struct capture_reader *reader = calloc(1, sizeof(*reader));
	int ret;

	if (!reader)
		return -ENOMEM;
	ret = stream_open(&reader->stream, path);
	if (ret) {
		free(reader);
		return ret;
	}
	return begin(reader, ret_reader);
}

int capture_open_memory(const void *data, size_t len,
			struct capture_reader **ret_reader)
{
	struct capture_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return -ENOMEM;
	stream_open_memory(&reader->stream, data, len);
	return begin(reader, ret_reader);
}

void capture_before_wait(struct capture_reader *reader, void (*wait)(void *arg),
			 void *arg)
{
	reader->stream.before_wait = wait;
	reader->stream.wait_arg = arg;
}

void capture_assume_flit(struct capture_reader *reader)
{
	reader->flit = true;
}

const struct capture_damage *capture_damage(const struct capture_reader *reader)
{
	return &reader->damage;
}

uint64_t capture_skipped(const struct capture_reader *reader)
{
	return reader->skipped;
}

void capture_free(struct capture_reader *reader)
{
	if (!reader)
		return;
	stream_close(&reader->stream);
	if (reader->state)
		reader->format->close(reader->state);
	free(reader->state);
	free(reader);
}
