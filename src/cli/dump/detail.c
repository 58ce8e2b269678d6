// SPDX-License-Identifier: BSD-3-Clause
/* A TLP field by field, in the manner of lspci -vv */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "analyze/packet/kind.h"
#include "analyze/packet/verdict.h"
#include "cli/dump/dump.h"
#include "ground.h"

static char sign(bool flag)
{
	return flag ? '+' : '-';
}

static void put_bdf(FILE *out, const char *label, uint16_t bdf)
{
	fprintf(out, "%s %02x:%02x.%x", label, TLP_BDF_BUS(bdf),
		TLP_BDF_DEV(bdf), TLP_BDF_FN(bdf));
}

static uint32_t get_dw(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static bool always(const struct tlp *t)
{
	return true;
}

static void put_packet(FILE *out, const struct packet *packet)
{
	const struct capture_packet *raw = &packet->raw;
	time_t seconds = raw->ns / 1000000000;
	char position[PACKET_POSITION], date[32] = "";
	struct tm tm;

	fprintf(out, "%s, %zu bytes",
		packet_position(packet, position, sizeof(position)),
		raw->orig_len);
	if (packet->missing)
		fprintf(out, ", %zu not captured", packet->missing);
	if (raw->timed && gmtime_r(&seconds, &tm) &&
	    strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S", &tm))
		fprintf(out, ", %s.%09" PRIu64 " UTC", date,
			raw->ns % 1000000000);
}

static void put_header(FILE *out, const struct packet *packet)
{
	size_t size = tlp_header_size(&packet->tlp);

	for (size_t at = 0; at + 4 <= size && at + 4 <= packet->raw.len;
	     at += 4)
		fprintf(out, "%s%08x", at ? " " : "",
			get_dw(packet->raw.data + at));
}

static void put_type(FILE *out, const struct packet *packet)
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

	fprintf(out, "%s (%s), %s, %s framing", tlp_type_name(t->type),
		names[t->type], classes[tlp_class(t->type)],
		t->flit ? "flit-mode" : "non-flit");
}

static void put_ids(FILE *out, const struct packet *packet)
{
	const struct tlp *t = &packet->tlp;

	if (is_completion(t)) {
		put_bdf(out, "Completer", t->completer);
		put_bdf(out, " Requester", t->requester);
	} else {
		put_bdf(out, "Requester", t->requester);
	}
	if (is_config(t) || (is_message(t) && t->routing == TLP_ROUTE_BY_ID))
		put_bdf(out, " Target", t->target);
	if (t->th && t->type == TLP_MWR && !t->flit)
		fprintf(out, " Tag absent (the ST is in its place)");
	else if (!t->flit || !is_message(t))
		fprintf(out, " Tag 0x%02x (%u)", t->tag, t->tag);
}

static void put_address(FILE *out, const struct packet *packet)
{
	static const char *const types[4] = {
		[TLP_AT_UNTRANSLATED] = "untranslated",
		[TLP_AT_TRANSLATION_REQUEST] = "translation request",
		[TLP_AT_TRANSLATED] = "translated",
		[TLP_AT_RESERVED] = "reserved",
	};
	const struct tlp *t = &packet->tlp;

	fprintf(out, "0x%0*" PRIx64, t->addr64 ? 16 : 8, t->addr);
	if (t->length)
		fprintf(out, "-0x%0*" PRIx64, t->addr64 ? 16 : 8,
			t->addr + t->length * 4u - 1);
	fprintf(out, ", AT %u (%s)", t->at, types[t->at & 3]);
	if (t->av)
		fprintf(out, ", AMA %u", t->ama);
}

static void put_amount(FILE *out, const struct packet *packet)
{
	const struct tlp *t = &packet->tlp;

	fprintf(out, "%u DW, %u bytes", t->length, packet_bytes(t));
	if (!has_enables(t))
		return;
	fprintf(out, ", enables first");
	for (int bit = 3; bit >= 0; bit--)
		fprintf(out, "%s%u", bit == 3 ? " " : "",
			t->first_be >> bit & 1);
	fprintf(out, " last");
	for (int bit = 3; bit >= 0; bit--)
		fprintf(out, "%s%u", bit == 3 ? " " : "",
			t->last_be >> bit & 1);
	if (t->flit ? is_memory(t) && !(t->ohc & TLP_OHC_A)
		    : t->th && t->type != TLP_MWR)
		fprintf(out, " (implied)");
}

static void put_hints(FILE *out, const struct packet *packet)
{
	static const char *const names[4] = {
		[TLP_PH_BIDIRECTIONAL] = "bidirectional",
		[TLP_PH_REQUESTER] = "requester",
		[TLP_PH_TARGET] = "target",
		[TLP_PH_TARGET_PRIORITY] = "target with priority",
	};
	const struct tlp *t = &packet->tlp;

	fprintf(out, "TH%c", sign(t->th));
	if (!t->th)
		return;
	fprintf(out, " PH %u (%s) ST 0x%0*x (%u), %u bits, in %s", t->ph,
		names[t->ph & 3], t->st_ext ? 4 : 2, t->st, t->st,
		t->st_ext ? 16 : 8,
		t->flit		     ? "OHC-B"
		: t->type == TLP_MWR ? "the place of the tag"
				     : "the place of the byte enables");
	if (t->st_ext && !t->flit)
		fprintf(out, " and a prefix");
}

static void put_attributes(FILE *out, const struct packet *packet)
{
	const struct tlp *t = &packet->tlp;

	fprintf(out, "TC %u, IDO%c RO%c NoSnoop%c EP%c TD%c", t->tc,
		sign(t->attr & 4), sign(t->attr & 2), sign(t->attr & 1),
		sign(t->ep), sign(t->td));
	if (!t->flit)
		fprintf(out, " LN%c", sign(t->ln));
}

static void put_register(FILE *out, const struct packet *packet)
{
	fprintf(out, "0x%03x", packet->tlp.reg);
}

static void put_status(FILE *out, const struct packet *packet)
{
	static const char *const names[8] = {
		[TLP_CPL_SC] = "SC, successful",
		[TLP_CPL_UR] = "UR, unsupported request",
		[TLP_CPL_RRS] = "RRS, request retry",
		[TLP_CPL_CA] = "CA, completer abort",
	};
	const struct tlp *t = &packet->tlp;
	const char *name = names[t->status & 7];

	fprintf(out, "%u (%s)", t->status, name ? name : "reserved");
	/* Completions of unordered requests have other fields */
	if (t->type <= TLP_CPLDLK)
		fprintf(out, ", %u bytes remain, lower address 0x%02x",
			t->byte_count, t->lower_addr);
	if (!t->flit)
		fprintf(out, ", BCM%c", sign(t->bcm));
}

static void put_message(FILE *out, const struct packet *packet)
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

	fprintf(out, "0x%02x (%s), routed %s, DW2 0x%08x DW3 0x%08x",
		t->msg_code, message ? message->name : "unknown",
		routings[t->routing & 7], t->msg_dw[0], t->msg_dw[1]);
}

