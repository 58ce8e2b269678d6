// SPDX-License-Identifier: BSD-3-Clause
/*
 * Memory that an accelerator takes: tables and counters of unused tags none.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/device/accel_support.h"

#define IDLE_MAX 32768 /* bytes */

/* Return: bytes at @p that are in memory */
static size_t resident(void *p, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), n = 0;
	size_t pages = (size + page - 1) / page;
	unsigned char *in = malloc(pages);

	assert_non_null(in);
	/* Fails unless @p is the start of a page */
	assert_int_equal(mincore(p, size, in), 0);
	for (size_t i = 0; i < pages; i++)
		n += in[i] & 1;
	free(in);
	return n * page;
}

static size_t resident_of(const struct accel *accel)
{
	return sizeof(*accel) + resident(accel->mem, accel->size) +
	       resident(accel->table, ACCEL_TAGS * sizeof(*accel->table)) +
	       resident(accel->tags, ACCEL_TAGS * sizeof(*accel->tags));
}

static void idle(void **state)
{
	struct accel accel;

	assert_int_equal(accel_init(&accel, 0, 0, true, true), 0);
	assert_in_range(resident_of(&accel), 0, IDLE_MAX);
	accel_reset(&accel);
	accel_clear_counters(&accel);
	assert_in_range(resident_of(&accel), 0, IDLE_MAX);
	accel_free(&accel);
}

/* Traffic with 16 tags far from each other, then reset */
static void reset_frees(void **state)
{
	struct accel *accel = *state;
	uint8_t data[4] = {1};

	for (unsigned int i = 0; i < 16; i++) {
		struct tlp tlp =
			tagged_tlp(data, 1, true, (uint16_t)(i * 0x1111));

		set_entry(accel, true, tlp.st, in_place(ACCEL_OP_STORE));
		accel_ingress(accel, 0, &tlp);
	}
	assert_true(resident_of(accel) > IDLE_MAX);
	accel_reset(accel);
	assert_in_range(resident_of(accel), 0, IDLE_MAX);
	assert_int_equal(reg_get(accel, ACCEL_REG_TABLE16 + 0xffff * 4), 0);
	reg_set(accel, ACCEL_REG_TAG_SELECT, 0xffff | ACCEL_TAG_SELECT_EXT);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAG_WRITES), 0);
	assert_int_equal(get32(accel->mem), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(idle),
		accel_test(reset_frees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
