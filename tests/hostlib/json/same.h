/* SPDX-License-Identifier: BSD-3-Clause */
/* Machines that tests read and compare */
#ifndef TESTS_HOSTLIB_JSON_SAME_H
#define TESTS_HOSTLIB_JSON_SAME_H

#include <opentph/host.h>

/* Read @len bytes as a dump in @form. Return: as tph_host_read(). */
int same_read(const void *text, size_t len, enum tph_host_form form,
	      struct tph_host **ret_host);

/* @host as JSON, released with free(); ends the test on failure */
char *same_write(const struct tph_host *host, unsigned int flags);

/* Write and read again; ends the test on failure */
struct tph_host *same_again(const struct tph_host *host, unsigned int flags);

/*
 * Ends the test if the facts differ. Reasons why something is unknown may: a dump does
 * not say that root would help.
 */
void same_facts(const struct tph_host *a, const struct tph_host *b);

#endif /* TESTS_HOSTLIB_JSON_SAME_H */
