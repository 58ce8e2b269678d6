/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Conditions on a packet, written field=value, field!=value, with lists of
 * values: the filters of all subcommands and the words of expectations.
 */
#ifndef ANALYZE_MATCH_MATCH_H
#define ANALYZE_MATCH_MATCH_H

#include "analyze/match/field.h"

#define MATCH_MAX_TERMS	 16
#define MATCH_MAX_VALUES 64

/**
 * struct match_value - a number from @lo to @hi, or a text
 * @text:	text, not terminated
 * @len:	bytes of @text
 */
struct match_value {
	uint64_t lo, hi;
	const char *text;
	size_t len;
};

/**
 * struct match_term - one condition
 * @field:	field to compare
 * @text:	condition as the user wrote it
 * @unequal:	the field must have none of the values, instead of one of them
 * @first:	index of its first value in struct match
 * @count:	number of values
 */
struct match_term {
	const struct field *field;
	const char *text;
	bool unequal;
	unsigned int first, count;
};

/* All terms must hold. Zero at first, then all packets match. */
struct match {
	unsigned int count, values_count;
	struct match_term terms[MATCH_MAX_TERMS];
	struct match_value values[MATCH_MAX_VALUES];
};

/**
 * match_parse_range() - a number or a range of numbers
 * @text:	N, FIRST..LAST, FIRST.., or FIRST+SIZE; decimal or 0x
 * @ret_lo:	first
 * @ret_hi:	last
 *
 * Return: 0; -EINVAL another form, or an empty range.
 */
int match_parse_range(const char *text, uint64_t *ret_lo, uint64_t *ret_hi);

/**
 * match_parse_value() - parse a value of a field
 * @field:	field
 * @text:	one value, terminated
 * @match:	gets the values: a name for several numbers adds several values
 * @error:	message for a wrong value
 * @size:	bytes at @error
 *
 * Return: 0; -EINVAL, with @error set. FIELD_TEXT points to @text.
 */
int match_parse_value(const struct field *field, const char *text,
		      struct match *match, char *error, size_t size);

/**
 * match_add() - add a condition
 * @match:	conditions so far
 * @text:	field=value[,value]... or field!=value[,value]...; must live as
 *		long as @match
 * @error:	message for a wrong condition
 * @size:	bytes at @error
 *
 * Return: 0; -EINVAL, with @error set.
 */
int match_add(struct match *match, const char *text, char *error, size_t size);

/**
 * match_first_failure() - compare a packet with all conditions
 *
 * A packet without the field differs from every value, and so does each TLP
 * field of a malformed packet (@packet->error).
 *
 * Return: NULL if all hold, else the first condition that does not hold.
 */
const struct match_term *match_first_failure(const struct match *match,
					     const struct packet *packet);

/* Return: true if all conditions hold */
static inline bool match_holds(const struct match *match,
			       const struct packet *packet)
{
	return !match->count || !match_first_failure(match, packet);
}

#endif /* ANALYZE_MATCH_MATCH_H */
