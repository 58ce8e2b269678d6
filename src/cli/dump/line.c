// SPDX-License-Identifier: BSD-3-Clause
/* A packet as one line of text */
#include <inttypes.h>
#include <string.h>

#include "analyze/packet/place.h"
#include "analyze/packet/verdict.h"
#include "cli/dump/dump.h"
#include "ground.h"

/* Bytes shown of a packet that is not a TLP */
#define HEX_BYTES 20

/* Room for the text of a TLP */
#define TEXT 1024

static void put_link(struct line *line, const struct packet *packet)
{
	char *link = line_room(line, PLACE_LINK);
	size_t from = line_len(line);

	line_took(line, strlen(place_link(packet, link, PLACE_LINK)));
	line_pad(line, from, 8);
}

static void put_place(struct line *line, const struct packet *packet)
{
	const char dir[] = {' ', place_dir(packet), ' '};

	if (packet->raw.number)
		line_dec(line, packet->raw.number, 6);
	else
		line_text(line, "     -");
	line_char(line, ' ');
	place_time(packet, line);
	line_char(line, ' ');
	put_link(line, packet);
	line_bytes(line, dir, sizeof(dir));
}

static void put_styled(struct line *line, const struct style *style,
		       const char *on, const char *text, size_t len)
{
	line_text(line, on);
	line_bytes(line, text, len);
	line_text(line, style->off);
}

/* Highlight type and hints */
static void put_colours(struct line *line, const struct style *style,
			const char *text)
{
	const char *hints, *end = text + strcspn(text, " ");

	put_styled(line, style, style->type, text, end - text);
	text = end;
	hints = strstr(text, "TH+");
	end = hints ? strstr(hints, " ST 0x") : NULL;
	if (end) {
		end += strlen(" ST 0x");
		end += strcspn(end, " ");
		line_bytes(line, text, hints - text);
		put_styled(line, style, style->hint, hints, end - hints);
		text = end;
	}
	line_text(line, text);
}

static void put_text(const struct dump *dump, const struct tlp *tlp)
{
	char coloured[TEXT];
	int n;

	if (*dump->style->off) {
		tlp_format(tlp, coloured, sizeof(coloured));
		put_colours(dump->line, dump->style, coloured);
		return;
	}
	n = tlp_format(tlp, line_room(dump->line, TEXT), TEXT);
	line_took(dump->line, min(n, TEXT - 1));
}

static void put_payload(const struct dump *dump, const struct packet *packet)
{
	const uint8_t *payload;
	size_t len;

	payload = dump_payload(packet, &len);
	if (!payload)
		return;
	line_text(dump->line, " data ");
	line_hex_bytes(dump->line, payload, len);
}

/* "!" marks rules that make a TLP malformed, "?" other rules; tph make skips
 * both as comments */
static void put_rules(const struct dump *dump, const struct packet *packet)
{
	const struct tlp_rule *rule = verdict_next_broken(packet, NULL);
	const struct style *style = dump->style;

	if (!rule)
		return;
	line_text(dump->line, " #");
	for (; rule; rule = verdict_next_broken(packet, rule))
		line_printf(dump->line, " %s%c %s%s",
			    verdict_is_broken(rule) ? style->error : style->dim,
			    verdict_is_broken(rule) ? '!' : '?', rule->name,
			    style->off);
}

static void put_tlp(const struct dump *dump, const struct packet *packet)
{
	const struct style *style = dump->style;

	put_text(dump, &packet->tlp);
	if (dump->hex && !dump->verbose)
		put_payload(dump, packet);
	put_rules(dump, packet);
	if (verdict_ecrc(packet) == VERDICT_ECRC_BAD)
		line_printf(dump->line, " %s# ECRC bad%s", style->error,
			    style->off);
	if (packet->missing)
		line_printf(dump->line, " %s# %zu bytes not captured%s",
			    style->dim, packet->missing, style->off);
}

static void put_malformed(const struct dump *dump, const struct packet *packet)
{
	const struct capture_packet *raw = &packet->raw;
	const struct style *style = dump->style;
	const char *unit = raw->line ? "line" : "byte";
	uint64_t at = raw->line ? raw->line : raw->offset;
	struct line *line = dump->line;

	if (packet->damage) {
		line_printf(line, "%sdamaged at %s %" PRIu64 ": %s%s",
			    style->error, unit, at, packet->damage, style->off);
		return;
	}
	line_printf(line,
		    "%smalformed: %s; %zu bytes at %s %" PRIu64 " in the file:",
		    style->error, packet_error(packet), raw->len, unit, at);
	for (size_t i = 0; i < raw->len && i < HEX_BYTES; i++) {
		if (i % 4 == 0)
			line_char(line, ' ');
		line_hex_bytes(line, &raw->data[i], 1);
	}
	line_printf(line, "%s%s", raw->len > HEX_BYTES ? " ..." : "",
		    style->off);
	put_rules(dump, packet);
}

void dump_text(const struct dump *dump, const struct packet *packet)
{
	if (dump->bare && packet->error)
		line_text(dump->line, "# ");
	if (!dump->bare)
		put_place(dump->line, packet);
	if (packet->error)
		put_malformed(dump, packet);
	else
		put_tlp(dump, packet);
}

void dump_line(const struct dump *dump, const struct packet *packet)
{
	dump_text(dump, packet);
	line_char(dump->line, '\n');
}
