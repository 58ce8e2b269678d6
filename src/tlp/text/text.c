// SPDX-License-Identifier: BSD-3-Clause
/* One line of text for each TLP, in the style of lspci */
#include "tlp/text/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "tlp/flit.h"

/* Text under construction; @len as if the buffer were large enough */
struct text {
	char *buf;
	size_t size, len;
};

__attribute__((format(printf, 2, 3))) static void put(struct text *t,
						      const char *fmt, ...)
{
	size_t room = t->len < t->size ? t->size - t->len : 0;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(room ? t->buf + t->len : NULL, room, fmt, ap);
	va_end(ap);
	if (n > 0)
		t->len += n;
}

static void put_bdf(struct text *t, uint16_t bdf)
{
	put(t, " %02x:%02x.%x", TLP_BDF_BUS(bdf), TLP_BDF_DEV(bdf),
	    TLP_BDF_FN(bdf));
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

static void put_size_and_be(struct text *t, const struct tlp *tlp)
{
	put(t, " %u DW BE %x/%x", tlp->length, tlp->first_be, tlp->last_be);
}

static void put_mem(struct text *t, const struct tlp *tlp)
{
	put_bdf(t, tlp->requester);
	/* Non-flit posted writes with hints have the ST in place of the tag */
	if (tlp->flit || !tlp->th || tlp->type != TLP_MWR)
		put(t, " tag 0x%02x", tlp->tag);
	put(t, " > 0x%0*" PRIx64, tlp->addr64 ? 10 : 8, tlp->addr);
	put_size_and_be(t, tlp);
	if (tlp->th)
		put(t, " TH+ PH %u ST 0x%0*x", tlp->ph, tlp->st_ext ? 4 : 2,
		    tlp->st);
	else
		put(t, " TH-");
}

static void put_io(struct text *t, const struct tlp *tlp)
{
	put_bdf(t, tlp->requester);
	put(t, " tag 0x%02x > 0x%08" PRIx64, tlp->tag, tlp->addr);
	put_size_and_be(t, tlp);
}

static void put_cfg(struct text *t, const struct tlp *tlp)
{
	put_bdf(t, tlp->requester);
	put(t, " tag 0x%02x >", tlp->tag);
	put_bdf(t, tlp->target);
	put(t, " reg 0x%03x", tlp->reg);
	put_size_and_be(t, tlp);
}

static void put_msg(struct text *t, const struct tlp *tlp)
{
	const struct tlp_message *message = tlp_message(tlp->msg_code);

	put_bdf(t, tlp->requester);
	if (!tlp->flit)
		put(t, " tag 0x%02x", tlp->tag);
	put(t, " >");
	if (tlp->routing == TLP_ROUTE_BY_ID)
		put_bdf(t, tlp->target);
	else if (tlp->routing == TLP_ROUTE_BY_ADDR)
		put(t, " 0x%010" PRIx64, tlp->addr);
	else
		put(t, " %s", tlp_routing_words[tlp->routing & 7]);
	if (message)
		put(t, " %s", message->name);
	else
		put(t, " code 0x%02x", tlp->msg_code);
	if (tlp->length)
		put(t, " %u DW", tlp->length);
	if (tlp->msg_dw[0] || tlp->msg_dw[1])
		put(t, " DW2 0x%08x DW3 0x%08x", tlp->msg_dw[0],
		    tlp->msg_dw[1]);
}

/* Fields of all completions */
static void put_any_cpl(struct text *t, const struct tlp *tlp)
{
	put_bdf(t, tlp->completer);
	put(t, " >");
	put_bdf(t, tlp->requester);
	put(t, " tag 0x%02x %s", tlp->tag, tlp_status_words[tlp->status & 7]);
	if (tlp->length)
		put(t, " %u DW", tlp->length);
}

static void put_cpl(struct text *t, const struct tlp *tlp)
{
	put_any_cpl(t, tlp);
	put(t, " bytes %u lower 0x%02x", tlp->byte_count, tlp->lower_addr);
	if (tlp->bcm)
		put(t, " BCM+");
}

static void put_nop(struct text *t, const struct tlp *tlp)
{
}

static void (*const put_shape[SHAPE_MAX])(struct text *t,
					  const struct tlp *tlp) = {
	[SHAPE_MEM] = put_mem, [SHAPE_IO] = put_io,
	[SHAPE_CFG] = put_cfg, [SHAPE_MSG] = put_msg,
	[SHAPE_CPL] = put_cpl, [SHAPE_UIO_CPL] = put_any_cpl,
	[SHAPE_NOP] = put_nop,
};

/* Omits prefixes that tlp_encode() appends */
static void put_prefixes(struct text *t, const struct tlp *tlp)
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
		put(t, " prefix 0x%08x", tlp->prefix[i]);
}

