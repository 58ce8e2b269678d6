// SPDX-License-Identifier: BSD-3-Clause
/* Table of the parts of a line that begin with a name */
#include <errno.h>
#include <strings.h>

#include "tlp/text/scan.h"
#include "tlp/text/text.h"
#include "ground.h"

#define BIT(n) (1u << (n))

/* Shapes and framings that have a part */
#define MEM	 BIT(SHAPE_MEM)
#define IO	 BIT(SHAPE_IO)
#define CFG	 BIT(SHAPE_CFG)
#define MSG	 BIT(SHAPE_MSG)
#define CPL	 BIT(SHAPE_CPL)
#define ANY_CPL	 (CPL | BIT(SHAPE_UIO_CPL))
#define ANY	 0xff
#define NON_FLIT BIT(TLP_NON_FLIT)
#define FLIT	 BIT(TLP_FLIT)
#define EITHER	 (NON_FLIT | FLIT)

/**
 * struct token - a name and its value
 * @what:	part of the line
 * @name:	name as tlp_format() writes it; flags without their sign
 * @take:	parses the value; the current word is the name
 * @shapes:	shapes that have it
 * @framings:	framings that have it
 * @size:	bytes of the field; number of OHC words
 * @shift:	lowest bit of the field; bits of OHC
 * @max:	largest value
 * @offset:	offset in struct tlp; 0 if @take does not need it
 */
struct token {
	enum scan_what what;
	const char *name;
	int (*take)(struct scan *s, const struct token *token);
	uint8_t shapes, framings, size, shift;
	uint32_t max;
	size_t offset;
};

/* Flags may share a byte */
static void store(struct scan *s, const struct token *token, uint32_t value)
{
	void *field = (uint8_t *)s->tlp + token->offset;
	uint8_t *byte = field;

	if (token->size == 1)
		*byte = (*byte & ~(token->max << token->shift)) |
			value << token->shift;
	else if (token->size == 2)
		*(uint16_t *)field = value;
	else
		*(uint32_t *)field = value;
}

static int take_flag(struct scan *s, const struct token *token)
{
	store(s, token, s->word.p[s->word.len - 1] == '+');
	return 0;
}

/* Parse the next word as the number of @token */
static int next_number(struct scan *s, const struct token *token, uint64_t max,
		       uint64_t *ret_n)
{
	scan_next(s);
	return scan_number(s, token->name, max, ret_n);
}

static int take_number(struct scan *s, const struct token *token)
{
	uint64_t n;

	if (next_number(s, token, token->max, &n))
		return -EINVAL;
	store(s, token, n);
	return 0;
}

static int take_tag(struct scan *s, const struct token *token)
{
	uint64_t n;

	if (next_number(s, token, s->tlp->flit ? token->max : 0x3ff, &n))
		return -EINVAL;
	s->tlp->tag = n;
	return 0;
}

static int take_be(struct scan *s, const struct token *token)
{
	uint64_t first, last;

	scan_next(s);
	if (s->word.len != 3 || !scan_hex(s->word.p, 1, &first) ||
	    s->word.p[1] != '/' || !scan_hex(s->word.p + 2, 1, &last))
		return scan_fail(s, "byte enables FIRST/LAST, such as f/f");
	s->tlp->first_be = first;
	s->tlp->last_be = last;
	return 0;
}

/* The number of hexadecimal digits defines the width */
static int take_st(struct scan *s, const struct token *token)
{
	uint64_t n;

	if (next_number(s, token, token->max, &n))
		return -EINVAL;
	s->tlp->st = n;
	s->tlp->st_ext =
		n > 0xff || (s->word.len > 4 && (s->word.p[1] | 0x20) == 'x');
	return 0;
}

static int take_reg(struct scan *s, const struct token *token)
{
	uint64_t n;

	if (next_number(s, token, token->max, &n))
		return -EINVAL;
	if (n & 3)
		return scan_fail(s, "a multiple of 4: BE selects the bytes");
	s->tlp->reg = n;
	return 0;
}

static int take_bytes(struct scan *s, const struct token *token)
{
	uint64_t n;

	if (next_number(s, token, token->max, &n))
		return -EINVAL;
	if (!n)
		return scan_fail(s, "a number of bytes from 1 to 4096");
	s->tlp->byte_count = n;
	return 0;
}

