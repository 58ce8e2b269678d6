/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs of captures of other devices as requests */
#ifndef TESTS_RTL_US_SOURCE_H
#define TESTS_RTL_US_SOURCE_H

#include "tests/rtl/replay_source.h"

/*
 * All TLPs of a folder of captures of other devices, as requests to memory: reads are
 * reads, and data of completions are written. With @tagged, writes carry tags.
 */
void source_foreign(const struct replay_sink *sink, const char *folder,
		    bool tagged);

#endif /* TESTS_RTL_US_SOURCE_H */
