/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Named properties of a packet, used by filters, expectations and JSON output.
 * tph-dump(1) and the Wireshark dissector have the same names.
 */
#ifndef ANALYZE_MATCH_FIELD_H
#define ANALYZE_MATCH_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/packet/packet.h"

enum field_kind {
	FIELD_NUMBER,
	FIELD_HEX, /* a number too large for JSON, or best read in hex */
	FIELD_FLAG,
	FIELD_BDF,
	FIELD_NAME, /* a number that stands for a name */
	FIELD_TEXT, /* any name */
	FIELD_TIME, /* ns, written as seconds with decimals; not in JSON */
};

/**
 * struct field_value - a value
 * @number:	the value as a number
 * @text:	only FIELD_TEXT; lives as long as the reader
 * @rule:	position of @next of struct field
 */
struct field_value {
	uint64_t number;
	const char *text;
	const struct tlp_rule *rule;
};

/**
 * struct field - a property
 * @name:	as users write it
 * @kind:	how its value is written
 * @of_packet:	malformed packets have it too
 * @get:	Return: false if the packet has no such property
 * @next:	for a property with several values, else NULL: the value after
 *		*@value, which @get returned. Return: false after the last
 * @value_name:	FIELD_NAME: Return: the name of value @n, NULL after the last
 * @other_name:	Return: a second name of value @n, or NULL; may be NULL
 */
struct field {
	const char *name;
	enum field_kind kind;
	bool of_packet;
	bool (*get)(const struct packet *packet, struct field_value *ret_value);
	bool (*next)(const struct packet *packet, struct field_value *value);
	const char *(*value_name)(unsigned int n);
	const char *(*other_name)(unsigned int n);
};

extern const struct field fields[];
extern const size_t fields_count;

/* Return: the field with a name, or NULL */
const struct field *field_find(const char *name);

#endif /* ANALYZE_MATCH_FIELD_H */
