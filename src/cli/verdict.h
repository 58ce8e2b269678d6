/* SPDX-License-Identifier: BSD-3-Clause */
/* What is wrong with a TLP that could be decoded */
#ifndef CLI_VERDICT_H
#define CLI_VERDICT_H

#include "wire.h"

/* What is known of a digest */
enum verdict_ecrc {
	VERDICT_ECRC_NONE,
	VERDICT_ECRC_OK,
	VERDICT_ECRC_BAD,
	VERDICT_ECRC_UNCHECKED, /* flit mode, or not captured */
};

/* Return: whether the digest of the TLP is right; @wire->error must be 0 */
enum verdict_ecrc verdict_ecrc(const struct wire *wire);

/* Return: "ok", "bad", ... */
const char *verdict_ecrc_name(enum verdict_ecrc ecrc);

#endif /* CLI_VERDICT_H */
