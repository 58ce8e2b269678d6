/* SPDX-License-Identifier: BSD-3-Clause */
/* The forms in which tph dump prints a packet */
#ifndef CLI_DUMP_H
#define CLI_DUMP_H

#include <stdio.h>

#include "wire.h"

/* One JSON object on a line of its own. Return: 0 or -ENOMEM */
int dump_json(FILE *out, const struct wire *wire);

#endif /* CLI_DUMP_H */
