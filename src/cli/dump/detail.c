// SPDX-License-Identifier: BSD-3-Clause
/* A TLP field by field, in the manner of lspci -vv */
#include <string.h>
#include <time.h>

#include "analyze/packet/kind.h"
#include "analyze/packet/verdict.h"
#include "cli/dump/dump.h"
#include "ground.h"

#define SECOND 1000000000

static char sign(bool flag)
{
	return flag ? '+' : '-';
}

static void put_bdf(struct line *line, const char *label, uint16_t bdf)
{
	line_text(line, label);
	line_char(line, ' ');
	line_bdf(line, bdf);
}

static void put_flag(struct line *line, const char *name, bool flag)
{
	line_text(line, name);
	line_char(line, sign(flag));
}

/* A number's name, after the number */
static void put_name(struct line *line, const char *name)
{
	line_text(line, " (");
	line_text(line, name);
	line_char(line, ')');
}

static bool always(const struct tlp *t)
{
	return true;
}

/* Return: the date; "" if it has no text. Most packets share that of the last. */
static const char *date_of(time_t seconds)
{
	static time_t last = -1;
	static char date[32];
	struct tm tm;

	if (seconds == last)
		return date;
	last = seconds;
	*date = '\0';
	if (gmtime_r(&seconds, &tm) &&
	    !strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S", &tm))
		*date = '\0';
	return date;
}

static void put_packet(struct line *line, const struct packet *packet)
{
	const struct capture_packet *raw = &packet->raw;
	char position[PACKET_POSITION];
	const char *date = raw->timed ? date_of(raw->ns / SECOND) : "";

	line_text(line, packet_position(packet, position, sizeof(position)));
	line_named_dec(line, ", ", raw->orig_len);
	line_text(line, " bytes");
	if (packet->missing) {
		line_named_dec(line, ", ", packet->missing);
		line_text(line, " not captured");
	}
	if (!*date)
		return;
	line_text(line, ", ");
	line_text(line, date);
	line_char(line, '.');
	line_dec_zero(line, raw->ns % SECOND, 9);
	line_text(line, " UTC");
}

static void put_header(struct line *line, const struct packet *packet)
{
	size_t size = tlp_header_size(&packet->tlp);

	for (size_t at = 0; at + 4 <= size && at + 4 <= packet->raw.len;
	     at += 4) {
		line_text(line, at ? " " : "");
		line_hex_bytes(line, packet->raw.data + at, 4);
	}
	if (packet->raw.rebuilt)
		line_text(line, ", rebuilt from a descriptor");
}

static void put_type(struct line *line, const struct packet *packet)
{
	static const char *const names[TLP_TYPE_MAX] = {
		[TLP_MRD] = "memory read",
		[TLP_MRDLK] = "locked memory read",
		[TLP_MWR] = "memory write",
		[TLP_DMWR] = "deferrable memory write",
		[TLP_FETCHADD] = "fetch and add",
		[TLP_SWAP] = "unconditional swap",
		[TLP_CAS] = "compare and swap",
		[TLP_IORD] = "I/O read",
		[TLP_IOWR] = "I/O write",
		[TLP_CFGRD0] = "configuration read, type 0",
		[TLP_CFGWR0] = "configuration write, type 0",
		[TLP_CFGRD1] = "configuration read, type 1",
		[TLP_CFGWR1] = "configuration write, type 1",
		[TLP_MSG] = "message",
		[TLP_MSGD] = "message with data",
		[TLP_CPL] = "completion",
		[TLP_CPLD] = "completion with data",
		[TLP_CPLLK] = "completion of a locked read without data",
		[TLP_CPLDLK] = "completion of a locked read",
		[TLP_NOP] = "nothing",
		[TLP_UIOMRD] = "unordered memory read",
		[TLP_UIOMWR] = "unordered memory write",
		[TLP_UIOWRCPL] = "completion of unordered writes",
		[TLP_UIORDCPL] = "completion of an unordered read without data",
		[TLP_UIORDCPLD] = "completion of an unordered read",
	};
	static const char *const classes[] = {
		[TLP_POSTED] = "posted",
		[TLP_NON_POSTED] = "non-posted",
		[TLP_COMPLETION] = "completion",
	};
	const struct tlp *t = &packet->tlp;

	line_text(line, tlp_type_name(t->type));
	put_name(line, names[t->type]);
	line_text(line, ", ");
	line_text(line, classes[tlp_class(t->type)]);
	line_text(line, t->flit ? ", flit-mode framing" : ", non-flit framing");
}

static void put_ids(struct line *line, const struct packet *packet)
{
	const struct tlp *t = &packet->tlp;

	if (is_completion(t)) {
		put_bdf(line, "Completer", t->completer);
		put_bdf(line, " Requester", t->requester);
	} else {
		put_bdf(line, "Requester", t->requester);
	}
	if (is_config(t) || (is_message(t) && t->routing == TLP_ROUTE_BY_ID))
		put_bdf(line, " Target", t->target);
	if (t->th && t->type == TLP_MWR && !t->flit) {
		line_text(line, " Tag absent (the ST is in its place)");
	} else if (!t->flit || !is_message(t)) {
		line_named_hex(line, " Tag 0x", t->tag, 2);
		line_named_dec(line, " (", t->tag);
		line_char(line, ')');
	}
}

static void put_address(struct line *line, const struct packet *packet)
{
	static const char *const types[4] = {
		[TLP_AT_UNTRANSLATED] = "untranslated",
		[TLP_AT_TRANSLATION_REQUEST] = "translation request",
		[TLP_AT_TRANSLATED] = "translated",
		[TLP_AT_RESERVED] = "reserved",
	};
	const struct tlp *t = &packet->tlp;
	const unsigned int digits = t->addr64 ? 16 : 8;

	line_named_hex(line, "0x", t->addr, digits);
	if (t->length)
		line_named_hex(line, "-0x", t->addr + t->length * 4u - 1,
			       digits);
	line_named_dec(line, ", AT ", t->at);
	put_name(line, types[t->at & 3]);
	if (t->av)
		line_named_dec(line, ", AMA ", t->ama);
}

static void put_enables(struct line *line, const char *label, uint8_t enables)
{
	line_text(line, label);
	for (int bit = 3; bit >= 0; bit--)
		line_char(line, enables >> bit & 1 ? '1' : '0');
}

static void put_amount(struct line *line, const struct packet *packet)
{
	const struct tlp *t = &packet->tlp;

	line_dec(line, t->length, 1);
	line_named_dec(line, " DW, ", packet_bytes(t));
	line_text(line, " bytes");
	if (!has_enables(t))
		return;
	put_enables(line, ", enables first ", t->first_be);
	put_enables(line, " last ", t->last_be);
	if (t->flit ? is_memory(t) && !(t->ohc & TLP_OHC_A)
		    : t->th && t->type != TLP_MWR)
		put_name(line, "implied");
}

static void put_hints(struct line *line, const struct packet *packet)
{
	static const char *const names[4] = {
		[TLP_PH_BIDIRECTIONAL] = "bidirectional",
		[TLP_PH_REQUESTER] = "requester",
		[TLP_PH_TARGET] = "target",
		[TLP_PH_TARGET_PRIORITY] = "target with priority",
	};
	const struct tlp *t = &packet->tlp;

	put_flag(line, "TH", t->th);
	if (!t->th)
		return;
	line_named_dec(line, " PH ", t->ph);
	put_name(line, names[t->ph & 3]);
	line_named_hex(line, " ST 0x", t->st, t->st_ext ? 4 : 2);
	line_named_dec(line, " (", t->st);
	line_text(line, t->st_ext ? "), 16 bits, in " : "), 8 bits, in ");
	line_text(line, t->flit		     ? "OHC-B"
			: t->type == TLP_MWR ? "the place of the tag"
					     : "the place of the byte enables");
	if (t->st_ext && !t->flit)
		line_text(line, " and a prefix");
}

static void put_attributes(struct line *line, const struct packet *packet)
{
	const struct tlp *t = &packet->tlp;

	line_named_dec(line, "TC ", t->tc);
	put_flag(line, ", IDO", t->attr & 4);
	put_flag(line, " RO", t->attr & 2);
	put_flag(line, " NoSnoop", t->attr & 1);
	if (packet->raw.rebuilt) {
		line_text(line, " EP? TD?");
	} else {
		put_flag(line, " EP", t->ep);
		put_flag(line, " TD", t->td);
	}
	if (!t->flit)
		put_flag(line, " LN", t->ln);
}

static void put_register(struct line *line, const struct packet *packet)
{
	line_named_hex(line, "0x", packet->tlp.reg, 3);
}

static void put_status(struct line *line, const struct packet *packet)
{
	static const char *const names[8] = {
		[TLP_CPL_SC] = "SC, successful",
		[TLP_CPL_UR] = "UR, unsupported request",
		[TLP_CPL_RRS] = "RRS, request retry",
		[TLP_CPL_CA] = "CA, completer abort",
	};
	const struct tlp *t = &packet->tlp;
	const char *name = names[t->status & 7];

	line_dec(line, t->status, 1);
	put_name(line, name ? name : "reserved");
	/* Completions of unordered requests have other fields */
	if (t->type <= TLP_CPLDLK) {
		line_named_dec(line, ", ", t->byte_count);
		line_named_hex(line, " bytes remain, lower address 0x",
			       t->lower_addr, 2);
	}
	if (!t->flit)
		put_flag(line, ", BCM", t->bcm);
}

static void put_message(struct line *line, const struct packet *packet)
{
	static const char *const routings[8] = {
		"to the root complex",
		"by address",
		"by ID",
		"broadcast",
		"local",
		"gathered",
		"reserved",
		"reserved",
	};
	const struct tlp *t = &packet->tlp;
	const struct tlp_message *message = tlp_message(t->msg_code);

	line_named_hex(line, "0x", t->msg_code, 2);
	put_name(line, message ? message->name : "unknown");
	line_text(line, ", routed ");
	line_text(line, routings[t->routing & 7]);
	line_named_hex(line, ", DW2 0x", t->msg_dw[0], 8);
	line_named_hex(line, " DW3 0x", t->msg_dw[1], 8);
}

static bool has_pasid(const struct tlp *t)
{
	return t->pv;
}

static void put_pasid(struct line *line, const struct packet *packet)
{
	const struct tlp *t = &packet->tlp;

	line_named_hex(line, "0x", t->pasid, 5);
	put_flag(line, ", PMR", t->pmr);
	put_flag(line, " ER", t->er);
}

static bool has_prefixes(const struct tlp *t)
{
	return t->nprefix;
}

static void put_prefixes(struct line *line, const struct packet *packet)
{
	static const struct {
		uint8_t byte0;
		const char *name;
	} names[] = {
		{TLP_PREFIX_MRIOV, "MR-IOV"},
		{TLP_PREFIX_VENDOR_L0, "vendor L0"},
		{TLP_PREFIX_VENDOR_L1, "vendor L1"},
		{TLP_PREFIX_EXT_TPH, "Extended TPH"},
		{TLP_PREFIX_PASID, "PASID"},
		{TLP_PREFIX_IDE, "IDE"},
		{TLP_PREFIX_VENDOR_E0, "vendor E0"},
		{TLP_PREFIX_VENDOR_E1, "vendor E1"},
	};
	const struct tlp *t = &packet->tlp;

	for (unsigned int i = 0; i < t->nprefix; i++) {
		uint32_t dw = t->prefix[i];
		const char *name = "unknown";

		for (size_t n = 0; n < ARRAY_SIZE(names); n++)
			if (names[n].byte0 == dw >> 24)
				name = names[n].name;
		line_named_hex(line, i ? ", 0x" : "0x", dw, 8);
		line_text(line, " (");
		line_text(line, name);
		line_text(line, tlp_prefix_is_end_end(dw) ? ", End-End)"
							  : ", local)");
	}
}

static bool has_ohc(const struct tlp *t)
{
	return t->flit && t->ohc;
}

static void put_ohc(struct line *line, const struct packet *packet)
{
	static const char *const names[TLP_MAX_OHC] = {"A",  "B",  "C", "E",
						       "E2", "E3", "E4"};
	/* Words of OHC-E by the two bits that select them */
	static const unsigned int words[4] = {0, 1, 2, 4};
	const struct tlp *t = &packet->tlp;
	unsigned int last = TLP_OHC_SLOT_E + words[(t->ohc & TLP_OHC_E) >> 3];
	const char *comma = "";

	for (unsigned int i = 0; i < last; i++) {
		if (i < TLP_OHC_SLOT_E && !(t->ohc >> i & 1))
			continue;
		line_text(line, comma);
		line_text(line, names[i]);
		line_named_hex(line, " 0x", t->ohc_dw[i], 8);
		comma = ", ";
	}
}

static bool has_segments(const struct tlp *t)
{
	return t->flit && (t->dsv || t->ohc & TLP_OHC_C ||
			   (is_completion(t) && t->ohc & TLP_OHC_A));
}

static void put_segments(struct line *line, const struct packet *packet)
{
	const struct tlp *t = &packet->tlp;

	put_flag(line, "DSV", t->dsv);
	if (t->dsv)
		line_named_dec(line, " destination ", t->dst_segment);
	if (is_completion(t) && t->ohc & TLP_OHC_A)
		line_named_dec(line, " completer ", t->cpl_segment);
	if (t->ohc & TLP_OHC_C)
		line_named_dec(line, " requester ", t->req_segment);
}

static bool has_trailer(const struct tlp *t)
{
	return t->td || (t->flit && t->ts);
}

static void put_trailer(struct line *line, const struct packet *packet)
{
	const struct tlp *t = &packet->tlp;

	if (t->flit) {
		line_named_dec(line, "TS ", t->ts);
		line_char(line, ' ');
	}
	if (packet->missing) {
		line_text(line, "not captured");
	} else if (t->td) {
		line_named_hex(line, "ECRC 0x", t->ecrc, 8);
		line_text(line, ", ");
		line_text(line, verdict_ecrc_name(verdict_ecrc(packet)));
	} else {
		for (unsigned int i = 0; i < TLP_MAX_TRAILER; i++)
			line_named_hex(line, i ? " " : "", t->trailer[i], 8);
	}
}

static bool has_reserved(const struct tlp *t)
{
	return t->reserved;
}

static void put_reserved(struct line *line, const struct packet *packet)
{
	line_named_hex(line, "0x", packet->tlp.reserved, 6);
}

static bool has_length(const struct tlp *t)
{
	return t->length;
}

/* Parts in the order they are shown, and the TLPs that have them */
static const struct {
	const char *label;
	bool (*has)(const struct tlp *t);
	void (*put)(struct line *line, const struct packet *packet);
} lines[] = {
	{"\tPacket: ", always, put_packet},
	{"\tHeader: ", always, put_header},
	{"\tType: ", always, put_type},
	{"\tIDs: ", has_requester, put_ids},
	{"\tAddress: ", packet_has_addr, put_address},
	{"\tAmount: ", has_length, put_amount},
	{"\tHints: ", is_memory, put_hints},
	{"\tRegister: ", is_config, put_register},
	{"\tStatus: ", is_completion, put_status},
	{"\tMessage: ", is_message, put_message},
	{"\tAttributes: ", always, put_attributes},
	{"\tPASID: ", has_pasid, put_pasid},
	{"\tPrefixes: ", has_prefixes, put_prefixes},
	{"\tOHC: ", has_ohc, put_ohc},
	{"\tSegments: ", has_segments, put_segments},
	{"\tTrailer: ", has_trailer, put_trailer},
	{"\tReserved: ", has_reserved, put_reserved},
};

static void put_rules(const struct dump *dump, const struct packet *packet)
{
	const struct tlp_rule *rule = NULL;

	while ((rule = verdict_next_broken(packet, rule)))
		line_printf(dump->line, "\t%sBroken: %s (sec %s, %s): %s%s\n",
			    verdict_is_broken(rule) ? dump->style->error : "",
			    rule->name, rule->section,
			    tlp_verdict_name(rule->verdict), rule->what,
			    verdict_is_broken(rule) ? dump->style->off : "");
}

void dump_detail(const struct dump *dump, const struct packet *packet)
{
	const uint8_t *payload;
	size_t len;

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		if (!lines[i].has(&packet->tlp))
			continue;
		line_text(dump->line, lines[i].label);
		lines[i].put(dump->line, packet);
		line_char(dump->line, '\n');
	}
	put_rules(dump, packet);
	payload = dump->hex || dump->verbose > 1 ? dump_payload(packet, &len)
						 : NULL;
	if (payload)
		dump_bytes(dump->line, payload, len,
			   packet_has_addr(&packet->tlp) ? packet->tlp.addr
							 : 0);
}
