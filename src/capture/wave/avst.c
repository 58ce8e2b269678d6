// SPDX-License-Identifier: BSD-3-Clause
/*
 * Avalon-ST of Altera's tiles (683059, 683501): header and prefix on buses of their own,
 * byte 0 in the highest bits; payload byte 0 in the lowest bits. A beat has a segment for
 * each bit of valid, and a TLP begins and ends in any of them.
 */
#include "capture/wave/kind.h"

#define HDR    128
#define PREFIX 32

/* Fmt[0], in byte 0: the header has 4 DWs */
#define BYTE0_4DW 0x20

#define MAX_SEGMENTS 8

static unsigned int width_of(const struct wave_stream *s, enum wave_field field)
{
	return s->field[field] ? s->field[field]->width : 0;
}

const char *avst_check(struct wave_stream *s)
{
	const unsigned int n = width_of(s, WAVE_VALID);

	s->parts = n;
	if (!n || n > MAX_SEGMENTS)
		return "valid has not 1 to 8 bits";
	if (s->width % (n * 32) || s->width / n > 1024)
		return "data has not the same number of DWs for each segment";
	if (width_of(s, WAVE_SOP) != n || width_of(s, WAVE_EOP) != n)
		return "sop or eop has not a bit for each segment";
	if (width_of(s, WAVE_HDR) != n * HDR)
		return "hdr has not 128 bits for each segment";
	if (width_of(s, WAVE_EMPTY) % n || width_of(s, WAVE_EMPTY) / n > 8)
		return "empty has not the same number of bits for each segment";
	if (s->field[WAVE_PREFIX] && width_of(s, WAVE_PREFIX) != n * PREFIX)
		return "prefix has not 32 bits for each segment";
	if (s->field[WAVE_ABORT] && width_of(s, WAVE_ABORT) != n)
		return "tlp_abort has not a bit for each segment";
	return NULL;
}

static uint32_t bit(const struct wave_stream *s, enum wave_field field,
		    unsigned int part, bool *x)
{
	return s->field[field] && value_get(s->field[field], part, 1, x);
}

static uint32_t word(const struct wave_stream *s, enum wave_field field,
		     unsigned int at, bool *x)
{
	return value_get(s->field[field], at, 32, x);
}

static void put_word(struct wave_stream *s, uint32_t dw)
{
	store_be32(s->tlp + s->len, dw);
	s->len += 4;
}

/* Prefix and header. Return: NULL or the fault */
static const char *begin(struct wave_stream *s, unsigned int part, bool *x)
{
	const unsigned int top = part * HDR + HDR - PREFIX;
	uint32_t dw = 0;
	struct tlp tlp;
	unsigned int n;
	ssize_t size;

	stream_begin(s);
	if (s->field[WAVE_PREFIX])
		dw = word(s, WAVE_PREFIX, part * PREFIX, x);
	if (dw)
		put_word(s, dw);
	dw = word(s, WAVE_HDR, top, x);
	n = dw >> 24 & BYTE0_4DW ? 4 : 3;
	for (unsigned int i = 0; i < n; i++)
		put_word(s, word(s, WAVE_HDR, top - i * 32, x));
	if (*x)
		return NULL;
	size = tlp_parse(s->tlp, s->len, TLP_NON_FLIT, &tlp);
	if (size < 0)
		return "hdr holds no header of a TLP";
	s->header = s->len;
	s->want = size;
	s->side[0] = tlp_has_data(tlp.type);
	return NULL;
}

/* Return: NULL or the fault */
static const char *payload(struct wave_stream *s, unsigned int part, bool eop,
			   bool *x)
{
	const unsigned int bits = width_of(s, WAVE_EMPTY) / s->parts;
	unsigned int n = s->width / s->parts / 8, empty = 0;

	/* Without a payload, nothing is on the bus */
	if (!s->side[0])
		return NULL;
	if (eop && bits)
		empty = value_get(s->field[WAVE_EMPTY], part * bits, bits, x) *
			4;
	if (empty >= n)
		return "empty is as large as the segment";
	return stream_append(
		       s, value_at(s->field[WAVE_DATA], part * n, n - empty, x),
		       n - empty)
		       ? NULL
		       : WAVE_TOO_LONG;
}

/* The digest may have been removed: its bytes are missing then */
static bool lacks_digest(const struct wave_stream *s)
{
	struct tlp tlp;

	return s->want - s->len == 4 &&
	       tlp_parse(s->tlp, s->len, TLP_NON_FLIT, &tlp) > 0 && tlp.td;
}

const char *avst_take(struct wave_stream *s, unsigned int part, bool *done)
{
	const char *fault = NULL, *cut = NULL;
	bool x = false, unknown = false;
	bool sop, eop;

	if (!value_get(s->field[WAVE_VALID], part, 1, &unknown) || unknown)
		return NULL;
	sop = bit(s, WAVE_SOP, part, &x);
	eop = bit(s, WAVE_EOP, part, &x);
	if (!x && sop) {
		if (s->in_tlp)
			cut = WAVE_NO_END;
		fault = begin(s, part, &x);
	} else if (!x && !s->in_tlp) {
		return stream_stray(s);
	}
	if (!fault && !x)
		fault = payload(s, part, eop, &x);
	if (bit(s, WAVE_ABORT, part, &x))
		fault = "the block aborted a TLP (tlp_abort)";
	if (x)
		fault = WAVE_UNKNOWN;
	if (fault)
		return s->lost ? NULL : stream_drop(s, fault);
	if (!eop)
		return cut;
	if (!lacks_digest(s))
		s->want = s->len;
	s->in_tlp = false;
	*done = true;
	return cut;
}
