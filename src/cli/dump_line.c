// SPDX-License-Identifier: BSD-3-Clause
/* A packet as one line of text */
#include <inttypes.h>
#include <string.h>

#include "dump.h"
#include "verdict.h"

/* Bytes shown of a packet that is no TLP */
#define HEX_BYTES 20

/* Names come from the file: what is not printable could command a terminal */
static void put_name(FILE *out, const char *name, int width)
{
	for (; *name; name++, width--)
		putc_unlocked((unsigned char)*name < 0x20 || *name == 0x7f
				      ? '?'
				      : *name,
			      out);
	for (; width > 0; width--)
		putc_unlocked(' ', out);
}

/* Seconds since the first packet; times may run backwards between links */
static void put_time(FILE *out, const struct wire *wire)
{
	uint64_t ns = wire->packet.ns, first = wire->first_ns;
	uint64_t d = ns < first ? first - ns : ns - first;

	if (wire->packet.timed)
		fprintf(out, " %s%" PRIu64 ".%09" PRIu64, ns < first ? "-" : "",
			d / 1000000000, d % 1000000000);
	else
		fputs_unlocked(" -", out);
}

static void put_place(FILE *out, const struct wire *wire)
{
	static const char dirs[] = {
		[CAPTURE_DOWN] = 'v',
		[CAPTURE_UP] = '^',
		[CAPTURE_DIR_UNKNOWN] = '-',
	};
	const struct capture_packet *packet = &wire->packet;

	if (packet->number)
		fprintf(out, "%6" PRIu64, packet->number);
	else
		fputs_unlocked("     -", out);
	put_time(out, wire);
	putc_unlocked(' ', out);
	put_name(out, *packet->link ? packet->link : "-", 8);
	putc_unlocked(' ', out);
	putc_unlocked(dirs[packet->dir], out);
	putc_unlocked(' ', out);
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

static void put_tlp(const struct dump *dump, const struct wire *wire)
{
	const struct style *style = dump->style;
	char text[1024];

	tlp_format(&wire->tlp, text, sizeof(text));
	put_text(dump, text);
	if (dump->hex && !dump->verbose)
		put_payload(dump, wire);
	/* Comments to tph make */
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
