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

static bool is_power_of_two(uint64_t n)
{
	return n && !(n & (n - 1));
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

	/* Untouched pages take no memory */
	a.mem = mmap(NULL, a.size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (a.mem == MAP_FAILED)
		return -ENOMEM;
	a.table = calloc(ACCEL_TAGS, sizeof(*a.table));
	a.tags = calloc(ACCEL_TAGS, sizeof(*a.tags));
	if (!a.table || !a.tags) {
		accel_free(&a);
		return -ENOMEM;
	}
	*accel = a;
	return 0;
}

void accel_free(struct accel *accel)
{
	if (accel->mem)
		munmap(accel->mem, accel->size);
	free(accel->table);
	free(accel->tags);
	*accel = (struct accel){0};
}

void accel_clear_counters(struct accel *accel)
{
	memset(accel->count, 0, sizeof(accel->count));
	memset(accel->part, 0, sizeof(accel->part));
	memset(accel->tags, 0, ACCEL_TAGS * sizeof(*accel->tags));
}

void accel_reset(struct accel *accel)
{
	/* Frees the pages, except locked ones */
	if (madvise(accel->mem, accel->size, MADV_DONTNEED))
		memset(accel->mem, 0, accel->size);
	memset(accel->table, 0, ACCEL_TAGS * sizeof(*accel->table));
	accel_clear_counters(accel);
	accel->ctrl = 0;
	accel->event = (struct event){0};
	accel->event_addr = 0;
	accel->event_st = 0;
	accel->tag_select = 0;
	accel->pass = (struct accel_pass){0};
	accel->latch = (struct regs_latch){0};
	accel->vectors = 0;
}

void accel_event(struct accel *accel, uint32_t bits)
{
	if (event_set(&accel->event, bits))
		accel->vectors |= 1u << ACCEL_VECTOR_EVENT;
}

void accel_cost(struct accel *accel, uint64_t read, uint64_t written)
{
	accel->count[ACCEL_COUNT_MEM_READ] += read;
	accel->count[ACCEL_COUNT_MEM_WRITE] += written;
	accel->count[ACCEL_COUNT_CYCLES] +=
		(read + ACCEL_PORT_BYTES - 1) / ACCEL_PORT_BYTES +
		(written + ACCEL_PORT_BYTES - 1) / ACCEL_PORT_BYTES;
}
