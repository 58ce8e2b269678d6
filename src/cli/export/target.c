// SPDX-License-Identifier: BSD-3-Clause
#include "cli/export/target.h"

#include <unistd.h>

#include <opentph/hw/accel.h>

void target_init(struct target *target)
{
	*target = (struct target){
		.bar = 2,
		.length = (uint64_t)sysconf(_SC_PAGESIZE),
	};
}

bool target_is_initial(const struct target *target)
{
	struct target initial;

	target_init(&initial);
	return !target->bdf && !target->backend && !target->open.bind &&
	       target->bar == initial.bar && target->offset == initial.offset &&
	       target->length == initial.length && !target->tag.ph &&
	       !target_has_tag(target);
}

int target_backend(struct target *target)
{
	if (!target->backend)
		return 0;
	return tph_backend_parse(target->backend, &target->open.backend);
}

bool target_has_tag(const struct target *target)
{
	const struct tph_tag *tag = &target->tag;

	return tag->st8_valid || tag->st16_valid || tag->required;
}

int target_find(const struct target *target, char ret_bdf[TPH_BDF_SIZE])
{
	if (target->bdf)
		return tph_pci_parse(target->bdf, ret_bdf);
	return tph_pci_find(ACCEL_VENDOR_ID, ACCEL_DEVICE_ID, 0, ret_bdf);
}

int target_to_end(struct target *target, struct tph_device *dev)
{
	uint64_t size;
	int ret = target->length ? 0 : tph_bar_size(dev, target->bar, &size);

	/* An offset beyond the end leaves 0, which the export refuses */
	if (!ret && !target->length && size > target->offset)
		target->length = size - target->offset;
	return ret;
}

int target_export(const struct target *target, struct tph_device *dev,
		  int *ret_fd)
{
	int fd, ret;

	ret = tph_dmabuf_export(dev, target->bar, target->offset,
				target->length, &fd);
	if (ret)
		return ret;
	if (target_has_tag(target))
		ret = tph_dmabuf_tag(dev, fd, &target->tag);
	if (ret)
		close(fd);
	else
		*ret_fd = fd;
	return ret;
}