static int take_at(struct scan *s, const struct token *token)
{
	unsigned int at;

	scan_next(s);
	at = scan_one_of(s, tlp_at_words, 4);
	if (at == 4)
		return scan_fail(s, "translation-request or translated");
	s->tlp->at = at;
	return 0;
}

/* Numbers with a valid bit */
static int take_pasid(struct scan *s, const struct token *token)
{
	s->tlp->pv = true;
	return take_number(s, token);
}

static int take_ama(struct scan *s, const struct token *token)
{
	s->tlp->av = true;
	return take_number(s, token);
}

static int take_dest_segment(struct scan *s, const struct token *token)
{
	s->tlp->dsv = true;
	return take_number(s, token);
}

/* A part of OHC-C without a field in struct tlp */
static int take_ohc_c(struct scan *s, const struct token *token)
{
	uint32_t *dw = &s->tlp->ohc_dw[TLP_OHC_SLOT_C];
	char last = s->word.p[s->word.len - 1];
	uint64_t n = last == '+';

	if (last != '+' && last != '-' && next_number(s, token, token->max, &n))
		return -EINVAL;
	*dw = (*dw & ~(token->max << token->shift)) | (uint32_t)n
							      << token->shift;
	s->tlp->ohc |= TLP_OHC_C;
	return 0;
}

/* STREAM/SUBSTREAM: two words for scan_number() */
static int take_ide(struct scan *s, const struct token *token)
{
	uint32_t *dw = &s->tlp->ohc_dw[TLP_OHC_SLOT_C];
	uint64_t stream, sub;
	const char *slash;
	struct word both;

	scan_next(s);
	both = s->word;
	slash = memchr(both.p, '/', both.len);
	if (!slash)
		return scan_fail(s, "STREAM/SUBSTREAM");
	s->word.len = slash - both.p;
	if (scan_number(s, "stream", 0xff, &stream))
		return -EINVAL;
	s->word = (struct word){slash + 1, both.p + both.len - slash - 1};
	if (scan_number(s, "sub-stream", OHC_C_NOT_IDE - 1, &sub))
		return -EINVAL;
	*dw = (*dw & ~0xff70u) | (uint32_t)(stream << 8 | sub << 4);
	s->tlp->ohc |= TLP_OHC_C;
	return 0;
}

static int take_words(struct scan *s, const struct token *token)
{
	uint32_t *dw = (uint32_t *)((uint8_t *)s->tlp + token->offset);
	uint64_t n;

	for (unsigned int i = 0; i < token->size; i++) {
		if (next_number(s, token, UINT32_MAX, &n))
			return -EINVAL;
		dw[i] |= n;
	}
	s->tlp->ohc |= token->shift;
	return 0;
}

/* Sec 2.2.10: local prefixes come first */
static int take_prefix(struct scan *s, const struct token *token)
{
	struct tlp *tlp = s->tlp;
	uint64_t n;

	if (next_number(s, token, UINT32_MAX, &n))
		return -EINVAL;
	if (n >> 29 != BYTE0_PREFIX >> 5)
		return scan_fail(s, "a prefix, 0x80000000 to 0x9fffffff");
	if (tlp->flit && tlp_prefix_is_end_end(n))
		return scan_fail(
			s, "a local prefix: End-End ones are OHC in flit mode");
	if (!tlp_prefix_is_end_end(n) && tlp->nprefix &&
	    tlp_prefix_is_end_end(tlp->prefix[tlp->nprefix - 1]))
		return scan_fail(
			s,
			"in its place: local prefixes come before End-End ones");
	if (tlp->nprefix == TLP_MAX_PREFIX)
		return scan_fail(s,
				 "one of the 8 prefixes that a TLP may have");
	tlp->prefix[tlp->nprefix++] = n;
	if (n >> 24 == TLP_PREFIX_PASID && !tlp->pv) {
		tlp->pv = true;
		tlp->pmr = n & PREFIX_PMR;
		tlp->er = n & PREFIX_ER;
		tlp->pasid = n & PREFIX_PASID;
	}
	return 0;
}

static int take_ecrc(struct scan *s, const struct token *token)
{
	uint64_t n;

	s->tlp->td = true;
	scan_next(s);
	if (scan_is(s, "auto")) {
		s->ecrc_auto = true;
		return 0;
	}
	if (scan_number(s, "ECRC, or auto", token->max, &n))
		return -EINVAL;
	s->tlp->ecrc = n;
	return 0;
}

