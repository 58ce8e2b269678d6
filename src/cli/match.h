/* SPDX-License-Identifier: BSD-3-Clause */
/* Conditions on a packet, written field=value */
#ifndef CLI_MATCH_H
#define CLI_MATCH_H

#include "field.h"

#define MATCH_MAX_TERMS 16

/* A number from @lo to @hi, or a name; @text is what the user wrote */
struct match_term {
	const struct field *field;
	const char *text;
	uint64_t lo, hi;
	const char *name;
};

struct match {
	unsigned int count;
	struct match_term terms[MATCH_MAX_TERMS];
};

/**
 * match_parse_range() - a number or a range of numbers
 * @text:	N, FIRST..LAST, FIRST.., or FIRST+SIZE; decimal or 0x
 * @ret_lo:	first
 * @ret_hi:	last
 *
 * Return: 0; -EINVAL it is none of these, or empty.
 */
int match_parse_range(const char *text, uint64_t *ret_lo, uint64_t *ret_hi);

/**
 * match_add() - add a condition
 * @match:	conditions so far
 * @text:	field=value; must live as long as @match
 * @error:	what is wrong with it
 * @size:	bytes at @error
 *
 * Return: 0; -EINVAL, with @error set.
 */
int match_add(struct match *match, const char *text, char *error, size_t size);

/**
 * match_first_failure() - compare a TLP with all conditions
 *
 * A TLP that has no such field fails the condition.
 *
 * Return: NULL if all hold, else the first that does not.
 */
const struct match_term *match_first_failure(const struct match *match,
					     const struct wire *wire);

#endif /* CLI_MATCH_H */
