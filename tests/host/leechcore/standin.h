/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TESTS_HOST_LEECHCORE_STANDIN_H
#define TESTS_HOST_LEECHCORE_STANDIN_H

#include <stdbool.h>
#include <stdint.h>

/* Return: whether STANDIN_MODE has the word */
bool standin_mode(const char *word);

/* Fill in zeroed bytes. Return: their number, or 0 if the library does not know. */
uint32_t standin_bars(uint8_t *p);
uint32_t standin_config(uint8_t *p);

#endif /* TESTS_HOST_LEECHCORE_STANDIN_H */