/* Parse the rest of the line, since "BE" and "CA" are bytes too */
static int take_data(struct scan *s, const struct token *token)
{
	uint64_t byte;

	if (!scan_next(s))
		return scan_fail(s, "\"count\" or hexadecimal bytes");
	s->count = scan_is(s, "count");
	if (s->count)
		return scan_next(s) ? scan_fail(s, "the end of the line") : 0;
	do {
		for (unsigned int i = 0; i < s->word.len; i += 2) {
			if (scan_hex(s->word.p + i, 2, &byte) != 2)
				return scan_fail(
					s,
					"hexadecimal bytes, two digits each");
			if (s->bytes == s->size)
				return scan_fail_at(
					s, &s->word,
					"there is room for %zu bytes of data only",
					s->size);
			s->payload[s->bytes++] = byte;
		}
	} while (scan_next(s));
	return 0;
}

#define FIELD(_name)	    sizeof(((struct tlp *)0)->_name), 0
#define AT(_name)	    offsetof(struct tlp, _name)
#define BITS(_name, _shift) sizeof(((struct tlp *)0)->_name), (_shift)

static const struct token tokens[] = {
	{SCAN_TAG, "tag", take_tag, ANY, EITHER, 0, 0, 0x3fff, 0},
	{SCAN_BE, "BE", take_be, MEM | IO | CFG, EITHER, 0, 0, 0, 0},
	{SCAN_TH, "TH", take_flag, MEM, EITHER, FIELD(th), 1, AT(th)},
	{SCAN_PH, "PH", take_number, MEM, EITHER, FIELD(ph), 3, AT(ph)},
	{SCAN_ST, "ST", take_st, MEM, EITHER, 0, 0, 0xffff, 0},
	{SCAN_REG, "reg", take_reg, CFG, EITHER, 0, 0, 0xffc, 0},
	{SCAN_BYTES, "bytes", take_bytes, CPL, EITHER, 0, 0, 4096, 0},
	{SCAN_LOWER, "lower", take_number, CPL, EITHER, FIELD(lower_addr), 0x7f,
	 AT(lower_addr)},
	{SCAN_BCM, "BCM", take_flag, CPL, NON_FLIT, FIELD(bcm), 1, AT(bcm)},
	{SCAN_MEANING, "code", take_number, MSG, EITHER, FIELD(msg_code), 0xff,
	 AT(msg_code)},
	{SCAN_DW2, "DW2", take_number, MSG, EITHER, FIELD(msg_dw[0]),
	 UINT32_MAX, AT(msg_dw[0])},
	{SCAN_DW3, "DW3", take_number, MSG, EITHER, FIELD(msg_dw[1]),
	 UINT32_MAX, AT(msg_dw[1])},
	{SCAN_FLIT, "Flit", take_flag, ANY, EITHER, FIELD(flit), 1, AT(flit)},
	{SCAN_TC, "TC", take_number, ANY, EITHER, FIELD(tc), 7, AT(tc)},
	{SCAN_IDO, "IDO", take_flag, ANY, EITHER, BITS(attr, 2), 1, AT(attr)},
	{SCAN_RO, "RO", take_flag, ANY, EITHER, BITS(attr, 1), 1, AT(attr)},
	{SCAN_NS, "NS", take_flag, ANY, EITHER, BITS(attr, 0), 1, AT(attr)},
	{SCAN_AT, "AT", take_at, ANY, EITHER, 0, 0, 0, 0},
	{SCAN_LN, "LN", take_flag, ANY, NON_FLIT, FIELD(ln), 1, AT(ln)},
	{SCAN_EP, "EP", take_flag, ANY, EITHER, FIELD(ep), 1, AT(ep)},
	{SCAN_NW, "NW", take_flag, MEM, FLIT, FIELD(nw), 1, AT(nw)},
	{SCAN_PASID, "PASID", take_pasid, ANY, EITHER, FIELD(pasid), 0xfffff,
	 AT(pasid)},
	{SCAN_PMR, "PMR", take_flag, ANY, EITHER, FIELD(pmr), 1, AT(pmr)},
	{SCAN_ER, "ER", take_flag, ANY, EITHER, FIELD(er), 1, AT(er)},
	{SCAN_AMA, "AMA", take_ama, MEM, FLIT, FIELD(ama), 7, AT(ama)},
	{SCAN_DEST_SEGMENT, "DestSegment", take_dest_segment,
	 CFG | MSG | ANY_CPL, FLIT, FIELD(dst_segment), 0xff, AT(dst_segment)},
	{SCAN_CPL_SEGMENT, "CplSegment", take_number, ANY_CPL, FLIT,
	 FIELD(cpl_segment), 0xff, AT(cpl_segment)},
	{SCAN_REQ_SEGMENT, "ReqSegment", take_number, ANY, FLIT,
	 FIELD(req_segment), 0xff, AT(req_segment)},
	{SCAN_IDE, "IDE", take_ide, ANY, FLIT, 0, 0, 0, 0},
	{SCAN_PR_SENT, "PR-Sent", take_ohc_c, ANY, FLIT, 0, 16, 0xff, 0},
	{SCAN_IDE_K, "K", take_ohc_c, ANY, FLIT, 0, 1, 1, 0},
	{SCAN_IDE_T, "T", take_ohc_c, ANY, FLIT, 0, 0, 1, 0},
	{SCAN_OHC_A, "OHC-A", take_words, ANY, FLIT, 1, TLP_OHC_A, 0,
	 AT(ohc_dw[TLP_OHC_SLOT_A])},
	{SCAN_OHC_B, "OHC-B", take_words, ANY, FLIT, 1, TLP_OHC_B, 0,
	 AT(ohc_dw[TLP_OHC_SLOT_B])},
	{SCAN_OHC_C, "OHC-C", take_words, ANY, FLIT, 1, TLP_OHC_C, 0,
	 AT(ohc_dw[TLP_OHC_SLOT_C])},
	{SCAN_OHC_E, "OHC-E1", take_words, ANY, FLIT, 1, 0x08, 0,
	 AT(ohc_dw[TLP_OHC_SLOT_E])},
	{SCAN_OHC_E, "OHC-E2", take_words, ANY, FLIT, 2, 0x10, 0,
	 AT(ohc_dw[TLP_OHC_SLOT_E])},
	{SCAN_OHC_E, "OHC-E4", take_words, ANY, FLIT, 4, 0x18, 0,
	 AT(ohc_dw[TLP_OHC_SLOT_E])},
	{SCAN_PREFIX, "prefix", take_prefix, ANY, EITHER, 0, 0, 0, 0},
	{SCAN_ECRC, "ECRC", take_ecrc, ANY, EITHER, 0, 0, UINT32_MAX, 0},
	{SCAN_MAC, "MAC", take_words, ANY, FLIT, 3, 0, 0, AT(trailer[0])},
	{SCAN_PCRC, "PCRC", take_words, ANY, FLIT, 1, 0, 0, AT(trailer[3])},
	{SCAN_RESERVED, "reserved", take_number, ANY, EITHER, FIELD(reserved),
	 UINT32_MAX, AT(reserved)},
	{SCAN_DATA, "data", take_data, ANY, EITHER, 0, 0, 0, 0},
};

/* A flag's sign is part of the word */
static bool is_token(const struct scan *s, const struct token *token)
{
	size_t len = strlen(token->name);
	bool flag = token->take == take_flag ||
		    (token->take == take_ohc_c && token->max == 1);

	if (s->word.len != len + flag ||
	    strncasecmp(s->word.p, token->name, len))
		return false;
	return !flag || s->word.p[len] == '+' || s->word.p[len] == '-';
}

int scan_token(struct scan *s)
{
	const struct token *token = tokens;
	unsigned int framing = s->tlp->flit ? FLIT : NON_FLIT;

	while (!is_token(s, token))
		if (++token == tokens + ARRAY_SIZE(tokens))
			return 0;
	if (!(token->framings & framing))
		return scan_fail(
			s, framing == FLIT
				   ? "part of a TLP in flit mode"
				   : "part of a TLP outside flit mode (Flit+)");
	if (!(token->shapes & BIT(s->shape)))
		return 0;
	/* Prefixes may be repeated */
	if (token->what == SCAN_PREFIX)
		s->at[SCAN_PREFIX].len = 0;
	if (scan_mark(s, token->what))
		return -EINVAL;
	return token->take(s, token) ?: 1;
}
