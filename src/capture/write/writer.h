/* SPDX-License-Identifier: BSD-3-Clause */
/* Writers of capture files, little-endian on every machine */
#ifndef CAPTURE_WRITE_WRITER_H
#define CAPTURE_WRITE_WRITER_H

#include <string.h>

#include "capture/capture.h"
#include "capture/write/background.h"
#include "capture/write/output.h"
#include "ground.h"

/**
 * struct record - one packet
 * @interface:	number of its interface
 * @dir:	enum capture_dir
 * @ns:		time in ns since the epoch
 * @head:	first part of its bytes
 * @head_len:	bytes of @head
 * @tail:	second part
 * @tail_len:	bytes of @tail
 * @orig_len:	bytes on the wire
 * @rebuilt:	as in struct capture_packet
 */
struct record {
	int interface;
	enum capture_dir dir;
	uint64_t ns;
	const void *head, *tail;
	size_t head_len, tail_len, orig_len;
	bool rebuilt;
};

/**
 * struct writer_format - writer of a file format
 * @begin:	write the file header
 * @interface:	describe an interface of a link type; NULL: not in this format
 * @packet:	write one packet, and @dropped of the writer, which is then 0
 * @statistics:	write counters; NULL: not in this format
 *
 * Errors are in @out.error.
 */
struct writer_format {
	void (*begin)(struct capture_writer *writer);
	void (*interface)(struct capture_writer *writer, int linktype,
			  const char *name, const char *description);
	void (*packet)(struct capture_writer *writer,
		       const struct record *record);
	void (*statistics)(struct capture_writer *writer, int interface,
			   const struct capture_statistics *statistics);
};

extern const struct writer_format pcap_writer_format, pcapng_writer_format;

/**
 * struct capture_writer - a file
 * @out:	file, which belongs to the thread if there is one
 * @background:	thread; NULL: the caller writes
 * @front:	bytes before the place of a payload that is not copied
 * @dropped:	packets lost before the next one; the thread's if there is one
 * @lost:	packets that were dropped
 */
struct capture_writer {
	const struct writer_format *format;
	int linktype;
	int interfaces;
	struct output out;
	struct background *background;
	size_t front;
	uint64_t dropped;
	_Atomic(uint64_t) lost;
};

/**
 * struct note - a remark between packets
 * @lost:	packets lost before the next one
 * @statistics:	it is counters instead
 * @interface:	their interface
 * @values:	counters
 */
struct note {
	uint64_t lost;
	bool statistics;
	int interface;
	struct capture_statistics values;
};

/* Apply a note, in the thread if there is one. */
void writer_take_note(struct capture_writer *writer, const struct note *note);

/* As capture_write_run(); each packet had @cut more bytes on the wire. */
int writer_put(struct capture_writer *writer, const struct capture_run *run,
	       size_t cut);

/* Start the thread. Return: as background_start() */
int writer_start(struct capture_writer *writer, bool drop);

static inline uint8_t *put16(uint8_t *p, uint16_t v)
{
	store_le16(p, v);
	return p + sizeof(v);
}

static inline uint8_t *put32(uint8_t *p, uint32_t v)
{
	store_le32(p, v);
	return p + sizeof(v);
}

static inline uint8_t *put_data(uint8_t *p, const struct record *record)
{
	if (record->head_len)
		memcpy(p, record->head, record->head_len);
	p += record->head_len;
	if (record->tail_len)
		memcpy(p, record->tail, record->tail_len);
	return p + record->tail_len;
}

#endif /* CAPTURE_WRITE_WRITER_H */
