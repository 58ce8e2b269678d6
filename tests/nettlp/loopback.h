/* SPDX-License-Identifier: BSD-3-Clause */
/* Loopback addresses of this process, so that tests of several trees can run at once */
#ifndef TESTS_NETTLP_LOOPBACK_H
#define TESTS_NETTLP_LOOPBACK_H

#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

/* Return: text of address @host; children get the same one if it was asked for before */
static inline const char *loopback(uint8_t host)
{
	static char text[UINT8_MAX + 1][16];
	const unsigned int pid = getpid();

	if (!*text[host])
		snprintf(text[host], sizeof(text[host]), "127.%u.%u.%u",
			 1 + pid / 250 % 250, 1 + pid % 250, host);
	return text[host];
}

#endif /* TESTS_NETTLP_LOOPBACK_H */
