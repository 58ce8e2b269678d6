// SPDX-License-Identifier: BSD-3-Clause
/* A packet as one line of text */
#include <inttypes.h>
#include <string.h>

#include "analyze/packet/place.h"
#include "analyze/packet/verdict.h"
#include "cli/dump/dump.h"

/* Bytes shown of a packet that is not a TLP */
#define HEX_BYTES 20

static void put_place(FILE *out, const struct packet *packet)
{
	char link[PLACE_LINK], time[PLACE_TIME];
	uint64_t number = packet->raw.number;

	place_link(packet, link, sizeof(link));
	place_time(packet, time, sizeof(time));
	if (number)
		fprintf(out, "%6" PRIu64 " %s %-8s %c ", number, time, link,
			place_dir(packet));
	else
		fprintf(out, "     - %s %-8s %c ", time, link,
			place_dir(packet));
}

static void put_styled(FILE *out, const struct style *style, const char *on,
		       const char *text, size_t len)
{
	fputs_unlocked(on, out);
	fwrite_unlocked(text, 1, len, out);
	fputs_unlocked(style->off, out);
}

/* Highlight type and hints */
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

static void put_payload(const struct dump *dump, const struct packet *packet)
{
	const uint8_t *payload;
	size_t len;

	payload = dump_payload(packet, &len);
	if (!payload)
		return;
	fputs_unlocked(" data ", dump->out);
	dump_hex(dump->out, payload, len);
}

/* "!" marks rules that make a TLP malformed, "?" other rules; tph make skips
 * both as comments */
static void put_rules(const struct dump *dump, const struct packet *packet)
{
	const struct tlp_rule *rule = verdict_next_broken(packet, NULL);
	const struct style *style = dump->style;

	if (!rule)
		return;
	fputs_unlocked(" #", dump->out);
	for (; rule; rule = verdict_next_broken(packet, rule))
		fprintf(dump->out, " %s%c %s%s",
			verdict_is_broken(rule) ? style->error : style->dim,
			verdict_is_broken(rule) ? '!' : '?', rule->name,
			style->off);
}

static void put_tlp(const struct dump *dump, const struct packet *packet)
{
	const struct style *style = dump->style;
	char text[1024];

	tlp_format(&packet->tlp, text, sizeof(text));
	put_text(dump, text);
	if (dump->hex && !dump->verbose)
		put_payload(dump, packet);
	put_rules(dump, packet);
	if (verdict_ecrc(packet) == VERDICT_ECRC_BAD)
		fprintf(dump->out, " %s# ECRC bad%s", style->error, style->off);
	if (packet->missing)
		fprintf(dump->out, " %s# %zu bytes not captured%s", style->dim,
			packet->missing, style->off);
}

static void put_malformed(const struct dump *dump, const struct packet *packet)
{
	const struct capture_packet *raw = &packet->raw;
	const struct style *style = dump->style;
	const char *unit = raw->line ? "line" : "byte";
	uint64_t at = raw->line ? raw->line : raw->offset;
	FILE *out = dump->out;

	if (packet->damage) {
		fprintf(out, "%sdamaged at %s %" PRIu64 ": %s%s", style->error,
			unit, at, packet->damage, style->off);
		return;
	}
	fprintf(out,
		"%smalformed: %s; %zu bytes at %s %" PRIu64 " in the file:",
		style->error, packet_error(packet), raw->len, unit, at);
	for (size_t i = 0; i < raw->len && i < HEX_BYTES; i++) {
		if (i % 4 == 0)
			putc_unlocked(' ', out);
		dump_hex(out, &raw->data[i], 1);
	}
	fprintf(out, "%s%s", raw->len > HEX_BYTES ? " ..." : "", style->off);
	put_rules(dump, packet);
}

void dump_text(const struct dump *dump, const struct packet *packet)
{
	if (dump->bare && packet->error)
		fputs_unlocked("# ", dump->out);
	if (!dump->bare)
		put_place(dump->out, packet);
	if (packet->error)
		put_malformed(dump, packet);
	else
		put_tlp(dump, packet);
}

void dump_line(const struct dump *dump, const struct packet *packet)
{
	dump_text(dump, packet);
	putc_unlocked('\n', dump->out);
}
