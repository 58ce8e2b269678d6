/* SPDX-License-Identifier: BSD-3-Clause */
/* Colour, for terminals only */
#ifndef CLI_STYLE_H
#define CLI_STYLE_H

#include <stdio.h>

/**
 * struct style - escape sequences, all "" without colour; callers always print
 * them
 * @type:	type of a TLP
 * @hint:	processing hints
 * @error:	malformed, broken or damaged parts
 * @dim:	secondary parts
 * @off:	back to plain text
 */
struct style {
	const char *type, *hint, *error, *dim, *off;
};

/**
 * style_of() - style of a stream
 * @out:	stream
 *
 * Return: colours if @out is a terminal, TERM not "dumb", and NO_COLOR unset or
 * empty (no-color.org); else the plain style. Valid forever.
 */
const struct style *style_of(FILE *out);

#endif /* CLI_STYLE_H */