static bool has_pasid(const struct tlp *t)
{
	return t->pv;
}

static void put_pasid(FILE *out, const struct packet *packet)
{
	const struct tlp *t = &packet->tlp;

	fprintf(out, "0x%05x, PMR%c ER%c", t->pasid, sign(t->pmr), sign(t->er));
}

static bool has_prefixes(const struct tlp *t)
{
	return t->nprefix;
}

static void put_prefixes(FILE *out, const struct packet *packet)
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
		fprintf(out, "%s0x%08x (%s, %s)", i ? ", " : "", dw, name,
			tlp_prefix_is_end_end(dw) ? "End-End" : "local");
	}
}

static bool has_ohc(const struct tlp *t)
{
	return t->flit && t->ohc;
}

static void put_ohc(FILE *out, const struct packet *packet)
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
		fprintf(out, "%s%s 0x%08x", comma, names[i], t->ohc_dw[i]);
		comma = ", ";
	}
}

static bool has_segments(const struct tlp *t)
{
	return t->flit && (t->dsv || t->ohc & TLP_OHC_C ||
			   (is_completion(t) && t->ohc & TLP_OHC_A));
}

static void put_segments(FILE *out, const struct packet *packet)
{
	const struct tlp *t = &packet->tlp;

	fprintf(out, "DSV%c", sign(t->dsv));
	if (t->dsv)
		fprintf(out, " destination %u", t->dst_segment);
	if (is_completion(t) && t->ohc & TLP_OHC_A)
		fprintf(out, " completer %u", t->cpl_segment);
	if (t->ohc & TLP_OHC_C)
		fprintf(out, " requester %u", t->req_segment);
}

