// SPDX-License-Identifier: BSD-3-Clause
/* The digest of a TLP, against known ones and against one made bit by bit */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/golden/golden.h"

/* MWr32 with a digest: the CRC treats its first 4 bytes as 41 00 c0 01 */
static const uint8_t mwr[20] = {0x40, 0x00, 0x80, 0x01, 0x01, 0x00, 0x07,
				0x0f, 0xfe, 0xdc, 0x10, 0x00, 0x11, 0x22,
				0x33, 0x44, 0x70, 0x5a, 0xd3, 0x06};
/* Extended TPH prefix, MWr64 of 2 DW, digest */
static const uint8_t prefixed[32] = {0x90, 0x12, 0x00, 0x00, 0x60, 0x01, 0x80,
				     0x02, 0x01, 0x00, 0x34, 0xff, 0x00, 0x00,
				     0x00, 0x12, 0x34, 0x56, 0x78, 0x02, 0x00,
				     0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,
				     0x90, 0x30, 0x89, 0x11};

/*
 * As a shift register would do it, so nothing is shared with zlib: polynomial
 * 04C11DB7 not reflected, bits of a byte from 0 up, result complemented, bits
 * of each byte turned round. @p - from the first End-End prefix or the header;
 * @dw0 - offset of the header; @out - 4 bytes as on the wire
 */
static void bit_by_bit(const uint8_t *p, size_t len, size_t dw0, uint8_t *out)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < len; i++) {
		uint8_t byte = p[i];

		if (i == dw0)
			byte |= 0x01; /* Type[0] */
		if (i == dw0 + 2)
			byte |= 0x40; /* EP */
		for (int bit = 0; bit < 8; bit++) {
			uint32_t in = byte >> bit & 1;

			crc = crc << 1 ^ ((crc >> 31 ^ in) ? 0x04c11db7 : 0);
		}
	}
	crc = ~crc;
	for (int i = 0; i < 4; i++) {
		out[i] = 0;
		for (int bit = 0; bit < 8; bit++)
			out[i] |= (crc >> (31 - 8 * i - bit) & 1) << bit;
	}
}

static void known_digests(void **state)
{
	uint32_t ecrc = 0;

	assert_int_equal(tlp_ecrc_check(mwr, sizeof(mwr), TLP_NON_FLIT, &ecrc),
			 0);
	assert_int_equal(ecrc, 0x705ad306);
	assert_int_equal(tlp_ecrc_check(prefixed, sizeof(prefixed),
					TLP_NON_FLIT, &ecrc),
			 0);
	assert_int_equal(ecrc, 0x90308911);
	assert_int_equal(tlp_ecrc_check(mwr, sizeof(mwr), TLP_NON_FLIT, NULL),
			 0);
}

/* Every bit is protected, except the two that may change on the way */
static void each_bit_is_covered(void **state)
{
	uint8_t wire[sizeof(prefixed)];
	unsigned int ignored = 0;

	for (size_t bit = 0; bit < sizeof(prefixed) * 8; bit++) {
		bool variant = bit == 4 * 8 + 0 || bit == 6 * 8 + 6;
		int ret;

		memcpy(wire, prefixed, sizeof(wire));
		wire[bit / 8] ^= 1u << bit % 8;
		ret = tlp_ecrc_check(wire, sizeof(wire), TLP_NON_FLIT, NULL);
		/* Some change the size, or make an undefined code */
		if (variant && !ret)
			ignored++;
		else
			assert_true(ret < 0);
	}
	/* Type[0] of a MWr makes a reserved code; EP is left */
	assert_int_equal(ignored, 1);

	/* A CfgRd0 that a switch makes a CfgRd1 of */
	{
		uint8_t cfg[16] = {0x04, 0, 0x80, 1, 0, 0, 0, 0xf, 1, 0, 0, 0};

		assert_int_equal(tlp_ecrc_seal(cfg, 16, 16, TLP_NON_FLIT), 16);
		cfg[0] = 0x05;
		assert_int_equal(tlp_ecrc_check(cfg, 16, TLP_NON_FLIT, NULL),
				 0);
		cfg[0] = 0x45;
		assert_int_equal(tlp_ecrc_check(cfg, 16, TLP_NON_FLIT, NULL),
				 -ENODATA);
	}
}

static void wrong_digest_is_told(void **state)
{
	uint8_t wire[sizeof(mwr)];
	uint32_t ecrc = 0;

	memcpy(wire, mwr, sizeof(wire));
	wire[13] ^= 0x10;
	assert_int_equal(tlp_ecrc_check(wire, sizeof(wire), TLP_NON_FLIT,
					&ecrc),
			 -EBADMSG);
	bit_by_bit(wire, 16, 0, wire + 16);
	assert_int_equal(ecrc, (uint32_t)wire[16] << 24 | wire[17] << 16 |
				       wire[18] << 8 | wire[19]);
}

