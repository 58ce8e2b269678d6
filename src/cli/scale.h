/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers with three digits and a suitable unit */
#ifndef CLI_SCALE_H
#define CLI_SCALE_H

#include <stdint.h>

#define SCALE_MAX 24

/* "0 B", "12.3 kB", "1.23 G/s": a decimal prefix is put before @unit.
 * Return: @text */
const char *scale(double value, const char *unit, char text[static SCALE_MAX]);

/* "17 ns", "1.23 us", "4.50 s". Return: @text */
const char *scale_ns(uint64_t ns, char text[static SCALE_MAX]);

#endif /* CLI_SCALE_H */