static bool has_trailer(const struct tlp *t)
{
	return t->td || (t->flit && t->ts);
}

static void put_trailer(FILE *out, const struct packet *packet)
{
	const struct tlp *t = &packet->tlp;

	if (t->flit)
		fprintf(out, "TS %u ", t->ts);
	if (packet->missing)
		fprintf(out, "not captured");
	else if (t->td)
		fprintf(out, "ECRC 0x%08x, %s", t->ecrc,
			verdict_ecrc_name(verdict_ecrc(packet)));
	else
		for (unsigned int i = 0; i < TLP_MAX_TRAILER; i++)
			fprintf(out, "%s%08x", i ? " " : "", t->trailer[i]);
}

static bool has_reserved(const struct tlp *t)
{
	return t->reserved;
}

static void put_reserved(FILE *out, const struct packet *packet)
{
	fprintf(out, "0x%06x", packet->tlp.reserved);
}

static bool has_length(const struct tlp *t)
{
	return t->length;
}

/* Parts in the order they are shown, and the TLPs that have them */
static const struct {
	const char *label;
	bool (*has)(const struct tlp *t);
	void (*put)(FILE *out, const struct packet *packet);
} lines[] = {
	{"Packet", always, put_packet},
	{"Header", always, put_header},
	{"Type", always, put_type},
	{"IDs", has_requester, put_ids},
	{"Address", packet_has_addr, put_address},
	{"Amount", has_length, put_amount},
	{"Hints", is_memory, put_hints},
	{"Register", is_config, put_register},
	{"Status", is_completion, put_status},
	{"Message", is_message, put_message},
	{"Attributes", always, put_attributes},
	{"PASID", has_pasid, put_pasid},
	{"Prefixes", has_prefixes, put_prefixes},
	{"OHC", has_ohc, put_ohc},
	{"Segments", has_segments, put_segments},
	{"Trailer", has_trailer, put_trailer},
	{"Reserved", has_reserved, put_reserved},
};

static void put_rules(const struct dump *dump, const struct packet *packet)
{
	const struct tlp_rule *rule = NULL;

	while ((rule = verdict_next_broken(packet, rule)))
		fprintf(dump->line->out, "\t%sBroken: %s (sec %s, %s): %s%s\n",
			verdict_is_broken(rule) ? dump->style->error : "",
			rule->name, rule->section,
			tlp_verdict_name(rule->verdict), rule->what,
			verdict_is_broken(rule) ? dump->style->off : "");
}

void dump_detail(const struct dump *dump, const struct packet *packet)
{
	const uint8_t *payload;
	size_t len;

	line_flush(dump->line);
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		if (!lines[i].has(&packet->tlp))
			continue;
		fprintf(dump->line->out, "\t%s: ", lines[i].label);
		lines[i].put(dump->line->out, packet);
		putc_unlocked('\n', dump->line->out);
	}
	put_rules(dump, packet);
	payload = dump->hex || dump->verbose > 1 ? dump_payload(packet, &len)
						 : NULL;
	if (payload)
		dump_bytes(dump->line->out, payload, len,
			   packet_has_addr(&packet->tlp) ? packet->tlp.addr
							 : 0);
}
