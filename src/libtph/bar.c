// SPDX-License-Identifier: BSD-3-Clause
/* Accesses to BARs: through the mapping, or by pread/pwrite without one. */
#include <endian.h>
#include <errno.h>
#include <string.h>

#include "libtph/lib.h"
#include "libtph/sys.h"

static int find(const struct tph_device *dev, unsigned int bar, uint64_t offset,
		size_t len, const struct region **ret_region)
{
	int ret = region_bar(dev, bar, ret_region);

	if (ret)
		return ret;
	if (len > (*ret_region)->size || offset > (*ret_region)->size - len)
		return error_fail(-ERANGE,
				  "%s: BAR %u: 0x%llx + %zu is beyond its end",
				  dev->bdf, bar, (unsigned long long)offset,
				  len);
	return 0;
}

static int check_aligned(const struct tph_device *dev, unsigned int bar,
			 uint64_t offset, size_t width)
{
	if (offset % width)
		return error_fail(-EINVAL,
				  "%s: BAR %u: 0x%llx is not a multiple of %zu",
				  dev->bdf, bar, (unsigned long long)offset,
				  width);
	return 0;
}

/* Width of the next access at @offset with @len bytes left */
static size_t width_at(uint64_t offset, size_t len)
{
	size_t width = 8;

	while (offset % width || len < width)
		width /= 2;
	return width;
}

/* Each byte of device memory must be accessed once and aligned, which memcpy()
 * does not guarantee */
static void copy_in(void *buf, const volatile void *from, uint64_t offset,
		    size_t len)
{
	const volatile char *src = from;
	char *dst = buf;
	size_t width;
	union {
		uint64_t u64;
		uint32_t u32;
		uint16_t u16;
		uint8_t u8;
	} v;

	for (; len; len -= width, offset += width, dst += width) {
		width = width_at(offset, len);
		if (width == 8)
			v.u64 = *(const volatile uint64_t *)(src + offset);
		else if (width == 4)
			v.u32 = *(const volatile uint32_t *)(src + offset);
		else if (width == 2)
			v.u16 = *(const volatile uint16_t *)(src + offset);
		else
			v.u8 = *(const volatile uint8_t *)(src + offset);
		memcpy(dst, &v, width);
	}
}

static void copy_out(volatile void *to, uint64_t offset, const void *buf,
		     size_t len)
{
	volatile char *dst = to;
	const char *src = buf;
	size_t width;
	union {
		uint64_t u64;
		uint32_t u32;
		uint16_t u16;
		uint8_t u8;
	} v;

	for (; len; len -= width, offset += width, src += width) {
		width = width_at(offset, len);
		memcpy(&v, src, width);
		if (width == 8)
			*(volatile uint64_t *)(dst + offset) = v.u64;
		else if (width == 4)
			*(volatile uint32_t *)(dst + offset) = v.u32;
		else if (width == 2)
			*(volatile uint16_t *)(dst + offset) = v.u16;
		else
			*(volatile uint8_t *)(dst + offset) = v.u8;
	}
}

int tph_bar_read(struct tph_device *dev, unsigned int bar, uint64_t offset,
		 void *buf, size_t len)
{
	const struct region *region;
	size_t done = 0;
	ssize_t n;
	int ret;

	ret = find(dev, bar, offset, len, &region);
	if (ret)
		return ret;
	if (region->map) {
		copy_in(buf, region->map, offset, len);
		return 0;
	}
	while (done < len) {
		n = sys->pread(dev->fd, (char *)buf + done, len - done,
			       region->offset + offset + done);
		if (n <= 0)
			return error_fail(n ? (int)n : -EIO,
					  "%s: BAR %u: read at 0x%llx: %s",
					  dev->bdf, bar,
					  (unsigned long long)offset + done,
					  n ? strerror((int)-n) : "nothing");
		done += (size_t)n;
	}
	return 0;
}

int tph_bar_write(struct tph_device *dev, unsigned int bar, uint64_t offset,
		  const void *buf, size_t len)
{
	const struct region *region;
	size_t done = 0;
	ssize_t n;
	int ret;

	ret = find(dev, bar, offset, len, &region);
	if (ret)
		return ret;
	if (region->map) {
		copy_out(region->map, offset, buf, len);
		return 0;
	}
	while (done < len) {
		n = sys->pwrite(dev->fd, (const char *)buf + done, len - done,
				region->offset + offset + done);
		if (n <= 0)
			return error_fail(n ? (int)n : -EIO,
					  "%s: BAR %u: write at 0x%llx: %s",
					  dev->bdf, bar,
					  (unsigned long long)offset + done,
					  n ? strerror((int)-n) : "nothing");
		done += (size_t)n;
	}
	return 0;
}

int tph_bar_read32(struct tph_device *dev, unsigned int bar, uint64_t offset,
		   uint32_t *ret_value)
{
	uint32_t value;
	int ret;

	ret = check_aligned(dev, bar, offset, sizeof(value));
	if (!ret)
		ret = tph_bar_read(dev, bar, offset, &value, sizeof(value));
	if (!ret)
		*ret_value = le32toh(value);
	return ret;
}

int tph_bar_read64(struct tph_device *dev, unsigned int bar, uint64_t offset,
		   uint64_t *ret_value)
{
	uint64_t value;
	int ret;

	ret = check_aligned(dev, bar, offset, sizeof(value));
	if (!ret)
		ret = tph_bar_read(dev, bar, offset, &value, sizeof(value));
	if (!ret)
		*ret_value = le64toh(value);
	return ret;
}

int tph_bar_write32(struct tph_device *dev, unsigned int bar, uint64_t offset,
		    uint32_t value)
{
	uint32_t le = htole32(value);
	int ret = check_aligned(dev, bar, offset, sizeof(le));

	return ret ? ret : tph_bar_write(dev, bar, offset, &le, sizeof(le));
}

int tph_bar_write64(struct tph_device *dev, unsigned int bar, uint64_t offset,
		    uint64_t value)
{
	uint64_t le = htole64(value);
	int ret = check_aligned(dev, bar, offset, sizeof(le));

	return ret ? ret : tph_bar_write(dev, bar, offset, &le, sizeof(le));
}
