// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fabric/client.h"

void client_connect(struct client *c, const char *dir, const char *id)
{
	assert_int_equal(vfio_client_connect(&c->vfio, dir, id), 0);
}

void client_close(struct client *c)
{
	vfio_client_close(&c->vfio);
}

uint32_t client_call(struct client *c, uint16_t command, const void *data,
		     size_t len, const int *fds, unsigned int nfds, void *reply,
		     size_t max)
{
	int ret = vfio_client_call(&c->vfio, command, data, len, fds, nfds,
				   reply, max);

	assert_true(ret >= 0);
	return ret;
}

uint64_t client_read(struct client *c, uint32_t region, uint64_t offset,
		     uint32_t len)
{
	uint64_t value = 0;

	assert_int_equal(
		vfio_client_read(&c->vfio, region, offset, len, &value), 0);
	return value;
}

void client_write(struct client *c, uint32_t region, uint64_t offset,
		  uint64_t value, uint32_t len)
{
	assert_int_equal(
		vfio_client_write(&c->vfio, region, offset, value, len), 0);
}

void client_post(struct client *c, uint32_t region, uint64_t offset,
		 uint64_t value, uint32_t len)
{
	assert_int_equal(vfio_client_post(&c->vfio, region, offset, value, len),
			 0);
}

uint64_t client_region_size(struct client *c, uint32_t region)
{
	struct {
		uint32_t argsz, flags, index, cap_offset;
		uint64_t size, offset;
	} info = {.argsz = sizeof(info), .index = region};

	assert_int_equal(client_call(c, 5, &info, sizeof(info), NULL, 0, &info,
				     sizeof(info)),
			 0);
	return info.size;
}

uint32_t client_dma_map(struct client *c, uint64_t addr, uint64_t size, int fd)
{
	struct {
		uint32_t argsz, flags;
		uint64_t offset, addr, size;
	} map = {sizeof(map), 3, 0, addr, size};

	return client_call(c, 2, &map, sizeof(map), &fd, 1, NULL, 0);
}

uint32_t client_dma_unmap(struct client *c, uint64_t addr, uint64_t size)
{
	struct {
		uint32_t argsz, flags;
		uint64_t addr, size;
	} unmap = {sizeof(unmap), 0, addr, size};

	return client_call(c, 3, &unmap, sizeof(unmap), NULL, 0, &unmap,
			   sizeof(unmap));
}

uint32_t client_set_eventfd(struct client *c, uint32_t vector, int fd)
{
	/* MSI-X, data are eventfds, action is to trigger */
	const uint32_t set[5] = {sizeof(set), 1 << 2 | 1 << 5, 2, vector, 1};

	return client_call(c, 8, set, sizeof(set), &fd, fd >= 0, NULL, 0);
}
