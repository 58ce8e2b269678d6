// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/object/buffer.h"

#include <errno.h>

#include "device/connectx/field.h"
#include "device/connectx/object/memory.h"
#include "pcie/pcie.h"

#define SHIFT_MIN 12
#define SHIFT_MAX 31

int cx_buffer_init(struct cx_hca *hca, struct cx_buffer *buffer,
		   const void *pas, size_t pas_len, unsigned int log_page_size,
		   unsigned int page_offset, uint64_t size)
{
	const unsigned int shift = log_page_size + SHIFT_MIN;
	uint64_t offset, n;

	if (shift > SHIFT_MAX || !size || size > 1ull << 40)
		return -EINVAL;
	offset = (uint64_t)(page_offset & 63) << (shift - 6);
	n = (offset + size + (1ull << shift) - 1) >> shift;
	if (n > pas_len / sizeof(uint64_t))
		return -EINVAL;
	buffer->pages = cx_memory_get(hca, n, sizeof(uint64_t));
	if (!buffer->pages)
		return -ENOMEM;
	for (uint64_t i = 0; i < n; i++)
		buffer->pages[i] = cx_get((const uint8_t *)pas + 8 * i,
					  CX_FIELD(0, 63, 0));
	buffer->n = n;
	buffer->shift = shift;
	buffer->offset = offset;
	buffer->size = size;
	return 0;
}

enum cx_status cx_buffer_status(int err)
{
	if (!err)
		return CX_OK;
	return err == -ENOMEM ? CX_NO_RESOURCES : CX_BAD_PARAM;
}

void cx_buffer_free(struct cx_hca *hca, struct cx_buffer *buffer)
{
	cx_memory_put(hca, buffer->pages, buffer->n, sizeof(uint64_t));
	*buffer = (struct cx_buffer){0};
}

/* Bus address of the byte at @at, and the number of bytes left in its page */
static uint64_t locate(const struct cx_buffer *buffer, uint64_t at,
		       uint64_t *ret_left)
{
	const uint64_t size = 1ull << buffer->shift;

	at += buffer->offset;
	*ret_left = size - (at & (size - 1));
	return buffer->pages[at >> buffer->shift] + (at & (size - 1));
}

int cx_buffer_read(const struct cx_buffer *buffer, struct pcie_function *fn,
		   uint64_t at, void *data, size_t len)
{
	uint8_t *to = data;
	uint64_t left;

	while (len) {
		const uint64_t addr = locate(buffer, at, &left);
		const size_t n = len < left ? len : left;
		int ret = pcie_function_read(fn, addr, to, n);

		if (ret)
			return ret;
		at += n;
		to += n;
		len -= n;
	}
	return 0;
}

int cx_buffer_write(const struct cx_buffer *buffer, struct pcie_function *fn,
		    uint64_t at, const void *data, size_t len)
{
	const uint8_t *from = data;
	uint64_t left;

	while (len) {
		const uint64_t addr = locate(buffer, at, &left);
		const size_t n = len < left ? len : left;
		int ret = pcie_function_write(fn, addr, from, n, NULL);

		if (ret < 0)
			return ret;
		at += n;
		from += n;
		len -= n;
	}
	return 0;
}
