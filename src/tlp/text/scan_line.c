// SPDX-License-Identifier: BSD-3-Clause
/* A line of text to struct tlp: the inverse of tlp_format() */
#include <errno.h>
#include <stdio.h>
#include <strings.h>

#include "tlp/text/scan.h"
#include "tlp/text/text.h"

/* Parse the digits after the name of a type. Return: 0, 32, 64; -EINVAL */
static int width_of(const struct tlp_type_info *info, const char *p,
		    unsigned int len)
{
	if (!len)
		return 0;
	if (info->shape != SHAPE_MEM || len != 2)
		return -EINVAL;
	return !memcmp(p, "64", 2) ? 64 : !memcmp(p, "32", 2) ? 32 : -EINVAL;
}

/* "MWr64", or "MWr" with the width of the address */
static int take_type(struct scan *s)
{
	for (unsigned int type = 0; type < TLP_TYPE_MAX; type++) {
		const struct tlp_type_info *info = &tlp_types[type];
		unsigned int len = strlen(info->name);
		int width;

		if (s->word.len < len ||
		    strncasecmp(s->word.p, info->name, len))
			continue;
		width = width_of(info, s->word.p + len, s->word.len - len);
		if (width < 0)
			continue;
		s->tlp->type = type;
		s->shape = info->shape;
		s->wide = width;
		/* Some types exist in flit mode only, or with 64 bits only */
		s->tlp->flit |= info->code[TLP_NON_FLIT][0] == NO_CODE;
		if (!width && info->code[TLP_FLIT][0] == NO_CODE)
			s->wide = 64;
		return 0;
	}
	return scan_fail(s, "a type of TLP, such as MWr64 or CplD");
}

static int take_address(struct scan *s)
{
	bool narrow = s->wide == 32 || s->shape == SHAPE_IO;

	if (scan_number(s, "address", narrow ? UINT32_MAX : UINT64_MAX,
			&s->tlp->addr))
		return -EINVAL;
	if (s->tlp->addr & 3)
		return scan_fail(s, "a multiple of 4: BE selects the bytes");
	s->tlp->addr64 = s->shape == SHAPE_MEM && !narrow &&
			 (s->wide || s->tlp->addr >> 32);
	return 0;
}

static int take_target(struct scan *s)
{
	if (scan_bdf(s, &s->tlp->target))
		return scan_fail(s, "a BDF, bus:device.function");
	return 0;
}

static int take_requester(struct scan *s)
{
	if (scan_bdf(s, &s->tlp->requester))
		return scan_fail(s, "the requester, bus:device.function");
	return 0;
}

static int take_route(struct scan *s)
{
	struct tlp *tlp = s->tlp;
	unsigned int r = scan_one_of(s, tlp_routing_words, 8);

	if (r < 8) {
		tlp->routing = r;
		return 0;
	}
	if (!scan_bdf(s, &tlp->target)) {
		tlp->routing = TLP_ROUTE_BY_ID;
		return 0;
	}
	tlp->routing = TLP_ROUTE_BY_ADDR;
	if (scan_starts_number(s))
		return take_address(s);
	return scan_fail(
		s, "root, broadcast, local, gathered, a BDF or an address");
}

static int take_nowhere(struct scan *s)
{
	return scan_fail(s, "needed: a NOP goes nowhere");
}

/* Parse the word after ">" */
static int (*const take_destination[SHAPE_MAX])(struct scan *s) = {
	[SHAPE_MEM] = take_address,   [SHAPE_IO] = take_address,
	[SHAPE_CFG] = take_target,    [SHAPE_MSG] = take_route,
	[SHAPE_CPL] = take_requester, [SHAPE_UIO_CPL] = take_requester,
	[SHAPE_NOP] = take_nowhere,
};

static int take_source(struct scan *s)
{
	bool cpl = s->shape == SHAPE_CPL || s->shape == SHAPE_UIO_CPL;
	uint16_t *source = cpl ? &s->tlp->completer : &s->tlp->requester;

	if (scan_bdf(s, source))
		return scan_fail(s, "a BDF, bus:device.function");
	return scan_mark(s, SCAN_SOURCE);
}

static int take_length(struct scan *s)
{
	struct word number = s->word;
	uint64_t n;

	if (scan_number(s, "length in DW", 1024, &n) ||
	    scan_mark(s, SCAN_LENGTH))
		return -EINVAL;
	if (!scan_next(s) || !scan_is(s, "DW"))
		return scan_fail(s, "\"DW\", the unit of a length");
	if (!n)
		return scan_fail_at(s, &number, "a length is 1 to 1024 DW");
	if (!tlp_types[s->tlp->type].sized)
		return scan_fail_at(s, &number, "a %s has no length",
				    tlp_types[s->tlp->type].name);
	s->tlp->length = n;
	return 0;
}

/* Return: code of the message that the current word names, or 256 */
static unsigned int find_message(const struct scan *s)
{
	unsigned int code;

	for (code = 0; code < 256; code++) {
		const struct tlp_message *message = tlp_message(code);

		if (message && scan_is(s, message->name))
			break;
	}
	return code;
}

/* Parse a message's name or a completion's status. Return: as scan_token() */
static int take_meaning(struct scan *s)
{
	struct tlp *tlp = s->tlp;
	unsigned int n;

	if (s->shape == SHAPE_MSG) {
		n = find_message(s);
		if (n > 0xff)
			return 0;
		tlp->msg_code = n;
	} else if (s->shape == SHAPE_CPL || s->shape == SHAPE_UIO_CPL) {
		n = scan_one_of(s, tlp_status_words, 8);
		if (n == 8)
			return 0;
		tlp->status = n;
	} else {
		return 0;
	}
	return scan_mark(s, SCAN_MEANING) ?: 1;
}

static int take_part(struct scan *s)
{
	char expected[32];
	int ret;

	if (scan_is(s, ">")) {
		if (scan_mark(s, SCAN_TARGET))
			return -EINVAL;
		scan_next(s);
		return take_destination[s->shape](s);
	}
	ret = scan_token(s);
	if (!ret)
		ret = take_meaning(s);
	if (ret)
		return ret < 0 ? ret : 0;
	if (memchr(s->word.p, ':', s->word.len))
		return take_source(s);
	if (scan_starts_number(s))
		return take_length(s);
	snprintf(expected, sizeof(expected), "part of a %s",
		 tlp_types[s->tlp->type].name);
	return scan_fail(s, expected);
}

/* Searched first: other parts depend on it, and it may be anywhere */
static bool says_flit(struct scan s)
{
	while (scan_next(&s))
		if (scan_is(&s, "Flit+"))
			return true;
	return false;
}

int tlp_scan(const char *text, struct tlp *tlp, void *payload, size_t size,
	     struct tlp_scan_error *error)
{
	struct tlp found = {0};
	struct scan s = {
		.line = text,
		.next = text,
		.tlp = &found,
		.payload = payload,
		.size = size < TLP_MAX_PAYLOAD ? size : TLP_MAX_PAYLOAD,
		.error = error,
	};
	int ret;

	if (!scan_next(&s))
		return -ENODATA;
	s.at[SCAN_TYPE] = s.word;
	found.flit = says_flit(s);
	ret = take_type(&s);
	while (!ret && scan_next(&s))
		ret = take_part(&s);
	if (!ret)
		ret = scan_finish(&s);
	if (!ret)
		*tlp = found;
	return ret;
}
