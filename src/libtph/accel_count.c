// SPDX-License-Identifier: BSD-3-Clause
/* Counters: each set is a table of registers and their members. */
#include "libtph/accel_priv.h"

struct counter {
	uint32_t reg;
	size_t member;
};

#define COUNTER(reg, type, name)                 \
	{                                        \
		reg, offsetof(struct type, name) \
	}

static const struct counter global[] = {
	COUNTER(ACCEL_REG_UNTAGGED, tph_accel_counters, untagged),
	COUNTER(ACCEL_REG_TAGGED, tph_accel_counters, tagged),
	COUNTER(ACCEL_REG_UNKNOWN, tph_accel_counters, unknown),
	COUNTER(ACCEL_REG_DROPPED, tph_accel_counters, dropped),
	COUNTER(ACCEL_REG_PARTIAL, tph_accel_counters, partial),
	COUNTER(ACCEL_REG_LINK_BYTES, tph_accel_counters, link_bytes),
	COUNTER(ACCEL_REG_MEM_READ, tph_accel_counters, mem_read),
	COUNTER(ACCEL_REG_MEM_WRITE, tph_accel_counters, mem_write),
	COUNTER(ACCEL_REG_CYCLES, tph_accel_counters, cycles),
};

static const struct counter tag[] = {
	COUNTER(ACCEL_REG_TAG_WRITES, tph_accel_tag_counters, writes),
	COUNTER(ACCEL_REG_TAG_BYTES, tph_accel_tag_counters, bytes),
};

static const struct counter partition[] = {
	COUNTER(ACCEL_PART_WRITES, tph_accel_partition_counters, writes),
	COUNTER(ACCEL_PART_BYTES, tph_accel_partition_counters, bytes),
	COUNTER(ACCEL_PART_ELEMENTS, tph_accel_partition_counters, elements),
	COUNTER(ACCEL_PART_ERRORS, tph_accel_partition_counters, errors),
};

static int read_counters(struct tph_accel *accel, const struct counter *counter,
			 size_t n, uint32_t base, void *set)
{
	int ret = 0;

	for (; n && !ret; n--, counter++)
		ret = accel_get64(accel, base + counter->reg,
				  (uint64_t *)((char *)set + counter->member));
	return ret;
}

int tph_accel_counters(struct tph_accel *accel,
		       struct tph_accel_counters *ret_counters)
{
	struct tph_accel_counters set;
	int ret;

	ret = read_counters(accel, global, ARRAY_SIZE(global), 0, &set);
	if (!ret)
		*ret_counters = set;
	return ret;
}

int tph_accel_counters_clear(struct tph_accel *accel)
{
	uint32_t ctrl;
	int ret;

	ret = accel_get(accel, ACCEL_REG_CTRL, &ctrl);
	if (ret)
		return ret;
	ret = accel_set(accel, ACCEL_REG_CTRL, ctrl | ACCEL_CTRL_CLEAR);
	return ret ? ret : accel_flush(accel);
}

int tph_accel_tag_counters(struct tph_accel *accel, bool st16, uint16_t st,
			   struct tph_accel_tag_counters *ret_counters)
{
	struct tph_accel_tag_counters set;
	int ret;

	ret = accel_check_tag(accel, st16, st);
	if (!ret)
		ret = accel_set(accel, ACCEL_REG_TAG_SELECT,
				st | (st16 ? ACCEL_TAG_SELECT_EXT : 0));
	if (!ret)
		ret = read_counters(accel, tag, ARRAY_SIZE(tag), 0, &set);
	if (!ret)
		*ret_counters = set;
	return ret;
}

int tph_accel_partition_counters(
	struct tph_accel *accel, unsigned int number,
	struct tph_accel_partition_counters *ret_counters)
{
	struct tph_accel_partition_counters set;
	int ret;

	ret = accel_check_partition(accel, number);
	if (!ret)
		ret = read_counters(accel, partition, ARRAY_SIZE(partition),
				    ACCEL_REG_PART + number * ACCEL_PART_STRIDE,
				    &set);
	if (!ret)
		*ret_counters = set;
	return ret;
}
