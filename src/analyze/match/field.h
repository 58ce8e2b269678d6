/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The named properties of a packet: what filters and expectations are written
 * in, and the keys of JSON output. tph-dump(1) and the Wireshark dissector show
 * the same names.
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
	FIELD_TIME, /* ns, written as seconds with decimals; no key of JSON */
};

/**
 * struct field_value - a value
 * @number:	what it is
 * @text:	only FIELD_TEXT; lives as long as the reader
 * @rule:	where @next of struct field is
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
 * @next:	or NULL. Of a property with several values: the one after
 *		*@value, which @get gave. Return: false if there is none
 * @value_name:	FIELD_NAME: Return: the name of value @n, NULL after the last
 * @other_name:	or NULL. Return: a second name for value @n, or NULL
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
