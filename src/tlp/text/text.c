// SPDX-License-Identifier: BSD-3-Clause
/* One line of text for each TLP, in the style of lspci */
#include "tlp/text/text.h"

#include "line/line.h"
#include "tlp/flit.h"

static void put_word(struct line *line, const char *word)
{
	line_char(line, ' ');
	line_text(line, word);
}

static inline void put_flag(struct line *line, const char *name, bool set)
{
	if (set)
		line_text(line, name);
}

static void put_words(struct line *line, const uint32_t *dw, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		line_named_hex(line, " 0x", dw[i], 8);
}

static void put_bdf(struct line *line, uint16_t bdf)
{
	line_char(line, ' ');
	line_bdf(line, bdf);
}

const char *const tlp_routing_words[8] = {
	[TLP_ROUTE_TO_RC] = "root",  [TLP_ROUTE_BY_ADDR] = "",
	[TLP_ROUTE_BY_ID] = "",	     [TLP_ROUTE_BROADCAST] = "broadcast",
	[TLP_ROUTE_LOCAL] = "local", [TLP_ROUTE_GATHER] = "gathered",
	[6] = "reserved-6",	     [7] = "reserved-7",
};

const char *const tlp_status_words[8] = {
	[TLP_CPL_SC] = "SC", [TLP_CPL_UR] = "UR", [TLP_CPL_RRS] = "RRS",
	[3] = "status-3",    [TLP_CPL_CA] = "CA", [5] = "status-5",
	[6] = "status-6",    [7] = "status-7",
};

const char *const tlp_at_words[4] = {
	[TLP_AT_TRANSLATION_REQUEST] = "translation-request",
	[TLP_AT_TRANSLATED] = "translated",
	[TLP_AT_RESERVED] = "reserved",
};

static void put_tag(struct line *line, const struct tlp *tlp)
{
	line_named_hex(line, " tag 0x", tlp->tag, 2);
}

static void put_length(struct line *line, const struct tlp *tlp)
{
	line_named_dec(line, " ", tlp->length);
	line_text(line, " DW");
}

static void put_size_and_be(struct line *line, const struct tlp *tlp)
{
	put_length(line, tlp);
	line_named_hex(line, " BE ", tlp->first_be, 1);
	line_named_hex(line, "/", tlp->last_be, 1);
}

static void put_mem(struct line *line, const struct tlp *tlp)
{
	put_bdf(line, tlp->requester);
	/* Non-flit posted writes with hints have the ST in place of the tag */
	if (tlp->flit || !tlp->th || tlp->type != TLP_MWR)
		put_tag(line, tlp);
	line_named_hex(line, " > 0x", tlp->addr, tlp->addr64 ? 10 : 8);
	put_size_and_be(line, tlp);
	if (!tlp->th) {
		line_text(line, " TH-");
		return;
	}
	line_named_dec(line, " TH+ PH ", tlp->ph);
	line_named_hex(line, " ST 0x", tlp->st, tlp->st_ext ? 4 : 2);
}

static void put_io(struct line *line, const struct tlp *tlp)
{
	put_bdf(line, tlp->requester);
	put_tag(line, tlp);
	line_named_hex(line, " > 0x", tlp->addr, 8);
	put_size_and_be(line, tlp);
}

static void put_cfg(struct line *line, const struct tlp *tlp)
{
	put_bdf(line, tlp->requester);
	put_tag(line, tlp);
	line_text(line, " >");
	put_bdf(line, tlp->target);
	line_named_hex(line, " reg 0x", tlp->reg, 3);
	put_size_and_be(line, tlp);
}