static void put_ide(struct text *t, uint32_t dw)
{
	put(t, " IDE 0x%02x/%u", OHC_C_STREAM(dw), OHC_C_SUB_STREAM(dw));
	if (OHC_C_PR_SENT(dw))
		put(t, " PR-Sent 0x%02x", OHC_C_PR_SENT(dw));
	put(t, "%s%s", dw & OHC_C_K ? " K+" : "", dw & OHC_C_T ? " T+" : "");
}

/* Named fields; a word only if it has other bits */
static void put_ohc(struct text *t, const struct tlp *tlp)
{
	uint8_t bytes[TLP_MAX_OHC * 4], *p = bytes, needed;
	unsigned int n = tlp_ohc_dws[tlp->ohc & TLP_OHC_E];
	const uint32_t *dw = tlp->ohc_dw;
	struct tlp less = *tlp;

	less.ohc = 0;
	if (tlp->ohc & TLP_OHC_C &&
	    OHC_C_SUB_STREAM(dw[TLP_OHC_SLOT_C]) != OHC_C_NOT_IDE) {
		less.ohc = TLP_OHC_C;
		less.ohc_dw[TLP_OHC_SLOT_C] &= OHC_C_NAMED;
		put_ide(t, dw[TLP_OHC_SLOT_C]);
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
			put(t, " OHC-%c 0x%08x", 'A' + i, dw[i]);
	}
	if (n)
		put(t, " OHC-E%u", n);
	for (unsigned int i = 0; i < n; i++)
		put(t, " 0x%08x", dw[TLP_OHC_SLOT_E + i]);
}

static void put_flit(struct text *t, const struct tlp *tlp)
{
	put(t, " Flit+");
	if (tlp->nw)
		put(t, " NW+");
	if (tlp->av)
		put(t, " AMA %u", tlp->ama);
	if (tlp->dsv)
		put(t, " DestSegment 0x%02x", tlp->dst_segment);
	if (tlp->cpl_segment)
		put(t, " CplSegment 0x%02x", tlp->cpl_segment);
	if (tlp->req_segment)
		put(t, " ReqSegment 0x%02x", tlp->req_segment);
	if (tlp->ohc)
		put_ohc(t, tlp);
}

static void put_trailer(struct text *t, const struct tlp *tlp)
{
	const uint32_t *dw = tlp->trailer;

	if (tlp->td)
		put(t, " ECRC 0x%08x", tlp->ecrc);
	else if (tlp->ts == TLP_TS_IDE_MAC || tlp->ts == TLP_TS_IDE_MAC_PCRC)
		put(t, " MAC 0x%08x 0x%08x 0x%08x", dw[0], dw[1], dw[2]);
	if (!tlp->td && tlp->ts == TLP_TS_IDE_MAC_PCRC)
		put(t, " PCRC 0x%08x", dw[3]);
}

/* Fields that are shown only if not 0 */
static void put_rest(struct text *t, const struct tlp *tlp)
{
	if (tlp->flit)
		put_flit(t, tlp);
	if (tlp->pv)
		put(t, " PASID 0x%05x%s%s", tlp->pasid, tlp->pmr ? " PMR+" : "",
		    tlp->er ? " ER+" : "");
	if (tlp->tc)
		put(t, " TC %u", tlp->tc);
	if (tlp->attr & 4)
		put(t, " IDO+");
	if (tlp->attr & 2)
		put(t, " RO+");
	if (tlp->attr & 1)
		put(t, " NS+");
	if (tlp->at)
		put(t, " AT %s", tlp_at_words[tlp->at & 3]);
	if (tlp->ln)
		put(t, " LN+");
	if (tlp->ep)
		put(t, " EP+");
	if (tlp->nprefix)
		put_prefixes(t, tlp);
	put_trailer(t, tlp);
	if (tlp->reserved)
		put(t, " reserved 0x%06x", tlp->reserved);
}

int tlp_format(const struct tlp *tlp, char *buf, size_t size)
{
	struct text t = {.buf = buf, .size = size};
	const struct tlp_type_info *info;

	if ((unsigned int)tlp->type >= TLP_TYPE_MAX) {
		put(&t, "?");
		return t.len;
	}
	info = &tlp_types[tlp->type];
	put(&t, "%s", info->name);
	if (info->shape == SHAPE_MEM)
		put(&t, "%s", tlp->addr64 ? "64" : "32");
	put_shape[info->shape](&t, tlp);
	put_rest(&t, tlp);
	return t.len;
}
