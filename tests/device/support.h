/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shared by the tests of the device models.
 */
#ifndef TESTS_DEVICE_SUPPORT_H
#define TESTS_DEVICE_SUPPORT_H

/* cmocka needs these first */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <endian.h>
#include <string.h>

#include <opentph/tlp.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* xorshift64*: the same numbers in every run */
struct rng {
	uint64_t state;
};

static inline uint64_t rng_next(struct rng *rng)
{
	rng->state ^= rng->state >> 12;
	rng->state ^= rng->state << 25;
	rng->state ^= rng->state >> 27;
	return rng->state * 0x2545f4914f6cdd1dull;
}

/* Return: 0..n-1 */
static inline uint32_t rng_below(struct rng *rng, uint32_t n)
{
	return (uint32_t)((rng_next(rng) >> 32) % n);
}

/* A write of @dws whole DWs without hints */
static inline struct tlp write_tlp(const void *data, unsigned int dws)
{
	return (struct tlp){
		.type = TLP_MWR,
		.addr64 = true,
		.length = (uint16_t)dws,
		.first_be = 0xf,
		.last_be = dws > 1 ? 0xf : 0,
		.payload = data,
	};
}

static inline struct tlp tagged_tlp(const void *data, unsigned int dws,
				    bool ext, uint16_t st)
{
	struct tlp tlp = write_tlp(data, dws);

	tlp.th = true;
	tlp.st_ext = ext;
	tlp.st = st;
	return tlp;
}

static inline uint32_t get32(const void *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return le32toh(v);
}

static inline void put32(void *p, uint32_t v)
{
	v = htole32(v);
	memcpy(p, &v, sizeof(v));
}

static inline uint16_t get16(const void *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return le16toh(v);
}

static inline void put16(void *p, uint16_t v)
{
	v = htole16(v);
	memcpy(p, &v, sizeof(v));
}

#endif /* TESTS_DEVICE_SUPPORT_H */
