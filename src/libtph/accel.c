// SPDX-License-Identifier: BSD-3-Clause
/* The accelerator: open, close, properties. */
#include <errno.h>
#include <stdlib.h>

#include "libtph/accel_priv.h"

int accel_get64(struct tph_accel *accel, uint32_t reg, uint64_t *ret_value)
{
	uint32_t low, high;
	int ret;

	ret = accel_get(accel, reg, &low);
	if (!ret)
		ret = accel_get(accel, reg + 4, &high);
	if (!ret)
		*ret_value = (uint64_t)high << 32 | low;
	return ret;
}

int accel_set64(struct tph_accel *accel, uint32_t reg, uint64_t value)
{
	int ret = accel_set(accel, reg, (uint32_t)value);

	return ret ? ret : accel_set(accel, reg + 4, (uint32_t)(value >> 32));
}

static int identify(struct tph_accel *accel)
{
	const char *bdf = tph_device_bdf(accel->dev);
	struct tph_accel_info *info = &accel->info;
	uint32_t id, caps, shift;
	uint64_t memory;
	int ret;

	ret = accel_get(accel, ACCEL_REG_ID, &id);
	if (ret)
		return ret;
	if (id != ACCEL_ID_MAGIC)
		return error_fail(-ENODEV,
				  "%s: not an accelerator: ID is 0x%08x", bdf,
				  id);
	ret = accel_get(accel, ACCEL_REG_VERSION, &info->version);
	if (!ret)
		ret = accel_get(accel, ACCEL_REG_CAPS, &caps);
	if (!ret)
		ret = accel_get(accel, ACCEL_REG_OPS, &info->ops);
	if (!ret)
		ret = accel_get(accel, ACCEL_REG_BUILD, &info->build);
	if (!ret)
		ret = tph_bar_size(accel->dev, ACCEL_BAR_MEM, &memory);
	if (ret)
		return ret;
	if (info->version != ACCEL_VERSION)
		return error_fail(
			-EPROTO,
			"%s: register version %u, but this library drives version %u",
			bdf, info->version, ACCEL_VERSION);
	info->partitions = FIELD_GET(ACCEL_CAPS_PARTITIONS, caps);
	info->st16 = caps & ACCEL_CAPS_ST_EXT;
	info->passes = caps & ACCEL_CAPS_PASS;
	info->clocks = caps & ACCEL_CAPS_CLOCKS;
	shift = FIELD_GET(ACCEL_CAPS_SHIFT, caps);
	if (!info->partitions || info->partitions > ACCEL_PARTITIONS_MAX ||
	    shift > 56 || info->partitions > memory >> shift)
		return error_fail(
			-EPROTO,
			"%s: %u partitions of 2^%u bytes do not fit its memory",
			bdf, info->partitions, shift);
	info->partition_size = UINT64_C(1) << shift;
	return 0;
}

int tph_accel_open(const char *bdf, const struct tph_open_options *options,
		   struct tph_accel **ret_accel)
{
	struct tph_accel *accel;
	char first[TPH_BDF_SIZE];
	int ret;

	if (!bdf) {
		ret = tph_pci_find(ACCEL_VENDOR_ID, ACCEL_DEVICE_ID, 0, first);
		if (ret)
			return ret;
		bdf = first;
	}
	accel = calloc(1, sizeof(*accel));
	if (!accel)
		return error_fail(-ENOMEM, "%.40s: out of memory", bdf);
	ret = tph_device_open(bdf, options, &accel->dev);
	if (!ret)
		ret = tph_device_memory_enable(accel->dev, true);
	if (!ret)
		ret = identify(accel);
	/* For MSI-X; the device sends no other requests */
	if (!ret)
		ret = tph_device_master_enable(accel->dev, true);
	if (ret) {
		tph_accel_close(accel);
		return ret;
	}
	*ret_accel = accel;
	return 0;
}

void tph_accel_close(struct tph_accel *accel)
{
	if (!accel)
		return;
	while (accel->buffers)
		tph_accel_free(accel->buffers);
	tph_device_close(accel->dev);
	free(accel);
}

struct tph_device *tph_accel_device(struct tph_accel *accel)
{
	return accel->dev;
}

const struct tph_accel_info *tph_accel_info(const struct tph_accel *accel)
{
	return &accel->info;
}
