// SPDX-License-Identifier: BSD-3-Clause
/* Streams of the 7-series block (PG054): raw TLPs, byte 0 of a DW in bits 31:24 */
#include "capture/wave/kind.h"

/* m_axis_rx_tuser; is_sof and is_eof, with the place of a byte, at 128 bits only */
#define RX_ECRC_ERR 0
#define RX_ERR_FWD  1
#define RX_SOF_AT   10
#define RX_SOF	    14
#define RX_EOF_AT   17
#define RX_EOF	    21

/* s_axis_tx_tuser */
#define TX_DISCONTINUE 3

#define HALF 8 /* bytes */
#define BEAT 16

static const char odd_end[] = "the end of a TLP is not the end of a DW";
static const char aborted[] = "a TLP was discontinued (tx_src_dsc)";

/* Header DW0 bit 14 */
#define BYTE_EP 2
#define BIT_EP	0x40

static const char *check_width(struct wave_stream *s)
{
	s->parts = 1;
	if (!stream_is_single(s))
		return WAVE_WIDE;
	return s->width == 64 || s->width == 128
		       ? NULL
		       : "tdata has not 64 or 128 bits";
}

static const char *check_keep(const struct wave_stream *s)
{
	if (!s->field[WAVE_LAST] || !s->field[WAVE_KEEP])
		return "tlast or tkeep is missing";
	return s->field[WAVE_KEEP]->width == s->width / 8
		       ? NULL
		       : "tkeep has not a bit for each byte of tdata";
}

const char *s7_tx_check(struct wave_stream *s)
{
	const char *fault = check_width(s);

	return fault ? fault : check_keep(s);
}

const char *s7_check(struct wave_stream *s)
{
	const char *fault = check_width(s);

	if (fault || s->width == 64)
		return fault ? fault : check_keep(s);
	s->parts = 2;
	if (!s->field[WAVE_USER] || s->field[WAVE_USER]->width < 22)
		return "tuser is missing, or has fewer than 22 bits";
	return NULL;
}

/* Take bytes of the beat. Return: NULL or the fault */
static const char *append(struct wave_stream *s, unsigned int at,
			  unsigned int n, bool *x)
{
	const uint8_t *p = value_at(s->field[WAVE_DATA], at, n, x);

	if (n > sizeof(s->tlp) - s->len)
		return WAVE_TOO_LONG;
	for (unsigned int i = 0; i < n; i += 4)
		store_be32(s->tlp + s->len + i, load_le32(p + i));
	s->len += n;
	return NULL;
}

static size_t size_by_header(const struct wave_stream *s)
{
	struct tlp tlp;
	const ssize_t size = tlp_parse(s->tlp, s->len, TLP_NON_FLIT, &tlp);

	return size > 0 ? (size_t)size : 0;
}

/* @user: tuser of the last beat. Return: NULL or the fault */
static const char *finish(struct wave_stream *s, uint32_t user, bool *done)
{
	s->want = s->len;
	s->in_tlp = false;
	*done = true;
	if (user >> RX_ECRC_ERR & 1)
		return "the block reports a wrong digest (rx_ecrc_err)";
	if (user >> RX_ERR_FWD & 1 && !(s->tlp[BYTE_EP] & BIT_EP) &&
	    !(s->tlp[0] & 0x80))
		return "the block reports poison (rx_err_fwd), but EP is 0";
	return NULL;
}

/* Bytes of the last beat. Return: 0 if tkeep has a gap or ends within a DW */
static unsigned int kept(uint32_t keep)
{
	const unsigned int n = __builtin_ctzll(~(uint64_t)keep);

	return keep >> n || n % 4 ? 0 : n;
}

/*
 * Beats with tkeep and tlast. Nothing marks the start of a TLP: it follows the end of
 * another. The first one of a window is good if its header says its size.
 */
