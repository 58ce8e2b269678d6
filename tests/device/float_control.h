/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's floating-point control register, and states of it that would change
 * sums: flushed subnormals, other rounding, traps.
 */
#ifndef TESTS_DEVICE_FLOAT_CONTROL_H
#define TESTS_DEVICE_FLOAT_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

/* The first is the default state */
#if defined(__SSE2_MATH__)
#define FLOAT_CONTROLS_KNOWN true
/* MXCSR: FZ bit 15, RC 14:13, masks 12:7, DAZ bit 6 */
static const uint32_t float_controls[] = {
	0x1f80, 0x9f80, 0x1fc0, 0x9fc0, 0x3f80, 0x5f80, 0x7f80, 0xffc0, 0x0000,
};

static inline uint32_t float_control_set(uint32_t control)
{
	uint32_t before = __builtin_ia32_stmxcsr();

	__builtin_ia32_ldmxcsr(control);
	return before;
}
#elif defined(__AARCH64EL__)
#define FLOAT_CONTROLS_KNOWN true
/* FPCR: DN bit 25, FZ bit 24, RMode 23:22 */
static const uint32_t float_controls[] = {
	0, 0x01000000, 0x02000000, 0x00400000, 0x00800000, 0x00c00000,
};

static inline uint32_t float_control_set(uint32_t control)
{
	uint64_t before;

	__asm__ volatile("mrs %0, fpcr\n\tmsr fpcr, %1"
			 : "=&r"(before)
			 : "r"((uint64_t)control)
			 : "memory");
	return (uint32_t)before;
}
#else
#define FLOAT_CONTROLS_KNOWN false
static const uint32_t float_controls[] = {0};

static inline uint32_t float_control_set(uint32_t control)
{
	return control;
}
#endif

#endif /* TESTS_DEVICE_FLOAT_CONTROL_H */