static void put_msg(struct line *line, const struct tlp *tlp)
{
	const struct tlp_message *message = tlp_message(tlp->msg_code);

	put_bdf(line, tlp->requester);
	if (!tlp->flit)
		put_tag(line, tlp);
	line_text(line, " >");
	if (tlp->routing == TLP_ROUTE_BY_ID)
		put_bdf(line, tlp->target);
	else if (tlp->routing == TLP_ROUTE_BY_ADDR)
		line_named_hex(line, " 0x", tlp->addr, 10);
	else
		put_word(line, tlp_routing_words[tlp->routing & 7]);
	if (message)
		put_word(line, message->name);
	else
		line_named_hex(line, " code 0x", tlp->msg_code, 2);
	if (tlp->length)
		put_length(line, tlp);
	if (!tlp->msg_dw[0] && !tlp->msg_dw[1])
		return;
	line_named_hex(line, " DW2 0x", tlp->msg_dw[0], 8);
	line_named_hex(line, " DW3 0x", tlp->msg_dw[1], 8);
}

/* Fields of all completions */
static void put_any_cpl(struct line *line, const struct tlp *tlp)
{
	put_bdf(line, tlp->completer);
	line_text(line, " >");
	put_bdf(line, tlp->requester);
	put_tag(line, tlp);
	put_word(line, tlp_status_words[tlp->status & 7]);
	if (tlp->length)
		put_length(line, tlp);
}

static void put_cpl(struct line *line, const struct tlp *tlp)
{
	put_any_cpl(line, tlp);
	line_named_dec(line, " bytes ", tlp->byte_count);
	line_named_hex(line, " lower 0x", tlp->lower_addr, 2);
	put_flag(line, " BCM+", tlp->bcm);
}

static void put_nop(struct line *line, const struct tlp *tlp)
{
}

static void (*const put_shape[SHAPE_MAX])(struct line *line,
					  const struct tlp *tlp) = {
	[SHAPE_MEM] = put_mem, [SHAPE_IO] = put_io,
	[SHAPE_CFG] = put_cfg, [SHAPE_MSG] = put_msg,
	[SHAPE_CPL] = put_cpl, [SHAPE_UIO_CPL] = put_any_cpl,
	[SHAPE_NOP] = put_nop,
};

/* Omits prefixes that tlp_encode() appends */
static void put_prefixes(struct line *line, const struct tlp *tlp)
{
	unsigned int n =
		tlp->nprefix < TLP_MAX_PREFIX ? tlp->nprefix : TLP_MAX_PREFIX;
	uint32_t list[TLP_MAX_PREFIX + 2];
	struct tlp less = *tlp;

	while (less.nprefix) {
		less.nprefix--;
		if (tlp_list_prefixes(&less, list) != n ||
		    memcmp(list, tlp->prefix, n * sizeof(*list))) {
			less.nprefix++;
			break;
		}
	}
	for (unsigned int i = 0; i < n && i < less.nprefix; i++)
		line_named_hex(line, " prefix 0x", tlp->prefix[i], 8);
}

static void put_ide(struct line *line, uint32_t dw)
{
	line_named_hex(line, " IDE 0x", OHC_C_STREAM(dw), 2);
	line_named_dec(line, "/", OHC_C_SUB_STREAM(dw));
	if (OHC_C_PR_SENT(dw))
		line_named_hex(line, " PR-Sent 0x", OHC_C_PR_SENT(dw), 2);
	put_flag(line, " K+", dw & OHC_C_K);
	put_flag(line, " T+", dw & OHC_C_T);
}

/* Named fields; a word only if it has other bits */
static void put_ohc(struct line *line, const struct tlp *tlp)
{
	static const char *const labels[] = {" OHC-A 0x", " OHC-B 0x",
					     " OHC-C 0x"};
	uint8_t bytes[TLP_MAX_OHC * 4], *p = bytes, needed;
	unsigned int n = tlp_ohc_dws[tlp->ohc & TLP_OHC_E];
	const uint32_t *dw = tlp->ohc_dw;
	struct tlp less = *tlp;

	less.ohc = 0;
	if (tlp->ohc & TLP_OHC_C &&
	    OHC_C_SUB_STREAM(dw[TLP_OHC_SLOT_C]) != OHC_C_NOT_IDE) {
		less.ohc = TLP_OHC_C;
		less.ohc_dw[TLP_OHC_SLOT_C] &= OHC_C_NAMED;
		put_ide(line, dw[TLP_OHC_SLOT_C]);
	}
	needed = tlp_needed_ohc(&less);
	tlp_pack_ohc(&less, needed, bytes);
	for (unsigned int i = TLP_OHC_SLOT_A; i <= TLP_OHC_SLOT_C; i++) {
		bool same = needed >> i & 1;

		if (same) {
			same = load_be32(p) == dw[i];
			p += 4;
		}
		if (tlp->ohc >> i & 1 && !same)
			line_named_hex(line, labels[i], dw[i], 8);
	}
	if (n)
		line_named_dec(line, " OHC-E", n);
	put_words(line, &dw[TLP_OHC_SLOT_E], n);
}