static void what_cannot_be_checked(void **state)
{
	static const uint8_t flit[20] = {0x03, 0x00, 0x20, 0x01, 0x01, 0x00,
					 0x00, 0x0a, 0xfe, 0xdc, 0x10, 0x00,
					 1,    2,    3,	   4};
	static const uint8_t plain[12] = {0x00, 0x00, 0x00, 0x01, 0x01, 0x00,
					  0x07, 0x0f, 0xfe, 0xdc, 0x10, 0x00};
	uint8_t wire[sizeof(mwr)];
	uint32_t ecrc = 5;

	assert_int_equal(tlp_ecrc_check(plain, sizeof(plain), TLP_NON_FLIT,
					&ecrc),
			 -ENOMSG);
	assert_int_equal(tlp_ecrc_check(flit, 16, TLP_FLIT, &ecrc),
			 -EOPNOTSUPP);
	assert_int_equal(tlp_ecrc_check(mwr, 19, TLP_NON_FLIT, &ecrc),
			 -ENODATA);
	assert_int_equal(tlp_ecrc_check(mwr, 0, TLP_NON_FLIT, &ecrc), -ENODATA);
	memcpy(wire, mwr, sizeof(wire));
	wire[0] = 0x1f;
	assert_int_equal(tlp_ecrc_check(wire, sizeof(wire), TLP_NON_FLIT,
					&ecrc),
			 -EPROTO);
	assert_int_equal(ecrc, 5);
}

static void seal_errors(void **state)
{
	uint8_t wire[24], before[24];

	memcpy(wire, mwr, 16);
	wire[2] = 0; /* TD- */
	memset(wire + 16, 0xa5, 8);
	memcpy(before, wire, sizeof(wire));
	assert_int_equal(tlp_ecrc_seal(wire, 16, 19, TLP_NON_FLIT), -ENOSPC);
	assert_int_equal(tlp_ecrc_seal(wire, 16, 24, TLP_FLIT), -EOPNOTSUPP);
	assert_int_equal(tlp_ecrc_seal(wire, 15, 24, TLP_NON_FLIT), -ENODATA);
	assert_int_equal(tlp_ecrc_seal(wire, 17, 24, TLP_NON_FLIT), -EMSGSIZE);
	assert_memory_equal(wire, before, sizeof(wire));

	/* It gives the golden digest, and bytes after it stay unchanged */
	assert_int_equal(tlp_ecrc_seal(wire, 16, 20, TLP_NON_FLIT), 20);
	assert_memory_equal(wire, mwr, sizeof(mwr));
	assert_memory_equal(wire + 20, before + 20, 4);
}

/* Each golden TLP is sealed; prefixes, types and sizes of all kinds */
static void golden_by_both_ways(void **state)
{
	FILE *file = fopen(GOLDEN_TLP, "r");
	unsigned int count = 0, local = 0;
	struct golden g;

	assert_non_null(file);
	while (golden_next(file, &g) == 1) {
		size_t head = 0, dw0 = 0, size;
		uint8_t digest[4], *wire;
		struct tlp tlp;
		ssize_t n;

		if (tlp_decode(g.bytes, g.len, &tlp))
			continue;
		size = g.len + (tlp.td ? 0 : 4);
		wire = malloc(size);
		assert_non_null(wire);
		memcpy(wire, g.bytes, g.len);
		n = tlp_ecrc_seal(wire, g.len, size, TLP_NON_FLIT);
		assert_int_equal(n, size);

		while (wire[dw0] >> 5 == 4)
			dw0 += 4;
		while (head < dw0 && !(wire[head] & 0x10))
			head += 4;
		local += !!head;
		bit_by_bit(wire + head, size - 4 - head, dw0 - head, digest);
		assert_memory_equal(wire + size - 4, digest, 4);
		assert_int_equal(tlp_ecrc_check(wire, size, TLP_NON_FLIT, NULL),
				 0);
		assert_int_equal(tlp_decode(wire, size, &tlp), 0);
		assert_true(tlp.td);
		/* Local prefixes do not change it */
		if (head) {
			wire[3] ^= 1;
			assert_int_equal(tlp_ecrc_check(wire, size,
							TLP_NON_FLIT, NULL),
					 0);
		}
		free(wire);
		count++;
	}
	fclose(file);
	assert_true(count > 60);
	assert_true(local > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_digests),
		cmocka_unit_test(each_bit_is_covered),
		cmocka_unit_test(wrong_digest_is_told),
		cmocka_unit_test(what_cannot_be_checked),
		cmocka_unit_test(seal_errors),
		cmocka_unit_test(golden_by_both_ways),
	};

	return cmocka_run_group_tests_name("tlp-ecrc", tests, NULL, NULL);
}
