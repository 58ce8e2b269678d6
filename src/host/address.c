// SPDX-License-Identifier: BSD-3-Clause
/* Addresses of functions as text */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>

#include "host/model.h"

/*
 * Up to @most hexadecimal digits and @end, if it is not 0. Return: characters, 0 if
 * there is no such number.
 */
static size_t number(const char *text, size_t most, char end, uint32_t *ret)
{
	uint32_t value = 0;
	size_t n;

	for (n = 0; n < most && isxdigit((unsigned char)text[n]); n++)
		value = value << 4 |
			(uint32_t)(isdigit((unsigned char)text[n])
					   ? text[n] - '0'
					   : (text[n] | 0x20) - 'a' + 10);
	if (!n || (end && text[n] != end))
		return 0;
	*ret = value;
	return n + !!end;
}

size_t host_address_parse(const char *text, struct host_address *ret_address)
{
	uint32_t domain = 0, bus, device, function;
	size_t at = 0, n;

	n = number(text, 8, ':', &domain);
	/* A second colon makes the first number the domain */
	if (n && number(text + n, 2, ':', &bus))
		at = n;
	else
		domain = 0;
	n = number(text + at, 2, ':', &bus);
	if (!n)
		return 0;
	at += n;
	n = number(text + at, 2, '.', &device);
	if (!n || device > 0x1f)
		return 0;
	at += n;
	n = number(text + at, 1, 0, &function);
	if (!n || function > 7)
		return 0;
	*ret_address = (struct host_address){domain, (uint8_t)bus,
					     (uint8_t)(device << 3 | function)};
	return at + n;
}