static void put_flit(struct line *line, const struct tlp *tlp)
{
	line_text(line, " Flit+");
	put_flag(line, " NW+", tlp->nw);
	if (tlp->av)
		line_named_dec(line, " AMA ", tlp->ama);
	if (tlp->dsv)
		line_named_hex(line, " DestSegment 0x", tlp->dst_segment, 2);
	if (tlp->cpl_segment)
		line_named_hex(line, " CplSegment 0x", tlp->cpl_segment, 2);
	if (tlp->req_segment)
		line_named_hex(line, " ReqSegment 0x", tlp->req_segment, 2);
	if (tlp->ohc)
		put_ohc(line, tlp);
}

static void put_trailer(struct line *line, const struct tlp *tlp)
{
	const bool pcrc = tlp->ts == TLP_TS_IDE_MAC_PCRC;

	if (tlp->td) {
		line_named_hex(line, " ECRC 0x", tlp->ecrc, 8);
		return;
	}
	if (tlp->ts == TLP_TS_IDE_MAC || pcrc) {
		line_text(line, " MAC");
		put_words(line, tlp->trailer, 3);
	}
	if (pcrc)
		line_named_hex(line, " PCRC 0x", tlp->trailer[3], 8);
}

static void put_pasid(struct line *line, const struct tlp *tlp)
{
	line_named_hex(line, " PASID 0x", tlp->pasid, 5);
	put_flag(line, " PMR+", tlp->pmr);
	put_flag(line, " ER+", tlp->er);
}

static void put_at(struct line *line, const struct tlp *tlp)
{
	line_text(line, " AT");
	put_word(line, tlp_at_words[tlp->at & 3]);
}

/* Fields that are shown only if not 0 */
static void put_rest(struct line *line, const struct tlp *tlp)
{
	if (tlp->flit)
		put_flit(line, tlp);
	if (tlp->pv)
		put_pasid(line, tlp);
	if (tlp->tc)
		line_named_dec(line, " TC ", tlp->tc);
	put_flag(line, " IDO+", tlp->attr & 4);
	put_flag(line, " RO+", tlp->attr & 2);
	put_flag(line, " NS+", tlp->attr & 1);
	if (tlp->at & 3)
		put_at(line, tlp);
	put_flag(line, " LN+", tlp->ln);
	put_flag(line, " EP+", tlp->ep);
	if (tlp->nprefix)
		put_prefixes(line, tlp);
	put_trailer(line, tlp);
	if (tlp->reserved)
		line_named_hex(line, " reserved 0x", tlp->reserved, 6);
}

int tlp_format(const struct tlp *tlp, char *buf, size_t size)
{
	struct line line = {.buf = buf, .size = size};
	const struct tlp_type_info *info;

	if ((unsigned int)tlp->type < TLP_TYPE_MAX) {
		info = &tlp_types[tlp->type];
		line_text(&line, info->name);
		if (info->shape == SHAPE_MEM)
			line_text(&line, tlp->addr64 ? "64" : "32");
		put_shape[info->shape](&line, tlp);
		put_rest(&line, tlp);
	} else {
		line_char(&line, '?');
	}
	if (size)
		buf[line.len] = '\0';
	return line_len(&line);
}
