// SPDX-License-Identifier: BSD-3-Clause
/* Information, region accesses, reset: answers and refusals */
#include <pthread.h>
#include <sys/socket.h>

#include "tests/vfio_user/client.h"

static void tells_device_info(void **state)
{
	struct fixture *f = *state;
	struct body b = {.len = 0};
	struct reply reply;

	put32(&b, 16);
	put32(&b, 0);
	put64(&b, 0);
	assert_int_equal(command(f, 4, b.data, b.len, &reply), 0);
	assert_int_equal(reply.size, 32);
	assert_int_equal(get32(reply.data), 16);
	assert_int_equal(get32(reply.data + 4), 3);
	assert_int_equal(get32(reply.data + 8), 4);
	assert_int_equal(get32(reply.data + 12), 2);
	b.data[0] = 15;
	assert_int_equal(command(f, 4, b.data, b.len, &reply), EINVAL);
	assert_int_equal(command(f, 4, b.data, 15, &reply), EINVAL);
}

static uint32_t region_info(struct fixture *f, uint32_t argsz, uint32_t index,
			    struct reply *reply)
{
	struct body b = {.len = 0};

	put32(&b, argsz);
	put32(&b, 0);
	put32(&b, index);
	put32(&b, 0);
	put64(&b, 0);
	put64(&b, 0);
	return command(f, 5, b.data, b.len, reply);
}

static void tells_region_info(void **state)
{
	struct fixture *f = *state;
	struct reply reply;

	assert_int_equal(region_info(f, 32, 0, &reply), 0);
	assert_int_equal(reply.size, 16 + 32);
	assert_int_equal(get32(reply.data), 32);
	assert_int_equal(get32(reply.data + 4), 3);
	assert_int_equal(get32(reply.data + 8), 0);
	assert_int_equal(get64(reply.data + 16), REGION_SIZE);
	assert_int_equal(region_info(f, 4096, 1, &reply), 0);
	assert_int_equal(get64(reply.data + 16), 0);
	assert_int_equal(region_info(f, 32, 2, &reply), 0);
	assert_int_equal(get32(reply.data + 4), 1);
	assert_int_equal(region_info(f, 32, 4, &reply), EINVAL);
	assert_int_equal(region_info(f, 32, UINT32_MAX, &reply), EINVAL);
	assert_int_equal(region_info(f, 31, 0, &reply), EINVAL);
}

static uint32_t irq_info(struct fixture *f, uint32_t index, struct reply *reply)
{
	struct body b = {.len = 0};

	put32(&b, 16);
	put32(&b, 0);
	put32(&b, index);
	put32(&b, 0);
	return command(f, 7, b.data, b.len, reply);
}

static void tells_irq_info(void **state)
{
	struct fixture *f = *state;
	struct reply reply;

	assert_int_equal(irq_info(f, 0, &reply), 0);
	assert_int_equal(reply.size, 32);
	assert_int_equal(get32(reply.data + 4), 9);
	assert_int_equal(get32(reply.data + 12), IRQS);
	assert_int_equal(irq_info(f, 1, &reply), 0);
	assert_int_equal(get32(reply.data + 12), 0);
	assert_int_equal(irq_info(f, 2, &reply), EINVAL);
}

static void access_body(struct body *b, uint64_t offset, uint32_t region,
			uint32_t count)
{
	b->len = 0;
	put64(b, offset);
	put32(b, region);
	put32(b, count);
}

static uint32_t read_region(struct fixture *f, uint64_t offset, uint32_t region,
			    uint32_t count, struct reply *reply)
{
	struct body b;

	access_body(&b, offset, region, count);
	return command(f, 9, b.data, b.len, reply);
}

static uint32_t write_region(struct fixture *f, uint64_t offset,
			     uint32_t region, uint32_t count, const void *data,
			     size_t len, struct reply *reply)
{
	struct body b;

	access_body(&b, offset, region, count);
	put_bytes(&b, data, len);
	return command(f, 10, b.data, b.len, reply);
}

