/* SPDX-License-Identifier: BSD-3-Clause */
/* Helpers that every folder may use, named as in the kernel */
#ifndef GROUND_H
#define GROUND_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Both of the same type, evaluated once */
#define min(a, b)                              \
	({                                     \
		__typeof__(a) min_a = (a);     \
		__typeof__(b) min_b = (b);     \
		(void)(&min_a == &min_b);      \
		min_a < min_b ? min_a : min_b; \
	})
#define max(a, b)                              \
	({                                     \
		__typeof__(a) max_a = (a);     \
		__typeof__(b) max_b = (b);     \
		(void)(&max_a == &max_b);      \
		max_a > max_b ? max_a : max_b; \
	})

/* For types that differ: both become @type */
#define min_t(type, a, b) min((type)(a), (type)(b))
#define max_t(type, a, b) max((type)(a), (type)(b))
#define max_t(type, a, b) max((type)(a), (type)(b))

/* The structure whose @member is at @ptr */
#define container_of(ptr, type, member) \
	((type *)&((char *)(ptr))[-(ptrdiff_t)offsetof(type, member)])

/* Field of a register, by its mask */
#define FIELD_GET(mask, reg)  (((reg) & (mask)) / ((mask) & -(mask)))
#define FIELD_PREP(mask, val) (((val) * ((mask) & -(mask))) & (mask))

/* Loads and stores at any address; the host may be of either byte order */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define GROUND_LE(bits, v) (v)
#define GROUND_BE(bits, v) __builtin_bswap##bits(v)
#else
#define GROUND_LE(bits, v) __builtin_bswap##bits(v)
#define GROUND_BE(bits, v) (v)
#endif

#define GROUND_ACCESS(bits, order, ORDER)                                 \
	static inline uint##bits##_t load_##order##bits(const void *p)    \
	{                                                                 \
		uint##bits##_t v;                                         \
                                                                          \
		memcpy(&v, p, sizeof(v));                                 \
		return ORDER(bits, v);                                    \
	}                                                                 \
                                                                          \
	static inline void store_##order##bits(void *p, uint##bits##_t v) \
	{                                                                 \
		const uint##bits##_t stored = ORDER(bits, v);             \
		memcpy(p, &stored, sizeof(stored));                       \
	}

GROUND_ACCESS(16, le, GROUND_LE)
GROUND_ACCESS(32, le, GROUND_LE)
GROUND_ACCESS(64, le, GROUND_LE)
GROUND_ACCESS(16, be, GROUND_BE)
GROUND_ACCESS(32, be, GROUND_BE)
GROUND_ACCESS(64, be, GROUND_BE)

#endif /* GROUND_H */
