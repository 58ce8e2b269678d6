/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests to a BAR of the judge */
#ifndef TESTS_RTL_REPLAY_BUILD_H
#define TESTS_RTL_REPLAY_BUILD_H

#include "tests/rtl/replay_source.h"

/* Requester of all of them */
#define BUILD_REQUESTER TLP_BDF(0x12, 0x13, 5)

/* Return: a request of @dws DWs, all enabled */
struct tlp build_request(const struct replay_sink *sink, enum tlp_type type,
			 unsigned int bar, uint64_t offset, unsigned int dws);

/* Send it; @seed decides the payload, if it has one */
void build_send(const struct replay_sink *sink, const struct tlp *tlp,
		uint64_t seed);

/* Write a DW; read @dws DWs */
void build_set(const struct replay_sink *sink, unsigned int bar,
	       uint64_t offset, uint32_t value);
void build_get(const struct replay_sink *sink, unsigned int bar,
	       uint64_t offset, unsigned int dws);

#endif /* TESTS_RTL_REPLAY_BUILD_H */
