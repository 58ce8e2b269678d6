// SPDX-License-Identifier: BSD-3-Clause
/* The DMA table, alone and by messages */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/vfio_user/client.h"

#define PAGE 4096ull
#define R    1
#define W    2

/* As QEMU's memory-backend-memfd makes it */
static int make_memory(size_t pages, bool sealed)
{
	int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, pages * PAGE), 0);
	if (sealed)
		assert_int_equal(
			fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW), 0);
	return fd;
}

static void shares_memory(void **state)
{
	struct vfio_user_dma *dma;
	int fd = make_memory(4, true);
	unsigned int before;
	uint8_t *own, *mem;
	size_t len;

	own = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(own, MAP_FAILED);
	assert_int_equal(vfio_user_dma_create(&dma), 0);
	before = open_fds();
	/* Pages 1, 2 at 16 MiB, and page 1 once more elsewhere */
	assert_int_equal(vfio_user_dma_map(dma, 0x1000000, 2 * PAGE, R | W,
					   PAGE, fd),
			 0);
	assert_int_equal(vfio_user_dma_map(dma, 0x2000000, PAGE, R, PAGE, fd),
			 0);
	assert_int_equal(open_fds(), before);

	own[PAGE + 5] = 0xaa;
	mem = vfio_user_dma_find(dma, 0x1000005, 100, false, &len);
	assert_non_null(mem);
	assert_int_equal(len, 100);
	assert_int_equal(*mem, 0xaa);
	mem = vfio_user_dma_find(dma, 0x2000005, 100, false, &len);
	assert_int_equal(*mem, 0xaa);
	/* Limited by the end of the map; the file continues */
	mem = vfio_user_dma_find(dma, 0x1001fff, 100, true, &len);
	assert_int_equal(len, 1);
	*mem = 0xbb;
	assert_int_equal(own[3 * PAGE - 1], 0xbb);
	/* Beside it, and against its flags */
	assert_null(vfio_user_dma_find(dma, 0x1002000, 1, false, &len));
	assert_null(vfio_user_dma_find(dma, 0x0ffffff, 1, false, &len));
	assert_null(vfio_user_dma_find(dma, 0x2000000, 1, true, &len));
	assert_null(vfio_user_dma_find(dma, UINT64_MAX, 1, false, &len));

	vfio_user_dma_free(dma);
	munmap(own, 4 * PAGE);
	close(fd);
}

/* Holes of huge pages are filled from a pool that others empty */
static void finds_the_largest_file(void **state)
{
	const int small = make_memory(2, true), large = make_memory(3, true);
	struct vfio_user_dma *dma;
	const uint8_t *base;
	uint64_t len = 7;

	assert_int_equal(vfio_user_dma_create(&dma), 0);
	assert_null(vfio_user_dma_largest(dma, &len));
	assert_int_equal(len, 7);
	assert_int_equal(pwrite(large, "x", 1, 2 * PAGE + 9), 1);
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, R, 0, small), 0);
	assert_int_equal(vfio_user_dma_map(dma, PAGE, PAGE, R, 0, large), 0);
	/* all of it, not only what a map shows */
	base = vfio_user_dma_largest(dma, &len);
	assert_int_equal(len, 3 * PAGE);
	assert_int_equal(base[2 * PAGE + 9], 'x');
	assert_int_equal(vfio_user_dma_unmap(dma, PAGE, PAGE), 0);
	assert_non_null(vfio_user_dma_largest(dma, &len));
	assert_int_equal(len, 2 * PAGE);
	vfio_user_dma_free(dma);
	close(small);
	close(large);
}

static void refuses_huge_pages(void **state)
{
	int fd = memfd_create("huge", MFD_ALLOW_SEALING | MFD_HUGETLB);
	struct vfio_user_dma *dma;

	if (fd < 0)
		skip(); /* a kernel without them */
	assert_int_equal(ftruncate(fd, 1 << 30), 0);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK), 0);
	assert_int_equal(vfio_user_dma_create(&dma), 0);
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, R, 0, fd), -EPERM);
	vfio_user_dma_free(dma);
	close(fd);
}

/* Sparse files cost their owner nothing, and address space here */
static void bounds_the_sum(void **state)
{
	int half = memfd_create("half", MFD_ALLOW_SEALING);
	int more = memfd_create("more", MFD_ALLOW_SEALING);
	struct vfio_user_dma *dma;

	assert_int_equal(ftruncate(half, VFIO_USER_MAX_BYTES / 2), 0);
	assert_int_equal(ftruncate(more, VFIO_USER_MAX_BYTES / 2 + PAGE), 0);
	assert_int_equal(fcntl(half, F_ADD_SEALS, F_SEAL_SHRINK), 0);
	assert_int_equal(fcntl(more, F_ADD_SEALS, F_SEAL_SHRINK), 0);
	assert_int_equal(vfio_user_dma_create(&dma), 0);
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, R, 0, half), 0);
	assert_int_equal(vfio_user_dma_map(dma, PAGE, PAGE, R, 0, more),
			 -ENOSPC);
	/* Removed maps make room */
	assert_int_equal(vfio_user_dma_unmap(dma, 0, PAGE), 0);
	assert_int_equal(vfio_user_dma_map(dma, PAGE, PAGE, R, 0, more), 0);
	vfio_user_dma_free(dma);
	close(half);
	close(more);
}

