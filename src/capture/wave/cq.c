// SPDX-License-Identifier: BSD-3-Clause
/*
 * Completer requests of UltraScale and UltraScale+ blocks (PG156, PG213): a descriptor
 * of 16 bytes, then the payload. The header of the TLP is rebuilt from descriptor and
 * tuser. Both lack TD and EP.
 */
#include "capture/wave/kind.h"

/* m_axis_cq_tuser at 64, 128 and 256 bits */
#define USER_BE		 0 /* first_be and last_be, then byte_en */
#define USER_BYTE_EN	 8
#define USER_SOP	 40
#define USER_DISCONTINUE 41
#define USER_TPH	 42 /* tph_present, tph_type, tph_st_tag */
#define USER_TPH_BITS	 11
#define USER_WIDTH	 53

#define DESCRIPTOR 16

#define KIND_MESSAGE 12

static const char wrong_place[] =
	"byte_en does not fit the payload: choose us-cq or us-cq-aligned";

/* Request types of descriptors; -1: others */
static const int8_t types[16] = {
	[0] = TLP_MRD,
	[1] = TLP_MWR,
	[2] = TLP_IORD,
	[3] = TLP_IOWR,
	[4] = TLP_FETCHADD,
	[5] = TLP_SWAP,
	[6] = TLP_CAS,
	[7] = TLP_MRDLK,
	[8] = -1,
	[9] = -1,
	[10] = -1,
	[11] = -1,
	[KIND_MESSAGE] = TLP_MSG,
	[13] = -1,
	[14] = -1,
	[15] = -1,
};

const char *cq_check(struct wave_stream *s)
{
	s->parts = 1;
	if (!stream_is_single(s))
		return WAVE_WIDE;
	if (s->width != 64 && s->width != 128 && s->width != 256)
		return "tdata has not 64, 128 or 256 bits";
	return s->field[WAVE_USER]->width < USER_WIDTH
		       ? "tuser has fewer than 53 bits"
		       : NULL;
}

/* Bits of the descriptor */
static uint32_t get(const struct wave_stream *s, unsigned int at,
		    unsigned int n)
{
	uint64_t bits = 0;

	for (unsigned int i = 0; i < 8 && at / 8 + i < DESCRIPTOR; i++)
		bits |= (uint64_t)s->head[at / 8 + i] << 8 * i;
	return bits >> at % 8 & (((uint64_t)1 << n) - 1);
}

static void set_message(const struct wave_stream *s, struct tlp *tlp)
{
	/* The descriptor has no bytes 8 to 15 of these messages, which are 0 */
	tlp->type = tlp->length ? TLP_MSGD : TLP_MSG;
	tlp->msg_code = get(s, 104, 8);
	tlp->routing = get(s, 112, 3);
}

static void set_request(const struct wave_stream *s, struct tlp *tlp)
{
	const uint32_t tph = s->side[1];

	tlp->at = get(s, 0, 2);
	tlp->addr = load_le64(s->head) & ~(uint64_t)3;
	tlp->addr64 = tlp->addr >> 32;
	tlp->first_be = s->side[0] & 0xf;
	tlp->last_be = s->side[0] >> 4 & 0xf;
	tlp->th = tlp_may_hint(tlp->type) && tph & 1;
	if (!tlp->th)
		return;
	tlp->ph = tph >> 1 & 3;
	tlp->st = tph >> 3 & 0xff;
	if (tlp->type == TLP_MWR) {
		tlp->tag = 0;
		return;
	}
	/* The ST was in place of the byte enables: the wire had only implied ones */
	tlp->first_be = 0xf;
	tlp->last_be = tlp->length == 1 ? 0 : 0xf;
}

/* Return: NULL or the fault */
static const char *rebuild(struct wave_stream *s)
{
	const int type = types[get(s, 75, 4)];
	struct tlp tlp;
	ssize_t n;

	if (type < 0)
		return "the header of a configuration request, vendor-defined or ATS message cannot be rebuilt";
	tlp_clear(&tlp);
	tlp.type = type;
	tlp.length = get(s, 64, 11);
	tlp.requester = get(s, 80, 16);
	tlp.tag = get(s, 96, 8);
	tlp.tc = get(s, 121, 3);
	tlp.attr = get(s, 124, 3);
	if (type == TLP_MSG)
		set_message(s, &tlp);
	else
		set_request(s, &tlp);
	n = tlp_encode_header(&tlp, s->tlp, sizeof(s->tlp));
	if (n < 0)
		return "a descriptor has values that no TLP has";
	s->len = s->header = n;
	s->want = n + (tlp_has_data(tlp.type) ? tlp.length * 4u : 0);
	return NULL;
}

