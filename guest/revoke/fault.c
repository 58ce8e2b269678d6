// SPDX-License-Identifier: BSD-3-Clause
/* Faults, which end the program, and random numbers */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "guest/revoke/revoke.h"

static const char *phase_name = "start";
static unsigned int phase_round;

void revoke_phase(unsigned int round, const char *name)
{
	phase_round = round;
	phase_name = name;
}

void revoke_fail(const char *format, ...)
{
	va_list ap;

	fflush(stdout);
	fprintf(stderr, "tph-revoke: round %u, %s: ", phase_round, phase_name);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	_exit(1);
}

void revoke_expect(int ret, int want, const char *what)
{
	if (ret != want)
		revoke_fail("%s: %s, expected %s (%s)", what,
			    strerrorname_np(-ret), strerrorname_np(-want),
			    tph_error());
}

uint32_t revoke_random(uint64_t *seed, uint32_t below)
{
	/* xorshift64*, G. Marsaglia, S. Vigna */
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return (uint32_t)((*seed * 0x2545f4914f6cdd1dull) >> 32) % below;
}
