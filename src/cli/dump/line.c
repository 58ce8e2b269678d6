// SPDX-License-Identifier: BSD-3-Clause
/* A packet as one line of text */
#include <inttypes.h>
#include <string.h>

#include "cli/dump/dump.h"
#include "analyze/packet/verdict.h"
#include "analyze/packet/place.h"

/* Bytes shown of a packet that is no TLP */
#define HEX_BYTES 20

static void put_place(FILE *out, const struct wire *wire)
{
	char link[WHERE_LINK], time[WHERE_TIME];
	uint64_t number = wire->packet.number;

	where_link(wire, link, sizeof(link));
	where_time(wire, time, sizeof(time));
	if (number)
		fprintf(out, "%6" PRIu64 " %s %-8s %c ", number, time, link,
			where_dir(wire));
	else
		fprintf(out, "     - %s %-8s %c ", time, link, where_dir(wire));
}

static void put_styled(FILE *out, const struct style *style, const char *on,
		       const char *text, size_t len)
{
	fputs_unlocked(on, out);
	fwrite_unlocked(text, 1, len, out);
	fputs_unlocked(style->off, out);
}

/* Type and hints, which are what one looks for, stand out */
static void put_text(const struct dump *dump, const char *text)
{
	const struct style *style = dump->style;
	const char *hints, *end;

	if (!*style->off) {
		fputs_unlocked(text, dump->out);
		return;
	}
	end = text + strcspn(text, " ");
	put_styled(dump->out, style, style->type, text, end - text);
	text = end;
	hints = strstr(text, "TH+");
	end = hints ? strstr(hints, " ST 0x") : NULL;
	if (end) {
		end += strlen(" ST 0x");
		end += strcspn(end, " ");
		fwrite_unlocked(text, 1, hints - text, dump->out);
		put_styled(dump->out, style, style->hint, hints, end - hints);
		text = end;
	}
	fputs_unlocked(text, dump->out);
}

static void put_payload(const struct dump *dump, const struct wire *wire)
{
	const uint8_t *payload;
	size_t len;

	payload = dump_payload(wire, &len);
	if (!payload)
		return;
	fputs_unlocked(" data ", dump->out);
	dump_hex(dump->out, payload, len);
}

/* "!" marks what makes a TLP malformed, "?" what is only odd; comments to tph
 * make */
static void put_rules(const struct dump *dump, const struct wire *wire)
{
	const struct tlp_rule *rule = verdict_next_broken(wire, NULL);
	const struct style *style = dump->style;

	if (!rule)
		return;
	fputs_unlocked(" #", dump->out);
	for (; rule; rule = verdict_next_broken(wire, rule))
		fprintf(dump->out, " %s%c %s%s",
			verdict_is_broken(rule) ? style->error : style->dim,
			verdict_is_broken(rule) ? '!' : '?', rule->name,
			style->off);
}

static void put_tlp(const struct dump *dump, const struct wire *wire)
{
	const struct style *style = dump->style;
	char text[1024];

	tlp_format(&wire->tlp, text, sizeof(text));
	put_text(dump, text);
	if (dump->hex && !dump->verbose)
		put_payload(dump, wire);
	put_rules(dump, wire);
	if (verdict_ecrc(wire) == VERDICT_ECRC_BAD)
		fprintf(dump->out, " %s# ECRC bad%s", style->error, style->off);
	if (wire->missing)
		fprintf(dump->out, " %s# %zu bytes not captured%s", style->dim,
			wire->missing, style->off);
}

static void put_malformed(const struct dump *dump, const struct wire *wire)
{
	const struct capture_packet *packet = &wire->packet;
	const struct style *style = dump->style;
	const char *unit = packet->line ? "line" : "byte";
	uint64_t at = packet->line ? packet->line : packet->offset;
	FILE *out = dump->out;

	if (wire->damage) {
		fprintf(out, "%sdamaged at %s %" PRIu64 ": %s%s", style->error,
			unit, at, wire->damage, style->off);
		return;
	}
	fprintf(out,
		"%smalformed: %s; %zu bytes at %s %" PRIu64 " of the file:",
		style->error, wire_error(wire), packet->len, unit, at);
	for (size_t i = 0; i < packet->len && i < HEX_BYTES; i++) {
		if (i % 4 == 0)
			putc_unlocked(' ', out);
		dump_hex(out, &packet->data[i], 1);
	}
	fprintf(out, "%s%s", packet->len > HEX_BYTES ? " ..." : "", style->off);
	put_rules(dump, wire);
}

void dump_text(const struct dump *dump, const struct wire *wire)
{
	if (dump->bare && wire->error)
		fputs_unlocked("# ", dump->out);
	if (!dump->bare)
		put_place(dump->out, wire);
	if (wire->error)
		put_malformed(dump, wire);
	else
		put_tlp(dump, wire);
}

void dump_line(const struct dump *dump, const struct wire *wire)
{
	dump_text(dump, wire);
	putc_unlocked('\n', dump->out);
}