static void accesses_regions(void **state)
{
	struct fixture *f = *state;
	struct reply reply;

	assert_int_equal(write_region(f, 0x10, 0, 4, "abcd", 4, &reply), 0);
	assert_int_equal(reply.size, 32);
	assert_memory_equal(f->device.region + 0x10, "abcd", 4);
	assert_int_equal(read_region(f, 0x11, 0, 2, &reply), 0);
	assert_int_equal(reply.size, 32 + 2);
	assert_int_equal(get64(reply.data), 0x11);
	assert_int_equal(get32(reply.data + 8), 0);
	assert_int_equal(get32(reply.data + 12), 2);
	assert_memory_equal(reply.data + 16, "bc", 2);
	/* The last bytes, and all of it */
	assert_int_equal(read_region(f, REGION_SIZE - 1, 0, 1, &reply), 0);
	assert_int_equal(read_region(f, 0, 2, REGION_SIZE, &reply), 0);
	assert_int_equal(reply.size, 32 + REGION_SIZE);
	/* An access of 0 bytes does not reach the device */
	assert_int_equal(f->device.reads, 3);
	assert_int_equal(read_region(f, REGION_SIZE, 0, 0, &reply), 0);
	assert_int_equal(write_region(f, 0, 0, 0, NULL, 0, &reply), 0);
	assert_int_equal(f->device.reads, 3);
	assert_int_equal(f->device.writes, 1);
}

static void refuses_accesses(void **state)
{
	struct fixture *f = *state;
	struct reply reply;

	assert_int_equal(read_region(f, REGION_SIZE, 0, 1, &reply), EINVAL);
	assert_int_equal(read_region(f, REGION_SIZE - 1, 0, 2, &reply), EINVAL);
	assert_int_equal(read_region(f, UINT64_MAX, 0, 1, &reply), EINVAL);
	assert_int_equal(read_region(f, UINT64_MAX - 1, 3, 4, &reply), EINVAL);
	assert_int_equal(read_region(f, 0, 3, VFIO_USER_MAX_DATA + 1, &reply),
			 EINVAL);
	assert_int_equal(read_region(f, 0, 3, UINT32_MAX, &reply), EINVAL);
	assert_int_equal(read_region(f, 0, 1, 1, &reply), EACCES);
	assert_int_equal(read_region(f, 0, 4, 1, &reply), EINVAL);
	assert_int_equal(read_region(f, 0, UINT32_MAX, 1, &reply), EINVAL);
	assert_int_equal(write_region(f, 0, 2, 1, "x", 1, &reply), EACCES);
	/* Less and more data than announced */
	assert_int_equal(write_region(f, 0, 0, 4, "abc", 3, &reply), EINVAL);
	assert_int_equal(write_region(f, 0, 0, 4, "abcde", 5, &reply), EINVAL);
	assert_int_equal(write_region(f, 0, 0, 0, "a", 1, &reply), EINVAL);
	assert_int_equal(f->device.reads, 0);
	assert_int_equal(f->device.writes, 0);
	/* The device's own error is returned */
	f->device.result = -EIO;
	assert_int_equal(read_region(f, 0, 0, 1, &reply), EIO);
	assert_int_equal(write_region(f, 0, 0, 1, "x", 1, &reply), EIO);
}

struct reader {
	int sock;
	size_t got;
};

static void *read_all(void *arg)
{
	struct reader *r = arg;
	char buf[4096];
	ssize_t n;

	while ((n = recv(r->sock, buf, sizeof(buf), 0)) > 0)
		r->got += n;
	return NULL;
}

/* The largest access; more than a socket holds, so a thread reads meanwhile */
static void reads_a_mebibyte(void **state)
{
	struct fixture *f = *state;
	struct reader reader = {.sock = f->sock};
	pthread_t thread;
	struct body b;

	access_body(&b, 0, 3, VFIO_USER_MAX_DATA);
	send_message(f, 1, 9, 0, b.data, b.len, NULL, 0);
	assert_int_equal(pthread_create(&thread, NULL, read_all, &reader), 0);
	assert_int_equal(vfio_user_serve(f->vu), 1);
	vfio_user_free(f->vu);
	f->vu = NULL;
	pthread_join(thread, NULL);
	assert_int_equal(reader.got, 16 + 16 + VFIO_USER_MAX_DATA);
}

