// SPDX-License-Identifier: BSD-3-Clause
/* One line of text per TLP, in the manner of lspci */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "layout.h"

/* Text that grows; @len is what it would be with room enough */
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
	put(t, "%02x:%02x.%x", TLP_BDF_BUS(bdf), TLP_BDF_DEV(bdf),
	    TLP_BDF_FN(bdf));
}

/* Sec 2.2.8, as lspci and the kernel's names go */
static const char *const msg_names[256] = {
	[0x00] = "Unlock",
	[0x01] = "Invalidate_Request",
	[0x02] = "Invalidate_Completion",
	[0x04] = "Page_Request",
	[0x05] = "PRG_Response",
	[0x10] = "LTR",
	[0x12] = "OBFF",
	[0x14] = "PM_Active_State_Nak",
	[0x18] = "PM_PME",
	[0x19] = "PME_Turn_Off",
	[0x1b] = "PME_TO_Ack",
	[0x20] = "Assert_INTA",
	[0x21] = "Assert_INTB",
	[0x22] = "Assert_INTC",
	[0x23] = "Assert_INTD",
	[0x24] = "Deassert_INTA",
	[0x25] = "Deassert_INTB",
	[0x26] = "Deassert_INTC",
	[0x27] = "Deassert_INTD",
	[0x30] = "ERR_COR",
	[0x31] = "ERR_NONFATAL",
	[0x33] = "ERR_FATAL",
	[0x50] = "Set_Slot_Power_Limit",
	[0x52] = "PTM_Request",
	[0x53] = "PTM_Response",
	[0x7e] = "Vendor_Defined_0",
	[0x7f] = "Vendor_Defined_1",
};

static const char *const routing_names[8] = {
	[TLP_ROUTE_TO_RC] = "root",  [TLP_ROUTE_BY_ADDR] = "",
	[TLP_ROUTE_BY_ID] = "",	     [TLP_ROUTE_BROADCAST] = "broadcast",
	[TLP_ROUTE_LOCAL] = "local", [TLP_ROUTE_GATHER] = "gathered",
	[6] = "reserved-6",	     [7] = "reserved-7",
};

static const char *const status_names[8] = {
	[TLP_CPL_SC] = "SC", [TLP_CPL_UR] = "UR", [TLP_CPL_RRS] = "RRS",
	[3] = "status-3",    [TLP_CPL_CA] = "CA", [5] = "status-5",
	[6] = "status-6",    [7] = "status-7",
};

static const char *const at_names[4] = {
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
	/* The ST has the tag's place in a non-flit posted write with hints */
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
	put(t, " tag 0x%02x > ", tlp->tag);
	put_bdf(t, tlp->target);
	put(t, " reg 0x%03x", tlp->reg);
	put_size_and_be(t, tlp);
}

static void put_msg(struct text *t, const struct tlp *tlp)
{
	const char *name = msg_names[tlp->msg_code];

	put_bdf(t, tlp->requester);
	put(t, " tag 0x%02x > ", tlp->tag);
	if (tlp->routing == TLP_ROUTE_BY_ID)
		put_bdf(t, tlp->target);
	else if (tlp->routing == TLP_ROUTE_BY_ADDR)
		put(t, "0x%010" PRIx64, tlp->addr);
	else
		put(t, "%s", routing_names[tlp->routing & 7]);
	if (name)
		put(t, " %s", name);
	else
		put(t, " code 0x%02x", tlp->msg_code);
	if (tlp->length)
		put(t, " %u DW", tlp->length);
	if (tlp->msg_dw[0] || tlp->msg_dw[1])
		put(t, " DW2 0x%08x DW3 0x%08x", tlp->msg_dw[0],
		    tlp->msg_dw[1]);
}

static void put_cpl(struct text *t, const struct tlp *tlp)
{
	put_bdf(t, tlp->completer);
	put(t, " > ");
	put_bdf(t, tlp->requester);
	put(t, " tag 0x%02x %s", tlp->tag, status_names[tlp->status & 7]);
	if (tlp->length)
		put(t, " %u DW", tlp->length);
	put(t, " bytes %u lower 0x%02x", tlp->byte_count, tlp->lower_addr);
	if (tlp->bcm)
		put(t, " BCM+");
}

static void put_uio_cpl(struct text *t, const struct tlp *tlp)
{
	put_bdf(t, tlp->completer);
	put(t, " > ");
	put_bdf(t, tlp->requester);
	put(t, " tag 0x%02x %s %u DW", tlp->tag, status_names[tlp->status & 7],
	    tlp->length);
}

static void put_nop(struct text *t, const struct tlp *tlp)
{
}

static void (*const put_shape[SHAPE_MAX])(struct text *t,
					  const struct tlp *tlp) = {
	[SHAPE_MEM] = put_mem, [SHAPE_IO] = put_io,   [SHAPE_CFG] = put_cfg,
	[SHAPE_MSG] = put_msg, [SHAPE_CPL] = put_cpl,
	[SHAPE_UIO_CPL] = put_uio_cpl, [SHAPE_NOP] = put_nop,
};

static void put_prefixes(struct text *t, const struct tlp *tlp)
{
	bool known = tlp->st_ext;

	for (unsigned int i = 0; i < tlp->nprefix && i < TLP_MAX_PREFIX; i++) {
		uint32_t dw = tlp->prefix[i];

		/* The ST is shown already, in four digits */
		if (known && (dw & ~(0xffu << PREFIX_ST)) ==
				     (uint32_t)TLP_PREFIX_EXT_TPH << 24)
			known = false;
		else
			put(t, " prefix 0x%08x", dw);
	}
}

/* What is shown only if it is not 0 */
static void put_rest(struct text *t, const struct tlp *tlp)
{
	if (tlp->tc)
		put(t, " TC %u", tlp->tc);
	if (tlp->attr & 4)
		put(t, " IDO+");
	if (tlp->attr & 2)
		put(t, " RO+");
	if (tlp->attr & 1)
		put(t, " NS+");
	if (tlp->at)
		put(t, " AT %s", at_names[tlp->at & 3]);
	if (tlp->ln)
		put(t, " LN+");
	if (tlp->ep)
		put(t, " EP+");
	put_prefixes(t, tlp);
	if (tlp->td)
		put(t, " ECRC 0x%08x", tlp->ecrc);
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
	put(&t, " ");
	put_shape[info->shape](&t, tlp);
	put_rest(&t, tlp);
	return t.len;
}
