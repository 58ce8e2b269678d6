/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The named properties of a packet: what expectations select and require, and
 * the keys of JSON output.
 */
#ifndef CLI_FIELD_H
#define CLI_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire.h"

enum field_kind {
	FIELD_NUMBER,
	FIELD_HEX, /* a number too large for JSON, or best read in hex */
	FIELD_FLAG,
	FIELD_BDF,
	FIELD_NAME,
};

struct field_value {
	uint64_t number;
	const char *name; /* only FIELD_NAME; lives as long as the reader */
};

/**
 * struct field - a property
 * @name:	as users write it
 * @kind:	how its value is written
 * @get:	Return: false if the TLP has no such property
 * @names:	Return: the possible names one by one, NULL behind the last;
 *NULL if any name will do
 */
struct field {
	const char *name;
	enum field_kind kind;
	bool (*get)(const struct wire *wire, struct field_value *ret_value);
	const char *(*names)(unsigned int n);
};

extern const struct field fields[];
extern const size_t fields_count;

/* Return: the field with a name, or NULL */
const struct field *field_find(const char *name);

#endif /* CLI_FIELD_H */
