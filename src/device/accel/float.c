// SPDX-License-Identifier: BSD-3-Clause
#include "device/accel/float.h"

#define FRACTION 0x007fffffu
#define IMPLICIT 0x00800000u
#define GUARD	 3 /* bits below the fraction: guard, round, sticky */

/* Fraction with its implicit bit and room for the guard bits */
static uint32_t fraction(uint32_t a)
{
	uint32_t m = a & FRACTION;

	if (a & FLOAT_INFINITE)
		m |= IMPLICIT;
	return m << GUARD;
}

/* Subnormals have the exponent of the smallest normal numbers */
static int exponent(uint32_t a)
{
	int e = a >> 23 & 0xff;

	return e ? e : 1;
}

/* Shift right; lost bits are ORed into bit 0 (sticky) */
static uint32_t shift_sticky(uint32_t m, int by)
{
	if (by > 31)
		return m != 0;
	return m >> by | ((m & ((1u << by) - 1)) != 0);
}

/* @m has GUARD extra bits and, unless @e is 1, its implicit bit */
static uint32_t round_pack(uint32_t sign, int e, uint32_t m)
{
	uint32_t rest = m & ((1u << GUARD) - 1), half = 1u << (GUARD - 1);
	uint32_t bits;

	m >>= GUARD;
	m += rest > half || (rest == half && (m & 1));
	/* The implicit bit counts the exponent up, and so does a carry */
	bits = ((uint32_t)(e - 1) << 23) + m;
	return sign | (bits < FLOAT_INFINITE ? bits : FLOAT_INFINITE);
}

uint32_t float_add(uint32_t a, uint32_t b)
{
	uint32_t ma, mb, m, sign;
	int e;

	if (float_is_nan(a) || float_is_nan(b))
		return FLOAT_NAN;
	if ((a & ~FLOAT_SIGN) < (b & ~FLOAT_SIGN)) {
		uint32_t t = a;

		a = b;
		b = t;
	}
	sign = a & FLOAT_SIGN;
	if ((a & ~FLOAT_SIGN) == FLOAT_INFINITE)
		return b == (a ^ FLOAT_SIGN) ? FLOAT_NAN : a;

	e = exponent(a);
	ma = fraction(a);
	mb = shift_sticky(fraction(b), e - exponent(b));
	if (!((a ^ b) & FLOAT_SIGN)) {
		m = ma + mb;
		if (m >> (24 + GUARD)) {
			m = shift_sticky(m, 1);
			e++;
		}
		return round_pack(sign, e, m);
	}

	m = ma - mb;
	if (!m)
		return 0; /* a sum of exactly zero is +0 when rounding to
			     nearest */
	while (e > 1 && !(m >> (23 + GUARD))) {
		m <<= 1;
		e--;
	}
	return round_pack(sign, e, m);
}

bool float_host_is_exact(void)
{
#if defined(__SSE2_MATH__)
	/* MXCSR without its flags: all exceptions are masked, FZ and DAZ off */
	return (__builtin_ia32_stmxcsr() & ~0x3fu) == 0x1f80;
#elif defined(__AARCH64EL__)
	uint64_t fpcr;

	__asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
	return !fpcr;
#else
	return false;
#endif
}
