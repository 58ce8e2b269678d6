/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of each port between peers */
#ifndef HOST_DOCTOR_PORTS_H
#define HOST_DOCTOR_PORTS_H

#include "host/doctor/check.h"
#include "host/doctor/peers.h"

/**
 * ports_check() - check of one port
 * @check:	check
 * @f:		port, or a function that sends or takes tags
 * @crossing:	requests that cross it
 * @unknowns:	receives the port if its facts are unknown
 *
 * Return: false if there is nothing to say about it.
 */
typedef bool ports_check(struct check *check, const struct tph_host_function *f,
			 struct peers_crossing crossing,
			 struct unknowns *unknowns);

/**
 * ports_check_all() - check each port between peers
 * @check:	check
 * @wide:	for 16-bit tags
 * @port:	check of one
 * @reg:	register that it reads
 * @subject:	meaning of the register
 * @none:	finding if there is nothing to say
 */
void ports_check_all(struct check *check, bool wide, ports_check *port,
		     const char *reg, const char *subject, const char *none);

/* Return: does a request pass the port, or leave or enter the function? */
enum peers_answer ports_pass(struct peers_crossing crossing);

/* Return: the same, or does it turn around there? */
enum peers_answer ports_meet(struct peers_crossing crossing);

#endif /* HOST_DOCTOR_PORTS_H */