static const char *take_kept(struct wave_stream *s, unsigned int user_bit,
			     bool *done, uint32_t *ret_user)
{
	const struct value *user = s->field[WAVE_USER];
	const bool fresh = s->fresh;
	bool x = false;
	const bool last = value_get(s->field[WAVE_LAST], 0, 1, &x);
	unsigned int n = s->width / 8;
	const char *fault;

	if (x)
		return s->lost ? NULL : stream_drop(s, WAVE_UNKNOWN);
	if (s->lost) {
		s->lost = !last;
		return NULL;
	}
	if (!s->in_tlp) {
		stream_begin(s);
		s->guessed = fresh;
	}
	if (last) {
		n = kept(value_get(s->field[WAVE_KEEP], 0, n, &x));
		if (user)
			*ret_user = value_get(user, 0, user_bit + 1, &x);
	}
	fault = n ? append(s, 0, n, &x) : odd_end;
	if (x)
		fault = WAVE_UNKNOWN;
	if (fault) {
		stream_drop(s, fault);
		s->lost = !last;
		return fault;
	}
	if (!last)
		return NULL;
	if (s->guessed && size_by_header(s) != s->len) {
		s->in_tlp = false;
		return "the capture begins within a TLP";
	}
	*done = true;
	return NULL;
}

const char *s7_tx_take(struct wave_stream *s, unsigned int part, bool *done)
{
	uint32_t user = 0;
	const char *fault = take_kept(s, TX_DISCONTINUE, done, &user);

	if (!*done)
		return fault;
	finish(s, 0, done);
	if (!(user >> TX_DISCONTINUE & 1))
		return NULL;
	*done = false;
	return aborted;
}

static const char *take_64(struct wave_stream *s, bool *done)
{
	uint32_t user = 0;
	const char *fault = take_kept(s, RX_ERR_FWD, done, &user);

	return *done ? finish(s, user, done) : fault;
}

/* A TLP that begins at byte @at */
static const char *begin(struct wave_stream *s, unsigned int at, bool eof,
			 unsigned int end, uint32_t user, bool *done)
{
	bool x = false;
	const char *fault;

	stream_begin(s);
	if (eof && end < at + 12)
		return stream_drop(s, "a TLP ends within its header");
	fault = append(s, at, (eof ? end : BEAT) - at, &x);
	if (x)
		fault = WAVE_UNKNOWN;
	if (fault)
		return stream_drop(s, fault);
	return eof ? finish(s, user, done) : NULL;
}

static const char *proceed(struct wave_stream *s, bool eof, unsigned int end,
			   uint32_t user, bool *done)
{
	bool x = false;
	const char *fault = append(s, 0, eof ? end : BEAT, &x);

	if (x)
		fault = WAVE_UNKNOWN;
	if (fault)
		return stream_drop(s, fault);
	return eof ? finish(s, user, done) : NULL;
}

const char *s7_take(struct wave_stream *s, unsigned int part, bool *done)
{
	const struct value *field = s->field[WAVE_USER];
	bool x = false, sof, eof, ends;
	unsigned int sof_at, end;
	const char *fault = NULL;
	uint32_t user;

	if (s->width == 64)
		return take_64(s, done);
	if (part && s->skip)
		return NULL;
	user = value_get(field, RX_SOF_AT, RX_EOF - RX_SOF_AT + 1, &x)
	       << RX_SOF_AT;
	sof = user >> RX_SOF & 1;
	eof = user >> RX_EOF & 1;
	if (eof)
		user |= value_get(field, 0, RX_ERR_FWD + 1, &x);
	sof_at = user >> RX_SOF_AT & 0xf;
	end = (user >> RX_EOF_AT & 0xf) + 1;
	s->skip = true;
	if (x)
		return s->lost ? NULL : stream_drop(s, WAVE_UNKNOWN);
	if (sof && sof_at % HALF)
		return stream_drop(s, "is_sof is neither byte 0 nor 8");
	if (eof && end % 4)
		return stream_drop(s, odd_end);
	s->skip = false;
	if (part) {
		if (!sof || sof_at != HALF)
			return NULL;
		/* A TLP that ended in the lower half has the eof */
		return begin(s, HALF, eof && end > HALF, end, user, done);
	}
	/* The end belongs to the TLP that began before, unless one begins first */
	ends = eof && (!sof || (sof_at == HALF && end <= HALF));
	if (s->in_tlp && sof && !ends) {
		stream_drop(s, NULL);
		fault = WAVE_NO_END;
	}
	if (s->in_tlp)
		/* The poison of two TLPs in one beat is that of either */
		return proceed(s, ends, end,
			       sof ? user & ~(1u << RX_ERR_FWD) : user, done);
	if (sof && !sof_at) {
		const char *other = begin(s, 0, eof, end, user, done);

		return fault ? fault : other;
	}
	return fault || (sof && !ends) ? fault : stream_stray(s);
}
