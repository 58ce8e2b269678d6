/* SPDX-License-Identifier: BSD-3-Clause */
/* Streams of TLPs on buses, and their kinds */
#ifndef CAPTURE_WAVE_KIND_H
#define CAPTURE_WAVE_KIND_H

#include <opentph/tlp.h>

#include "capture/capture.h"
#include "capture/wave/value.h"

/* Signals of streams, of any kind */
enum wave_field {
	WAVE_VALID,
	WAVE_READY,
	WAVE_DATA,
	WAVE_LAST,
	WAVE_KEEP,
	WAVE_USER,
	WAVE_SOP,
	WAVE_EOP,
	WAVE_EMPTY,
	WAVE_HDR,
	WAVE_PREFIX,
	WAVE_ABORT,
	WAVE_FIELDS,
};

/**
 * struct wave_position - place of a sample
 * @offset:	byte of the file
 * @line:	line of the file, 0: not counted
 * @ns:		time
 */
struct wave_position {
	uint64_t offset, line, ns;
};

struct wave_kind;

/**
 * struct wave_stream - a stream that is read
 * @kind:	kind
 * @name:	name of the link
 * @interface:	number of the link: streams with one name share it
 * @field:	its signals; NULL: the file lacks the signal
 * @width:	bits of the data of a beat
 * @parts:	parts of a beat, each with at most one end of a TLP
 * @in_tlp:	a TLP has begun
 * @lost:	beats are skipped up to the next start of a TLP
 * @fresh:	no TLP has begun in this window
 * @guessed:	the first beat of the window is treated as that of the TLP
 * @skip:	the rest of this beat is of no use
 * @at:		place of the current sample
 * @first:	place of the first beat of the TLP
 * @len:	bytes in @tlp
 * @header:	bytes of prefixes and header, 0: not complete
 * @want:	bytes that the TLP has by its header, with @header
 * @head_len:	bytes of @head
 * @side:	tuser of the first beat, in parts that a kind needs
 * @head:	descriptor
 * @tlp:	bytes so far
 */
struct wave_stream {
	const struct wave_kind *kind;
	char *name;
	unsigned int interface;
	struct value *field[WAVE_FIELDS];
	unsigned int width, parts;
	bool in_tlp, lost, fresh, guessed, skip;
	const struct wave_position *at;
	struct wave_position first;
	size_t len, header, want, head_len;
	uint32_t side[2];
	uint8_t head[16];
	uint8_t tlp[TLP_MAX_SIZE];
};

/**
 * struct wave_kind - a kind of streams
 * @name:	name for users
 * @base:	usual start of the signals' names
 * @fields:	names after @base by enum wave_field, with "|" between alternatives;
 *		NULL: not in this kind
 * @optional:	mask of fields that a file may lack
 * @dir:	direction of its TLPs
 * @rebuilt:	headers are rebuilt from descriptors
 * @variant:	the same signals as an earlier row; not listed
 * @check:	set @parts and check the widths. Return: NULL or the fault
 * @take:	take a part of a beat. Sets *@done if @tlp is complete; the TLP comes
 *		before the fault. Return: NULL or the fault, a constant
 */
struct wave_kind {
	const char *name, *base;
	const char *fields[WAVE_FIELDS];
	unsigned int optional;
	enum capture_dir dir;
	bool rebuilt, variant;
	const char *(*check)(struct wave_stream *s);
	const char *(*take)(struct wave_stream *s, unsigned int part,
			    bool *done);
};

extern const struct wave_kind wave_kinds[];
extern const size_t wave_kinds_count;

const char *s7_check(struct wave_stream *s);
const char *s7_take(struct wave_stream *s, unsigned int part, bool *done);
const char *s7_tx_check(struct wave_stream *s);
const char *s7_tx_take(struct wave_stream *s, unsigned int part, bool *done);
const char *cq_check(struct wave_stream *s);
const char *cq_take(struct wave_stream *s, unsigned int part, bool *done);
const char *cq_aligned_take(struct wave_stream *s, unsigned int part,
			    bool *done);
const char *avst_check(struct wave_stream *s);
const char *avst_take(struct wave_stream *s, unsigned int part, bool *done);

/* Return: true unless a signal of AXI that is one bit has more */
static inline bool stream_is_single(const struct wave_stream *s)
{
	static const enum wave_field fields[] = {WAVE_VALID, WAVE_READY,
						 WAVE_LAST};

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (s->field[fields[i]] && s->field[fields[i]]->width != 1)
			return false;
	return true;
}

/* A TLP begins in this beat */
static inline void stream_begin(struct wave_stream *s)
{
	s->in_tlp = true;
	s->lost = s->fresh = false;
	s->first = *s->at;
	s->len = s->header = s->want = s->head_len = 0;
}

/* Give the TLP up. Return: @what */
static inline const char *stream_drop(struct wave_stream *s, const char *what)
{
	s->in_tlp = s->fresh = false;
	s->lost = true;
	return what;
}

/* A beat outside of a TLP. Return: NULL or the fault, once */
static inline const char *stream_stray(struct wave_stream *s)
{
	if (s->lost)
		return NULL;
	return stream_drop(s, s->fresh ? "the capture begins within a TLP"
				       : "a beat belongs to no TLP");
}

/* Return: false if the TLP would be too long */
static inline bool stream_append(struct wave_stream *s, const uint8_t *p,
				 size_t n)
{
	if (n > sizeof(s->tlp) - s->len)
		return false;
	memcpy(s->tlp + s->len, p, n);
	s->len += n;
	return true;
}

/* Faults of several kinds */
#define WAVE_WIDE     "tvalid, tready or tlast has more than one bit"
#define WAVE_NO_END   "a TLP has no end: another one begins"
#define WAVE_UNKNOWN  "a beat has unknown bits (x or z)"
#define WAVE_TOO_LONG "a TLP is longer than any TLP can be"

/* Return: the kind with a name, or NULL */
const struct wave_kind *wave_kind_of(const char *name, size_t len);

#endif /* CAPTURE_WAVE_KIND_H */
