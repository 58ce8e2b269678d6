// SPDX-License-Identifier: BSD-3-Clause
/* Defaults of a line, and incompatible parts */
#include <errno.h>
#include <stdio.h>

#include "tlp/text/scan.h"
#include "tlp/text/text.h"
#include "ground.h"

static const struct tlp_type_info *info_of(const struct scan *s)
{
	return &tlp_types[s->tlp->type];
}

/* Return: true if the message has one route, which needs no address or BDF */
static bool default_route(struct scan *s)
{
	const struct tlp_message *message = tlp_message(s->tlp->msg_code);

	if (!message || !scan_has(s, SCAN_MEANING))
		return false;
	for (unsigned int i = 0; i < 8; i++)
		if (message->routings == 1u << i && *tlp_routing_words[i]) {
			s->tlp->routing = i;
			return true;
		}
	return false;
}

static int finish_destination(struct scan *s)
{
	static const char *const expected[SHAPE_MAX] = {
		[SHAPE_MEM] = "\"> ADDRESS\"",
		[SHAPE_IO] = "\"> ADDRESS\"",
		[SHAPE_CFG] = "\"> BUS:DEVICE.FUNCTION\"",
		[SHAPE_MSG] = "\"> ROUTE\"",
		[SHAPE_CPL] = "\"> BUS:DEVICE.FUNCTION\"",
		[SHAPE_UIO_CPL] = "\"> BUS:DEVICE.FUNCTION\"",
	};

	if (scan_has(s, SCAN_TARGET) || !expected[s->shape] ||
	    (s->shape == SHAPE_MSG && default_route(s)))
		return 0;
	return scan_fail(s, expected[s->shape]);
}

static int finish_message(struct scan *s)
{
	struct tlp *tlp = s->tlp;

	if (s->shape != SHAPE_MSG)
		return 0;
	if (!scan_has(s, SCAN_MEANING))
		return scan_fail(s, "the name of a message or \"code NUMBER\"");
	/* As on the wire, they include the destination */
	if (tlp->routing == TLP_ROUTE_BY_ID) {
		tlp->msg_dw[0] =
			(uint32_t)tlp->target << 16 | (tlp->msg_dw[0] & 0xffff);
	} else if (tlp->routing == TLP_ROUTE_BY_ADDR) {
		tlp->msg_dw[0] = tlp->addr >> 32;
		tlp->msg_dw[1] = (uint32_t)tlp->addr | (tlp->msg_dw[1] & 3);
	}
	return 0;
}

/* The length from the data, the data from the length, or a default */
static int finish_data(struct scan *s)
{
	const struct tlp_type_info *info = info_of(s);
	struct tlp *tlp = s->tlp;
	size_t bytes;

	if (scan_has(s, SCAN_DATA) && !info->data)
		return scan_fail_at(s, &s->at[SCAN_DATA], "a %s has no data",
				    info->name);
	if (info->sized && !scan_has(s, SCAN_LENGTH)) {
		if (s->bytes % 4)
			return scan_fail_at(
				s, &s->at[SCAN_DATA],
				"%zu bytes of data are not whole DWs",
				s->bytes);
		tlp->length = s->bytes		     ? s->bytes / 4
			      : tlp->type == TLP_CAS ? 2
						     : 1;
	}
	if (!info->data)
		return 0;
	bytes = tlp->length * 4u;
	if (s->bytes && s->bytes != bytes)
		return scan_fail_at(s, &s->at[SCAN_DATA],
				    "%zu bytes of data, but %u DW are %zu",
				    s->bytes, tlp->length, bytes);
	if (bytes > s->size)
		return scan_fail_at(s, &s->at[SCAN_TYPE],
				    "there is room for %zu bytes of data only",
				    s->size);
	for (size_t i = s->bytes; i < bytes; i++)
		s->payload[i] = s->count ? i : 0;
	tlp->payload = s->payload;
	return 0;
}

