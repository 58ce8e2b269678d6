/* SPDX-License-Identifier: BSD-3-Clause */
/* The clock of the daemon's threads */
#ifndef FABRIC_CLOCK_H
#define FABRIC_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NS_PER_S 1000000000u

/* CLOCK_MONOTONIC in nanoseconds: the host's clock for functions */
static inline uint64_t fabric_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

#endif /* FABRIC_CLOCK_H */