static void refuses_bad_maps(void **state)
{
	int fd = make_memory(4, true), open = make_memory(4, false), pipes[2];
	struct vfio_user_dma *dma;
	size_t len;

	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(vfio_user_dma_create(&dma), 0);
	assert_int_equal(vfio_user_dma_map(dma, 0, 0, R, 0, fd), -EINVAL);
	assert_int_equal(vfio_user_dma_map(dma, 1, PAGE, R, 0, fd), -EINVAL);
	assert_int_equal(vfio_user_dma_map(dma, 0, 1, R, 0, fd), -EINVAL);
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, R, 8, fd), -EINVAL);
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, 0, 0, fd), -EINVAL);
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, 7, 0, fd), -EINVAL);
	/* Past the end of the file, and so far that sums wrap */
	assert_int_equal(vfio_user_dma_map(dma, 0, 5 * PAGE, R, 0, fd),
			 -EINVAL);
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, R, 4 * PAGE, fd),
			 -EINVAL);
	assert_int_equal(vfio_user_dma_map(dma, 0, 2 * PAGE, R, -PAGE, fd),
			 -EINVAL);
	assert_int_equal(vfio_user_dma_map(dma, -PAGE, 2 * PAGE, R, 0, fd),
			 -EINVAL);
	/* A file that could shrink under us; something else than a file */
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, R, 0, open), -EPERM);
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, R, 0, pipes[0]),
			 -EINVAL);
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, R, 0, 1000), -EBADF);
	assert_null(vfio_user_dma_find(dma, 0, 1, false, &len));
	/* The last page of the address space is as good as any */
	assert_int_equal(vfio_user_dma_map(dma, -PAGE, PAGE, R, 0, fd), 0);
	assert_non_null(vfio_user_dma_find(dma, UINT64_MAX, 8, false, &len));
	assert_int_equal(len, 1);
	assert_int_equal(vfio_user_dma_unmap(dma, 0, 0), 0);
	assert_null(vfio_user_dma_find(dma, UINT64_MAX, 8, false, &len));
	vfio_user_dma_free(dma);
	close(fd);
	close(open);
	close(pipes[0]);
	close(pipes[1]);
}

static void knows_memory_without_a_file(void **state)
{
	struct vfio_user_dma *dma;
	size_t len;

	assert_int_equal(vfio_user_dma_create(&dma), 0);
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, R | W, 0, -1), 0);
	assert_null(vfio_user_dma_find(dma, 0, 1, false, &len));
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, R | W, 0, -1),
			 -EEXIST);
	assert_int_equal(vfio_user_dma_unmap(dma, 0, PAGE), 0);
	vfio_user_dma_free(dma);
}

/* A file that has grown is mapped again for the new part */
static void follows_growth(void **state)
{
	int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	struct vfio_user_dma *dma;
	size_t len;

	assert_int_equal(ftruncate(fd, PAGE), 0);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK), 0);
	assert_int_equal(vfio_user_dma_create(&dma), 0);
	assert_int_equal(vfio_user_dma_map(dma, 0, PAGE, R | W, 0, fd), 0);
	assert_int_equal(ftruncate(fd, 3 * PAGE), 0);
	assert_int_equal(
		vfio_user_dma_map(dma, PAGE, PAGE, R | W, 2 * PAGE, fd), 0);
	*(uint8_t *)vfio_user_dma_find(dma, PAGE, 1, true, &len) = 1;
	*(uint8_t *)vfio_user_dma_find(dma, 0, 1, true, &len) = 2;
	vfio_user_dma_free(dma);
	close(fd);
}

#define SLOTS 64

/* Random maps and unmaps beside an array of pages that can only be right */
static void agrees_with_an_array(void **state)
{
	int fd = make_memory(SLOTS, true);
	int id_at[SLOTS] = {0}; /* 0: nothing, else number of the map */
	unsigned int maps = 0, refused = 0;
	struct vfio_user_dma *dma;
	size_t len;

	srand(1);
	assert_int_equal(vfio_user_dma_create(&dma), 0);
	for (int round = 1; round < 20000; round++) {
		unsigned int first = rand() % SLOTS;
		unsigned int n = 1 + rand() % (SLOTS - first);
		bool map = rand() % 2, overlap = false, cut = false;
		int expected, ret;

		if (map && n > 6)
			n = 6;
		for (unsigned int i = first; i < first + n; i++)
			overlap |= id_at[i] != 0;
		cut |= first && id_at[first] &&
		       id_at[first - 1] == id_at[first];
		cut |= first + n < SLOTS && id_at[first + n] &&
		       id_at[first + n] == id_at[first + n - 1];
		if (map) {
			expected = overlap ? -EEXIST : 0;
			ret = vfio_user_dma_map(dma, first * PAGE, n * PAGE,
						R | W, first * PAGE, fd);
		} else {
			expected = cut ? -EINVAL : 0;
			ret = vfio_user_dma_unmap(dma, first * PAGE, n * PAGE);
		}
		assert_int_equal(ret, expected);
		maps += map && !ret;
		refused += ret != 0;
		for (unsigned int i = first; !ret && i < first + n; i++)
			id_at[i] = map ? round : 0;
		for (unsigned int i = 0; i < SLOTS; i++)
			assert_int_equal(vfio_user_dma_find(dma, i * PAGE + 9,
							    1, true,
							    &len) != NULL,
					 id_at[i] != 0);
	}
	assert_true(maps > 1000 && refused > 1000);
	vfio_user_dma_free(dma);
	close(fd);
}

