/* SPDX-License-Identifier: BSD-3-Clause */
/* Machines that tests build, and files that they read */
#ifndef TESTS_HOSTLIB_MACHINE_H
#define TESTS_HOSTLIB_MACHINE_H

#include "host/host.h"

/* An empty machine; ends the test on failure */
struct tph_host *machine_create(enum tph_host_form form);

/* Adds the function at @bdf, of class @class (24 bits); nothing else is known */
struct tph_host_function *machine_add(struct tph_host *host, const char *bdf,
				      uint32_t class);

/* Adds a bridge of the given type, whose buses are @secondary to @subordinate */
struct tph_host_function *machine_bridge(struct tph_host *host, const char *bdf,
					 enum tph_host_port type,
					 unsigned int secondary,
					 unsigned int subordinate);

/* Adds an endpoint of the given type */
struct tph_host_function *machine_endpoint(struct tph_host *host,
					   const char *bdf,
					   enum tph_host_port type);

/* Forget a fact, which host_unset() would keep */
void machine_unknown(struct tph_host_function *function,
		     enum tph_host_field field, enum tph_host_why why);
void machine_unknown_cap(struct tph_host_function *function,
			 enum tph_host_cap cap, enum tph_host_why why);

/* Return: the function at @bdf; ends the test if there is none */
const struct tph_host_function *machine_at(const struct tph_host *host,
					   const char *bdf);

/* Reads @text as a dump; ends the test on failure */
struct tph_host *machine_read(const char *text, enum tph_host_form form);

#endif /* TESTS_HOSTLIB_MACHINE_H */