static int finish_completion(struct scan *s)
{
	struct tlp *tlp = s->tlp;

	if (s->shape != SHAPE_CPL || scan_has(s, SCAN_BYTES))
		return 0;
	tlp->byte_count =
		tlp->length ? tlp->length * 4 - (tlp->lower_addr & 3) : 4;
	return 0;
}

static int finish_enables(struct scan *s)
{
	struct tlp *tlp = s->tlp;
	uint8_t last = implied_last_be(tlp->length);

	if (s->shape != SHAPE_MEM && s->shape != SHAPE_IO &&
	    s->shape != SHAPE_CFG)
		return 0;
	if (!scan_has(s, SCAN_BE)) {
		tlp->first_be = 0xf;
		tlp->last_be = last;
	} else if (tlp->th && !tlp->flit && info_of(s)->st_byte == 7 &&
		   (tlp->first_be != 0xf || tlp->last_be != last)) {
		return scan_fail_at(
			s, &s->at[SCAN_BE],
			"the ST replaces the byte enables, so they are f/%x",
			last);
	}
	return 0;
}

static int finish_hints(struct scan *s)
{
	enum scan_what what = scan_has(s, SCAN_ST) ? SCAN_ST : SCAN_PH;
	struct tlp *tlp = s->tlp;

	if (scan_has(s, what)) {
		if (scan_has(s, SCAN_TH) && !tlp->th)
			return scan_fail_at(s, &s->at[what],
					    "an ST or PH needs TH+");
		tlp->th = true;
	}
	if (tlp->th && !tlp->flit && info_of(s)->st_byte == 6 &&
	    scan_has(s, SCAN_TAG))
		return scan_fail_at(
			s, &s->at[SCAN_TAG],
			"the ST replaces the tag in a %s with hints",
			info_of(s)->name);
	if ((tlp->pmr || tlp->er) && !tlp->pv)
		return scan_fail_at(s, &s->at[tlp->pmr ? SCAN_PMR : SCAN_ER],
				    "PMR and ER need a PASID");
	return 0;
}

/* An ST of two digits, and a prefix with the other two */
static int finish_prefixes(struct scan *s)
{
	struct tlp *tlp = s->tlp;

	if (!tlp->th || tlp->st_ext)
		return 0;
	for (unsigned int i = 0; i < tlp->nprefix; i++)
		if (tlp->prefix[i] >> 24 == TLP_PREFIX_EXT_TPH) {
			tlp->st_ext = true;
			tlp->st |= (tlp->prefix[i] >> PREFIX_ST & 0xff) << 8;
			break;
		}
	return 0;
}

static int finish_ide(struct scan *s)
{
	static const enum scan_what parts[] = {SCAN_PR_SENT, SCAN_IDE_K,
					       SCAN_IDE_T};

	if (scan_has(s, SCAN_IDE))
		return 0;
	for (size_t i = 0; i < 3; i++)
		if (scan_has(s, parts[i]))
			return scan_fail_at(
				s, &s->at[parts[i]],
				"this needs \"IDE STREAM/SUBSTREAM\" too");
	return 0;
}

static int finish_trailer(struct scan *s)
{
	struct tlp *tlp = s->tlp;

	if (!scan_has(s, SCAN_MAC) && !scan_has(s, SCAN_PCRC))
		return 0;
	if (!scan_has(s, SCAN_MAC) || tlp->td)
		return scan_fail_at(
			s, &s->at[tlp->td ? SCAN_ECRC : SCAN_PCRC],
			"trailers are ECRC, MAC, and MAC with PCRC");
	tlp->ts = scan_has(s, SCAN_PCRC) ? TLP_TS_IDE_MAC_PCRC : TLP_TS_IDE_MAC;
	return 0;
}

/*
 * Faults of a line whose parts are each valid. Blames the first part without
 * which the rest can be encoded.
 */
