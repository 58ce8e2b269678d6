// SPDX-License-Identifier: BSD-3-Clause
/*
 * A packet as JSON: the fields of field.c and keys that are not fields. Written
 * by hand: json-c objects would take most of the time.
 */
#include <inttypes.h>
#include <string.h>

#include "analyze/match/field.h"
#include "cli/dump/dump.h"
#include "ground.h"

/* An object that is being written */
struct json {
	FILE *out;
	bool any;
};

static void put(FILE *out, const char *text)
{
	fputs_unlocked(text, out);
}

static void put_number(FILE *out, uint64_t n)
{
	char text[20], *p = text + sizeof(text);

	do
		*--p = '0' + n % 10;
	while (n /= 10);
	fwrite_unlocked(p, 1, text + sizeof(text) - p, out);
}

static void put_0x(FILE *out, uint64_t n)
{
	char text[16], *p = text + sizeof(text);

	do
		*--p = "0123456789abcdef"[n & 0xf];
	while (n >>= 4);
	put(out, "\"0x");
	fwrite_unlocked(p, 1, text + sizeof(text) - p, out);
	putc_unlocked('"', out);
}

static void put_bdf(FILE *out, uint16_t bdf)
{
	const uint8_t id[2] = {TLP_BDF_BUS(bdf), TLP_BDF_DEV(bdf)};

	putc_unlocked('"', out);
	dump_hex(out, &id[0], 1);
	putc_unlocked(':', out);
	dump_hex(out, &id[1], 1);
	putc_unlocked('.', out);
	putc_unlocked('0' + TLP_BDF_FN(bdf), out);
	putc_unlocked('"', out);
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
static void put_string(FILE *out, const char *text)
{
	const uint8_t *p = (const uint8_t *)text;
	size_t n;

	putc_unlocked('"', out);
	for (; *p; p += n) {
		n = 1;
		if (*p == '"' || *p == '\\') {
			putc_unlocked('\\', out);
			putc_unlocked(*p, out);
		} else if (*p < 0x20 || *p == 0x7f) {
			put(out, "\\u00");
			dump_hex(out, p, 1);
		} else if (*p < 0x80) {
			putc_unlocked(*p, out);
		} else if (utf8(p)) {
			n = utf8(p);
			fwrite_unlocked(p, 1, n, out);
		} else {
			put(out, "\\ufffd");
		}
	}
	putc_unlocked('"', out);
}

static void key(struct json *json, const char *name)
{
	putc_unlocked(json->any ? ',' : '{', json->out);
	json->any = true;
	putc_unlocked('"', json->out);
	put(json->out, name);
	put(json->out, "\":");
}

static void put_value(FILE *out, const struct field *field,
		      const struct field_value *value)
{
	switch (field->kind) {
	case FIELD_NAME:
		put_string(out, field->value_name(value->number));
		break;
	case FIELD_TEXT:
		put_string(out, value->text);
		break;
	case FIELD_BDF:
		put_bdf(out, value->number);
		break;
	case FIELD_HEX:
		put_0x(out, value->number);
		break;
	case FIELD_FLAG:
		put(out, value->number ? "true" : "false");
		break;
	default:
		put_number(out, value->number);
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
			put_value(json->out, field, &value);
			continue;
		}
		putc_unlocked('[', json->out);
		put_value(json->out, field, &value);
		while (field->next(packet, &value)) {
			putc_unlocked(',', json->out);
			put_value(json->out, field, &value);
		}
		putc_unlocked(']', json->out);
	}
}

static void add_words(struct json *json, const char *name,
		      const uint32_t *words, unsigned int count)
{
	if (!count)
		return;
	key(json, name);
	for (unsigned int i = 0; i < count; i++) {
		putc_unlocked(i ? ',' : '[', json->out);
		put_0x(json->out, words[i]);
	}
	putc_unlocked(']', json->out);
}

static void add_hex(struct json *json, const char *name, const uint8_t *bytes,
		    size_t len)
{
	key(json, name);
	putc_unlocked('"', json->out);
	dump_hex(json->out, bytes, len);
	putc_unlocked('"', json->out);
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
	put_string(json->out, packet_error(packet));
	if (packet->damage)
		return;
	key(json, "captured");
	put_number(json->out, packet->raw.len);
	if (dump->hex)
		add_hex(json, "data", packet->raw.data, packet->raw.len);
}

void dump_object(const struct dump *dump, const struct packet *packet)
{
	struct json json = {.out = dump->line->out};

	line_flush(dump->line);
	add_fields(&json, packet);
	if (packet->error) {
		add_malformed(dump, &json, packet);
	} else {
		add_words(&json, "prefixes", packet->tlp.prefix,
			  packet->tlp.nprefix);
		if (packet->missing) {
			key(&json, "missing");
			put_number(json.out, packet->missing);
		}
		if (dump->hex)
			add_payload(&json, packet);
	}
	putc_unlocked('}', json.out);
}

void dump_json(const struct dump *dump, const struct packet *packet)
{
	dump_object(dump, packet);
	putc_unlocked('\n', dump->line->out);
}
