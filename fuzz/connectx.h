/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One virtual ConnectX for all inputs. A reset after each input restores its
 * state and frees all objects; set-up commands go to the device without TLPs,
 * which would take most of the time.
 */
#ifndef FUZZ_CONNECTX_H
#define FUZZ_CONNECTX_H

#include <stdlib.h>

#include "device/connectx/command.h"
#include "device/connectx/hca.h"
#include "harness/driver.h"

static inline void connectx_execute(struct driver *d, const void *in,
				    size_t in_len, void *out, size_t out_len)
{
	memset(out, 0, out_len);
	cx_command_execute(cx_hca_of(d->fn), in, (uint32_t)in_len, out,
			   (uint32_t)out_len);
	/* A command may leave work, and must run itself */
	pcie_function_kick(d->fn);
}

/* Opens *@d at the first input; each input starts in the same state */
static inline void connectx_start(struct driver **d, size_t memory)
{
	const struct driver_options options = {
		.memory = memory,
		.max_payload = 4096,
	};

	if (!*d) {
		if (driver_open(&options, d))
			abort();
		driver_flr(*d);
	}
	(*d)->token = 0;
	(*d)->execute = connectx_execute;
	if (driver_start(*d))
		abort();
}

static inline void connectx_stop(struct driver *d)
{
	driver_flr(d);
}

#endif /* FUZZ_CONNECTX_H */