static void put_one(struct body *b, uint64_t offset, uint32_t region,
		    uint32_t count, const char *data)
{
	put64(b, offset);
	put32(b, region);
	put32(b, count);
	put_bytes(b, data, 8);
}

static void writes_many(void **state)
{
	struct fixture *f = *state;
	struct body b = {.len = 0};
	struct reply reply;

	put64(&b, 2);
	put_one(&b, 0, 0, 4, "1234....");
	put_one(&b, 8, 0, 8, "abcdefgh");
	assert_int_equal(command(f, 15, b.data, b.len, &reply), 0);
	assert_int_equal(reply.size, 16 + 8);
	assert_int_equal(get64(reply.data), 2);
	assert_memory_equal(f->device.region, "1234\0\0\0\0abcdefgh", 16);

	/* Number and size do not agree; a product that wraps to the right size
	 */
	assert_int_equal(command(f, 15, b.data, b.len - 1, &reply), EINVAL);
	b.data[0] = 3;
	assert_int_equal(command(f, 15, b.data, b.len, &reply), EINVAL);
	b.data[0] = 2;
	b.data[7] = 0x20;
	assert_int_equal(command(f, 15, b.data, b.len, &reply), EINVAL);
	assert_int_equal(f->device.writes, 2);

	/* Out of range: earlier writes take effect */
	b.len = 0;
	put64(&b, 3);
	put_one(&b, 0, 0, 1, "x.......");
	put_one(&b, REGION_SIZE, 0, 1, "y.......");
	put_one(&b, 1, 0, 1, "z.......");
	assert_int_equal(command(f, 15, b.data, b.len, &reply), EINVAL);
	assert_int_equal(f->device.writes, 3);
	b.len = 0;
	put64(&b, 1);
	put_one(&b, 0, 0, 9, "12345678");
	assert_int_equal(command(f, 15, b.data, b.len, &reply), EINVAL);
	assert_int_equal(f->device.writes, 3);
}

static void resets(void **state)
{
	struct fixture *f = *state;
	struct reply reply;

	assert_int_equal(command(f, 13, NULL, 0, &reply), 0);
	assert_int_equal(reply.size, 16);
	assert_int_equal(f->device.resets, 1);
	assert_int_equal(command(f, 13, "x", 1, &reply), EINVAL);
	f->device.result = -EIO;
	assert_int_equal(command(f, 13, NULL, 0, &reply), EIO);
}

static void knows_no_other(void **state)
{
	/* 6 IO fds, 11 and 12 go the other way, 14 dirty pages, 16.. migration
	 */
	static const uint16_t others[] = {0,  6,  11, 12,   14,
					  16, 17, 18, 1000, UINT16_MAX};
	struct fixture *f = *state;
	struct reply reply;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(command(f, others[i], NULL, 0, &reply),
				 EOPNOTSUPP);
}

static void honours_no_reply(void **state)
{
	struct fixture *f = *state;
	struct body b;

	access_body(&b, 0, 0, 1);
	put_bytes(&b, "x", 1);
	send_message(f, 1, 10, 0x10, b.data, b.len, NULL, 0);
	assert_int_equal(vfio_user_serve(f->vu), 1);
	assert_no_reply(f);
	assert_int_equal(f->device.region[0], 'x');
	/* Not even of an error */
	send_message(f, 1, 1000, 0x10, NULL, 0, NULL, 0);
	assert_int_equal(vfio_user_serve(f->vu), 1);
	assert_no_reply(f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_ready, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tells_device_info), TEST(tells_region_info),
		TEST(tells_irq_info),	 TEST(accesses_regions),
		TEST(refuses_accesses),	 TEST(reads_a_mebibyte),
		TEST(writes_many),	 TEST(resets),
		TEST(knows_no_other),	 TEST(honours_no_reply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