/*
 * Writes have byte enables for each byte of the payload, which show that it lies where
 * it is taken from.
 */
static bool is_in_place(const struct wave_stream *s, unsigned int at,
			unsigned int n, bool *x)
{
	const unsigned int dws = (s->want - s->header) / 4;
	unsigned int dw = (s->len - s->header) / 4;
	const uint32_t enables =
		value_get(s->field[WAVE_USER], USER_BYTE_EN, s->width / 8, x);

	if ((s->tlp[0] & 0xdf) != 0x40 || !enables)
		return true;
	for (unsigned int i = 0; i < n; i += 4, dw++) {
		const uint8_t want = !dw	     ? s->side[0] & 0xf
				     : dw == dws - 1 ? s->side[0] >> 4 & 0xf
						     : 0xf;

		if ((enables >> (at + i) & 0xf) != want)
			return false;
	}
	return true;
}

/* Take the payload from byte @at of the beat. Return: NULL or the fault */
static const char *payload(struct wave_stream *s, unsigned int at, bool begins,
			   bool *x)
{
	unsigned int n = s->width / 8 - at;
	const bool surplus = s->len >= s->want;

	if (surplus && begins)
		return NULL;
	if (!surplus) {
		n = min_t(size_t, n, s->want - s->len);
		if (!is_in_place(s, at, n, x))
			return wrong_place;
	}
	return stream_append(s, value_at(s->field[WAVE_DATA], at, n, x), n)
		       ? NULL
		       : WAVE_TOO_LONG;
}

/* The first beat, or the first two. Return: NULL or the fault */
static const char *descriptor(struct wave_stream *s, bool aligned, bool *x)
{
	const unsigned int all = s->width / 8;
	const unsigned int n = min_t(size_t, all, DESCRIPTOR - s->head_len);
	const char *fault;

	memcpy(s->head + s->head_len, value_at(s->field[WAVE_DATA], 0, n, x),
	       n);
	s->head_len += n;
	if (s->head_len < DESCRIPTOR || *x)
		return NULL;
	fault = rebuild(s);
	if (fault || aligned || n == all)
		return fault;
	return payload(s, n, true, x);
}

/* Return: byte at which the payload begins, in the beat after the descriptor */
static unsigned int lane(const struct wave_stream *s, bool aligned)
{
	if (!aligned || s->len > s->header || s->tlp[0] >> 4 == 7)
		return 0;
	return s->head[0] & ~3u & (s->width / 8 - 1);
}

static const char *take_beat(struct wave_stream *s, bool aligned, bool *x)
{
	if (s->head_len < DESCRIPTOR)
		return descriptor(s, aligned, x);
	return payload(s, lane(s, aligned), false, x);
}

static const char *take(struct wave_stream *s, bool aligned, bool *done)
{
	const struct value *user = s->field[WAVE_USER];
	const char *fault = NULL, *cut = NULL;
	bool x = false;
	const bool last = value_get(s->field[WAVE_LAST], 0, 1, &x);
	const bool sop = value_get(user, USER_SOP, 1, &x);

	if (!x && sop) {
		if (s->in_tlp)
			cut = WAVE_NO_END;
		stream_begin(s);
		s->side[0] = value_get(user, USER_BE, 8, &x);
		s->side[1] = value_get(user, USER_TPH, USER_TPH_BITS, &x);
	} else if (!x && !s->in_tlp) {
		return stream_stray(s);
	}
	if (!x)
		fault = take_beat(s, aligned, &x);
	if (last && value_get(user, USER_DISCONTINUE, 1, &x))
		fault = "the block discontinued a TLP (discontinue)";
	if (x)
		fault = WAVE_UNKNOWN;
	if (fault)
		return s->lost ? NULL : stream_drop(s, fault);
	if (!last)
		return cut;
	if (s->head_len < DESCRIPTOR)
		return stream_drop(s, "a TLP ends within its descriptor");
	s->want = s->len;
	s->in_tlp = false;
	*done = true;
	return cut;
}

const char *cq_take(struct wave_stream *s, unsigned int part, bool *done)
{
	return take(s, false, done);
}

const char *cq_aligned_take(struct wave_stream *s, unsigned int part,
			    bool *done)
{
	return take(s, true, done);
}
