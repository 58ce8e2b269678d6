/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef GUEST_NUMBER_H
#define GUEST_NUMBER_H

#include <stdint.h>

/*
 * A number of the command line, decimal, octal or hexadecimal as in C. Text that
 * is not a number in 0..@max ends the program with a message and status 2.
 */
uint64_t number_parse(const char *text, uint64_t max);

#endif /* GUEST_NUMBER_H */