static void ends_at_its_limits(void **state)
{
	struct vfio_user_dma *dma;
	int fd;

	assert_int_equal(vfio_user_dma_create(&dma), 0);
	for (int i = 0; i <= VFIO_USER_MAX_FILES; i++) {
		fd = make_memory(1, true);
		assert_int_equal(vfio_user_dma_map(dma, i * PAGE, PAGE, R, 0,
						   fd),
				 i < VFIO_USER_MAX_FILES ? 0 : -ENOSPC);
		close(fd);
	}
	vfio_user_dma_clear(dma);
	fd = make_memory(1, true);
	for (uint64_t i = 0; i <= VFIO_USER_MAX_MAPS; i++)
		assert_int_equal(vfio_user_dma_map(dma, i * PAGE, PAGE, R, 0,
						   fd),
				 i < VFIO_USER_MAX_MAPS ? 0 : -ENOSPC);
	close(fd);
	vfio_user_dma_free(dma);
}

static uint32_t map_message(struct fixture *f, uint32_t argsz, uint64_t addr,
			    uint64_t size, int fd)
{
	struct body b = {.len = 0};
	struct reply reply;

	put32(&b, argsz);
	put32(&b, R | W);
	put64(&b, 0);
	put64(&b, addr);
	put64(&b, size);
	return command_fds(f, 2, b.data, b.len, &fd, fd >= 0, &reply);
}

static uint32_t unmap_message(struct fixture *f, uint32_t flags, uint64_t addr,
			      uint64_t size, struct reply *reply)
{
	struct body b = {.len = 0};

	put32(&b, 24);
	put32(&b, flags);
	put64(&b, addr);
	put64(&b, size);
	return command(f, 3, b.data, b.len, reply);
}

static void speaks_dma_messages(void **state)
{
	struct fixture *f = *state;
	int fds[2] = {make_memory(1, true), make_memory(1, true)};
	unsigned int before = open_fds();
	uint8_t body[32] = {32};
	struct reply reply;
	size_t len;

	assert_int_equal(map_message(f, 32, 0x10000, PAGE, fds[0]), 0);
	assert_int_equal(map_message(f, 32, 0x10000, PAGE, fds[0]), EEXIST);
	assert_int_equal(map_message(f, 31, 0x20000, PAGE, fds[0]), EINVAL);
	assert_int_equal(map_message(f, 32, 0x20000, PAGE, -1), 0);
	assert_int_equal(command_fds(f, 2, body, 32, fds, 2, &reply), EINVAL);
	assert_int_equal(open_fds(), before);
	assert_non_null(
		vfio_user_dma_find(f->device.dma, 0x10000, 1, true, &len));

	/* An unmapped range is not an error: a vIOMMU unmaps whole ranges */
	assert_int_equal(unmap_message(f, 0, 0x80000, PAGE, &reply), 0);
	assert_int_equal(unmap_message(f, 0, 0, 0, &reply), EINVAL);
	assert_int_equal(unmap_message(f, 1, 0x10000, PAGE, &reply), EINVAL);
	assert_int_equal(unmap_message(f, 2, 0x10000, PAGE, &reply), EINVAL);
	assert_int_equal(unmap_message(f, 0, 0x10000, PAGE, &reply), 0);
	assert_int_equal(reply.size, 16 + 24);
	assert_int_equal(get64(reply.data + 8), 0x10000);
	assert_int_equal(get64(reply.data + 16), PAGE);
	assert_null(vfio_user_dma_find(f->device.dma, 0x10000, 1, true, &len));

	assert_int_equal(map_message(f, 32, 0x10000, PAGE, fds[0]), 0);
	assert_int_equal(unmap_message(f, 2, 0, 0, &reply), 0);
	assert_null(vfio_user_dma_find(f->device.dma, 0x10000, 1, true, &len));
	assert_int_equal(map_message(f, 32, 0x20000, PAGE, -1), 0);
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_memory),
		cmocka_unit_test(refuses_bad_maps),
		cmocka_unit_test(finds_the_largest_file),
		cmocka_unit_test(refuses_huge_pages),
		cmocka_unit_test(bounds_the_sum),
		cmocka_unit_test(knows_memory_without_a_file),
		cmocka_unit_test(follows_growth),
		cmocka_unit_test(agrees_with_an_array),
		cmocka_unit_test(ends_at_its_limits),
		cmocka_unit_test_setup_teardown(speaks_dma_messages,
						setup_ready, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
