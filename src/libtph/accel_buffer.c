// SPDX-License-Identifier: BSD-3-Clause
/* Buffers in device memory: first fit in a partition. */
#include <errno.h>
#include <stdlib.h>

#include <opentph/dmabuf.h>

#include "libtph/accel_priv.h"

int tph_accel_alloc(struct tph_accel *accel, unsigned int partition,
		    uint64_t size, struct tph_accel_buffer **ret_buffer)
{
	uint64_t page = lib_page_size(), part = accel->info.partition_size;
	struct tph_accel_buffer *buffer, **link;
	uint64_t start, end;
	int ret;

	ret = accel_check_partition(accel, partition);
	if (ret)
		return ret;
	if (!size)
		return error_fail(-EINVAL, "%s: buffer of 0 bytes",
				  tph_device_bdf(accel->dev));
	/* Partitions smaller than a page share one, so they have no buffers */
	start = (partition * part + page - 1) / page * page;
	end = (partition + 1) * part / page * page;
	size = size > part ? part + page : (size + page - 1) / page * page;
	for (link = &accel->buffers; *link; link = &(*link)->next) {
		if ((*link)->offset + (*link)->size <= start)
			continue;
		if (start < end && size <= end - start &&
		    start + size <= (*link)->offset)
			break;
		if ((*link)->offset >= end)
			break;
		start = (*link)->offset + (*link)->size;
	}
	if (start >= end || size > end - start)
		return error_fail(
			-ENOSPC,
			"%s: partition %u: less than 0x%llx bytes are free",
			tph_device_bdf(accel->dev), partition,
			(unsigned long long)size);
	buffer = calloc(1, sizeof(*buffer));
	if (!buffer)
		return error_fail(-ENOMEM, "%s: out of memory",
				  tph_device_bdf(accel->dev));
	*buffer = (struct tph_accel_buffer){
		.accel = accel,
		.partition = partition,
		.offset = start,
		.size = size,
		.next = *link,
	};
	*link = buffer;
	*ret_buffer = buffer;
	return 0;
}

void tph_accel_free(struct tph_accel_buffer *buffer)
{
	struct tph_accel_buffer **link;

	if (!buffer)
		return;
	for (link = &buffer->accel->buffers; *link; link = &(*link)->next) {
		if (*link != buffer)
			continue;
		*link = buffer->next;
		break;
	}
	free(buffer);
}

uint64_t tph_accel_buffer_offset(const struct tph_accel_buffer *buffer)
{
	return buffer->offset;
}

uint64_t tph_accel_buffer_size(const struct tph_accel_buffer *buffer)
{
	return buffer->size;
}

static int check(const struct tph_accel_buffer *buffer, uint64_t offset,
		 size_t len)
{
	if (len > buffer->size || offset > buffer->size - len)
		return error_fail(
			-ERANGE,
			"%s: 0x%llx + %zu is beyond a buffer of 0x%llx bytes",
			tph_device_bdf(buffer->accel->dev),
			(unsigned long long)offset, len,
			(unsigned long long)buffer->size);
	return 0;
}

int tph_accel_write(struct tph_accel_buffer *buffer, uint64_t offset,
		    const void *data, size_t len)
{
	int ret = check(buffer, offset, len);

	if (!ret)
		ret = tph_bar_write(buffer->accel->dev, ACCEL_BAR_MEM,
				    buffer->offset + offset, data, len);
	return ret ? ret : accel_flush(buffer->accel);
}

int tph_accel_read(struct tph_accel_buffer *buffer, uint64_t offset, void *data,
		   size_t len)
{
	int ret = check(buffer, offset, len);

	return ret ? ret
		   : tph_bar_read(buffer->accel->dev, ACCEL_BAR_MEM,
				  buffer->offset + offset, data, len);
}

int tph_accel_export(struct tph_accel_buffer *buffer, int *ret_fd)
{
	return tph_dmabuf_export(buffer->accel->dev, ACCEL_BAR_MEM,
				 buffer->offset, buffer->size, ret_fd);
}
