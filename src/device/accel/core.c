// SPDX-License-Identifier: BSD-3-Clause
#include "device/accel/core.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define DEFAULT_SIZE	   (16ull << 20)
#define DEFAULT_PARTITIONS 16
#define SIZE_MAX_LOG2	   40
#define PARTITION_MIN	   4096 /* a legal write does not span two */
#define TABLE_SIZE	   (ACCEL_TAGS * sizeof(uint32_t))
#define TAGS_SIZE	   (ACCEL_TAGS * sizeof(struct accel_tag_count))

static bool is_power_of_two(uint64_t n)
{
	return n && !(n & (n - 1));
}

/* Memory of zeros; untouched pages take none. Return: NULL: too little memory */
static void *zero_alloc(uint64_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static void zero_free(void *p, uint64_t size)
{
	if (p)
		munmap(p, size);
}

/* Make memory of zero_alloc() zeros again. */
static void zero_again(void *p, uint64_t size)
{
	/* Frees the pages, except locked ones */
	if (madvise(p, size, MADV_DONTNEED))
		memset(p, 0, size);
}

int accel_init(struct accel *accel, uint64_t size, unsigned int partitions,
	       bool tph, bool tph_ext)
{
	struct accel a = {.tph = tph, .tph_ext = tph && tph_ext};

	a.size = size ? size : DEFAULT_SIZE;
	if (!is_power_of_two(a.size) || a.size < PARTITION_MIN ||
	    a.size >> SIZE_MAX_LOG2 > 1)
		return -EINVAL;
	a.partitions = partitions;
	if (!partitions) {
		a.partitions = DEFAULT_PARTITIONS;
		while (a.size / a.partitions < PARTITION_MIN)
			a.partitions /= 2;
	}
	if (!is_power_of_two(a.partitions) ||
	    a.partitions > ACCEL_PARTITIONS_MAX ||
	    a.size / a.partitions < PARTITION_MIN)
		return -EINVAL;
	a.shift = __builtin_ctzll(a.size / a.partitions);

	a.mem = zero_alloc(a.size);
	a.table = zero_alloc(TABLE_SIZE);
	a.tags = zero_alloc(TAGS_SIZE);
	if (!a.mem || !a.table || !a.tags) {
		accel_free(&a);
		return -ENOMEM;
	}
	accel_tap_init(&a.tap, ACCEL_TAP_LOG2);
	*accel = a;
	return 0;
}

void accel_free(struct accel *accel)
{
	zero_free(accel->mem, accel->size);
	zero_free(accel->table, TABLE_SIZE);
	zero_free(accel->tags, TAGS_SIZE);
	free(accel->tap.ring);
	*accel = (struct accel){0};
}

void accel_clear_counters(struct accel *accel)
{
	memset(accel->count, 0, sizeof(accel->count));
	memset(accel->part, 0, sizeof(accel->part));
	zero_again(accel->tags, TAGS_SIZE);
}

void accel_reset(struct accel *accel)
{
	zero_again(accel->mem, accel->size);
	zero_again(accel->table, TABLE_SIZE);
	accel_clear_counters(accel);
	accel->ctrl = 0;
	accel->event = (struct event){0};
	accel->event_addr = 0;
	accel->event_st = 0;
	accel->tag_select = 0;
	accel->pass = (struct accel_pass){0};
	accel->latch = (struct regs_latch){0};
	accel->vectors = 0;
	accel_tap_reset(&accel->tap);
}

void accel_event(struct accel *accel, uint32_t bits)
{
	if (event_set(&accel->event, bits))
		accel->vectors |= 1u << ACCEL_VECTOR_EVENT;
}
