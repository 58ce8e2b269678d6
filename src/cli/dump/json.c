// SPDX-License-Identifier: BSD-3-Clause
/*
 * A packet as JSON: the fields of field.c and keys that are not fields. Written
 * by hand: json-c objects would take most of the time.
 */
#include "analyze/match/field.h"
#include "cli/dump/dump.h"
#include "ground.h"

/* An object that is being written */
struct json {
	struct line *line;
	bool any;
};

static void put_0x(struct line *line, uint64_t n)
{
	line_text(line, "\"0x");
	line_hex(line, n, 1);
	line_char(line, '"');
}

static void put_bdf(struct line *line, uint16_t bdf)
{
	line_char(line, '"');
	line_bdf(line, bdf);
	line_char(line, '"');
}

/* Return: bytes of the UTF-8 character at @p, 0 if it is invalid */
static size_t utf8(const uint8_t *p)
{
	static const struct {
		uint8_t first, last, low, high, more;
	} rows[] = {
		/* low, high: of the second byte. No surrogates, no long forms
		 */
		{0xc2, 0xdf, 0x80, 0xbf, 1}, {0xe0, 0xe0, 0xa0, 0xbf, 2},
		{0xe1, 0xec, 0x80, 0xbf, 2}, {0xed, 0xed, 0x80, 0x9f, 2},
		{0xee, 0xef, 0x80, 0xbf, 2}, {0xf0, 0xf0, 0x90, 0xbf, 3},
		{0xf1, 0xf3, 0x80, 0xbf, 3}, {0xf4, 0xf4, 0x80, 0x8f, 3},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (*p < rows[i].first || *p > rows[i].last)
			continue;
		if (p[1] < rows[i].low || p[1] > rows[i].high)
			return 0;
		for (size_t n = 2; n <= rows[i].more; n++)
			if ((p[n] & 0xc0) != 0x80)
				return 0;
		return rows[i].more + 1;
	}
	return 0;
}

/* Names come from the file and may contain any bytes */
static void put_string(struct line *line, const char *text)
{
	const uint8_t *p = (const uint8_t *)text;
	size_t n;

	line_char(line, '"');
	for (; *p; p += n) {
		n = 1;
		if (*p == '"' || *p == '\\') {
			line_char(line, '\\');
			line_char(line, *p);
		} else if (*p < 0x20 || *p == 0x7f) {
			line_text(line, "\\u00");
			line_hex_bytes(line, p, 1);
		} else if (*p < 0x80) {
			line_char(line, *p);
		} else if (utf8(p)) {
			n = utf8(p);
			line_bytes(line, (const char *)p, n);
		} else {
			line_text(line, "\\ufffd");
		}
	}
	line_char(line, '"');
}

static void key(struct json *json, const char *name)
{
	line_text(json->line, json->any ? ",\"" : "{\"");
	json->any = true;
	line_text(json->line, name);
	line_text(json->line, "\":");
}

static void put_value(struct line *line, const struct field *field,
		      const struct field_value *value)
{
	switch (field->kind) {
	case FIELD_NAME:
		put_string(line, field->value_name(value->number));
		break;
	case FIELD_TEXT:
		put_string(line, value->text);
		break;
	case FIELD_BDF:
		put_bdf(line, value->number);
		break;
	case FIELD_HEX:
		put_0x(line, value->number);
		break;
	case FIELD_FLAG:
		line_text(line, value->number ? "true" : "false");
		break;
	default:
		line_dec(line, value->number, 1);
	}
}

static void add_fields(struct json *json, const struct packet *packet)
{
	struct field_value value;

	for (size_t i = 0; i < fields_count; i++) {
		const struct field *field = &fields[i];

		if ((packet->error && !field->of_packet) ||
		    field->kind == FIELD_TIME || !field->get(packet, &value))
			continue;
		key(json, field->name);
		if (!field->next) {
			put_value(json->line, field, &value);
			continue;
		}
		line_char(json->line, '[');
		put_value(json->line, field, &value);
		while (field->next(packet, &value)) {
			line_char(json->line, ',');
			put_value(json->line, field, &value);
		}
		line_char(json->line, ']');
	}
}

static void add_words(struct json *json, const char *name,
		      const uint32_t *words, unsigned int count)
{
	if (!count)
		return;
	key(json, name);
	for (unsigned int i = 0; i < count; i++) {
		line_char(json->line, i ? ',' : '[');
		put_0x(json->line, words[i]);
	}
	line_char(json->line, ']');
}

static void add_hex(struct json *json, const char *name, const uint8_t *bytes,
		    size_t len)
{
	key(json, name);
	line_char(json->line, '"');
	line_hex_bytes(json->line, bytes, len);
	line_char(json->line, '"');
}

static void add_payload(struct json *json, const struct packet *packet)
{
	const uint8_t *payload;
	size_t len;

	payload = dump_payload(packet, &len);
	if (payload)
		add_hex(json, "payload", payload, len);
}

static void add_malformed(const struct dump *dump, struct json *json,
			  const struct packet *packet)
{
	key(json, "malformed");
	put_string(json->line, packet_error(packet));
	if (packet->damage)
		return;
	key(json, "captured");
	line_dec(json->line, packet->raw.len, 1);
	if (dump->hex)
		add_hex(json, "data", packet->raw.data, packet->raw.len);
}

void dump_object(const struct dump *dump, const struct packet *packet)
{
	struct json json = {.line = dump->line};

	add_fields(&json, packet);
	if (packet->error) {
		add_malformed(dump, &json, packet);
	} else {
		add_words(&json, "prefixes", packet->tlp.prefix,
			  packet->tlp.nprefix);
		if (packet->missing) {
			key(&json, "missing");
			line_dec(json.line, packet->missing, 1);
		}
		if (packet->raw.lost) {
			key(&json, "lost");
			line_dec(json.line, packet->raw.lost, 1);
		}
		if (packet->raw.rebuilt) {
			key(&json, "rebuilt");
			line_text(json.line, "true");
		}
		if (dump->hex)
			add_payload(&json, packet);
	}
	line_char(dump->line, '}');
}

void dump_json(const struct dump *dump, const struct packet *packet)
{
	dump_object(dump, packet);
	line_char(dump->line, '\n');
}