static const struct {
	enum scan_what what;
	uint16_t offset, size;
	const char *why;
} suspects[] = {
#define SUSPECT(_field) \
	offsetof(struct tlp, _field), sizeof(((struct tlp *)0)->_field)
	{SCAN_RESERVED, SUSPECT(reserved), "does not reserve all these bits"},
	{SCAN_PREFIX, SUSPECT(nprefix), "has too many End-End prefixes"},
	{SCAN_TAG, SUSPECT(tag), "has no tag"},
	{SCAN_AT, SUSPECT(at), "has no address type"},
	{SCAN_EP, SUSPECT(ep), "cannot be poisoned"},
	{SCAN_PASID, SUSPECT(pv), "has no place for a PASID"},
	{SCAN_DEST_SEGMENT, SUSPECT(dsv), "has no place for a segment"},
	{SCAN_OHC_A, SUSPECT(ohc), "has no such OHC"},
	{SCAN_OHC_B, SUSPECT(ohc), "has no such OHC"},
};

static int blame(struct scan *s, uint8_t *buf, size_t size)
{
	const char *name = info_of(s)->name;

	for (size_t i = 0; i < ARRAY_SIZE(suspects); i++) {
		struct tlp without = *s->tlp;

		if (!scan_has(s, suspects[i].what))
			continue;
		memset((uint8_t *)&without + suspects[i].offset, 0,
		       suspects[i].size);
		if (tlp_encode_header(&without, buf, size) > 0)
			return scan_fail_at(s, &s->at[suspects[i].what],
					    "a %s like this %s", name,
					    suspects[i].why);
	}
	return scan_fail_at(s, &s->at[SCAN_TYPE],
			    "a %s cannot have all these fields", name);
}

/* Complete the TLP as decoding would: with implied prefixes and OHC */
static int finish_codec(struct scan *s)
{
	uint8_t buf[TLP_MAX_HEADER];
	struct tlp *tlp = s->tlp, found;
	ssize_t n = tlp_encode_header(tlp, buf, sizeof(buf));

	if (n < 0)
		return blame(s, buf, sizeof(buf));
	n = tlp_parse(buf, n, tlp->flit ? TLP_FLIT : TLP_NON_FLIT, &found);
	if (n < 0)
		return n;
	for (unsigned int i = TLP_OHC_SLOT_A; i <= TLP_OHC_SLOT_C; i++)
		if (scan_has(s, SCAN_OHC_A + i) &&
		    found.ohc_dw[i] != tlp->ohc_dw[i])
			return scan_fail_at(
				s, &s->at[SCAN_OHC_A + i],
				"the other parts of the line make this 0x%08x: name them all",
				found.ohc_dw[i]);
	found.payload = tlp->payload;
	found.ecrc = tlp->ecrc;
	memcpy(found.trailer, tlp->trailer, sizeof(found.trailer));
	*tlp = found;
	return 0;
}

static int finish_ecrc(struct scan *s)
{
	enum tlp_framing framing = s->tlp->flit ? TLP_FLIT : TLP_NON_FLIT;
	uint8_t buf[TLP_MAX_SIZE];
	uint32_t ecrc;
	ssize_t n;
	int ret;

	if (!s->ecrc_auto)
		return 0;
	n = tlp_encode(s->tlp, buf, sizeof(buf));
	if (n < 0)
		return n;
	ret = tlp_ecrc_check(buf, n, framing, &ecrc);
	if (ret == -EOPNOTSUPP)
		return scan_fail_at(
			s, &s->at[SCAN_ECRC],
			"write \"ECRC NUMBER\": no public source says which bits an ECRC covers in flit mode");
	if (ret && ret != -EBADMSG)
		return ret;
	s->tlp->ecrc = ecrc;
	return 0;
}

static int (*const steps[])(struct scan *s) = {
	finish_destination, finish_message, finish_data,     finish_completion,
	finish_hints,	    finish_enables, finish_prefixes, finish_ide,
	finish_trailer,	    finish_codec,   finish_ecrc,
};

int scan_finish(struct scan *s)
{
	int ret = 0;

	for (size_t i = 0; i < ARRAY_SIZE(steps) && !ret; i++)
		ret = steps[i](s);
	return ret;
}
