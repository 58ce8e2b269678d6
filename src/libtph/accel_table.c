// SPDX-License-Identifier: BSD-3-Clause
/* Ingress tables. */
#include <errno.h>

#include "libtph/accel_priv.h"

int accel_check_tag(const struct tph_accel *accel, bool st16, uint16_t st)
{
	const char *bdf = tph_device_bdf(accel->dev);

	if (st16 && !accel->info.st16)
		return error_fail(-EOPNOTSUPP,
				  "%s: has no table for 16-bit tags", bdf);
	if (!st16 && st > 0xff)
		return error_fail(-ERANGE, "%s: tag 0x%x is wider than 8 bits",
				  bdf, st);
	return 0;
}

int accel_check_partition(const struct tph_accel *accel, unsigned int partition)
{
	if (partition >= accel->info.partitions)
		return error_fail(-ERANGE,
				  "%s: partition %u: the accelerator has %u",
				  tph_device_bdf(accel->dev), partition,
				  accel->info.partitions);
	return 0;
}

static uint32_t entry_reg(bool st16, uint16_t st)
{
	return (st16 ? ACCEL_REG_TABLE16 : ACCEL_REG_TABLE8) + 4u * st;
}

int tph_accel_program(struct tph_accel *accel,
		      const struct tph_accel_entry *entry)
{
	const struct accel_op_info *op = accel_op(accel, entry->op);
	uint32_t value;
	int ret;

	ret = accel_check_tag(accel, entry->st16, entry->st);
	if (ret)
		return ret;
	if (!op)
		return error_fail(-EOPNOTSUPP, "%s: has no operation %d",
				  tph_device_bdf(accel->dev), (int)entry->op);
	if (op->src != op->dst && !entry->move)
		return error_fail(
			-EINVAL,
			"%s: %s changes the width of an element: name a partition for its result",
			tph_device_bdf(accel->dev), op->name);
	value = ACCEL_ENTRY_VALID |
		FIELD_PREP(ACCEL_ENTRY_OP, (uint32_t)entry->op);
	if (entry->move) {
		ret = accel_check_partition(accel, entry->partition);
		if (ret)
			return ret;
		value |= ACCEL_ENTRY_MOVE |
			 FIELD_PREP(ACCEL_ENTRY_PARTITION, entry->partition);
	}
	ret = accel_set(accel, entry_reg(entry->st16, entry->st), value);
	return ret ? ret : accel_flush(accel);
}

int tph_accel_clear(struct tph_accel *accel, bool st16, uint16_t st)
{
	int ret = accel_check_tag(accel, st16, st);

	if (!ret)
		ret = accel_set(accel, entry_reg(st16, st), 0);
	return ret ? ret : accel_flush(accel);
}

int tph_accel_entry(struct tph_accel *accel, bool st16, uint16_t st,
		    struct tph_accel_entry *ret_entry)
{
	uint32_t value;
	int ret;

	ret = accel_check_tag(accel, st16, st);
	if (!ret)
		ret = accel_get(accel, entry_reg(st16, st), &value);
	if (ret)
		return ret;
	*ret_entry = (struct tph_accel_entry){
		.st16 = st16,
		.st = st,
		.valid = value & ACCEL_ENTRY_VALID,
		.op = (enum accel_op)FIELD_GET(ACCEL_ENTRY_OP, value),
		.move = value & ACCEL_ENTRY_MOVE,
		.partition = FIELD_GET(ACCEL_ENTRY_PARTITION, value),
	};
	return 0;
}

int tph_accel_enable(struct tph_accel *accel, bool on)
{
	uint32_t ctrl;
	int ret;

	ret = accel_set(accel, ACCEL_REG_CTRL, on ? ACCEL_CTRL_INGRESS : 0);
	if (!ret)
		ret = accel_get(accel, ACCEL_REG_CTRL, &ctrl);
	if (!ret && on && !(ctrl & ACCEL_CTRL_INGRESS))
		ret = error_fail(-EOPNOTSUPP,
				 "%s: is not a TPH completer: tags are ignored",
				 tph_device_bdf(accel->dev));
	return ret;
}
