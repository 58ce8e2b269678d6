// SPDX-License-Identifier: BSD-3-Clause
/* A byte stream that is cut anywhere, and descriptors sent with it
 */
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/vfio_user/client.h"

static void put_header(struct body *b, uint16_t id, uint16_t command,
		       uint32_t size, uint32_t flags)
{
	put16(b, id);
	put16(b, command);
	put32(b, size);
	put32(b, flags);
	put32(b, 0);
}

static void put_read(struct body *b, uint16_t id, uint64_t offset,
		     uint32_t count)
{
	put_header(b, id, 9, 32, 0);
	put64(b, offset);
	put32(b, 0);
	put32(b, count);
}

static void send_bytes(struct fixture *f, const void *data, size_t len)
{
	assert_int_equal(send(f->sock, data, len, MSG_NOSIGNAL), len);
}

static void takes_single_bytes(void **state)
{
	struct fixture *f = *state;
	struct body b = {.len = 0};
	struct reply reply;

	put_read(&b, 7, 0, 4);
	for (size_t i = 0; i < b.len; i++) {
		assert_no_reply(f);
		send_bytes(f, b.data + i, 1);
		assert_int_equal(vfio_user_serve(f->vu), 1);
	}
	receive_reply(f, &reply);
	assert_int_equal(reply.id, 7);
	assert_int_equal(reply.size, 36);
}

/* Three messages, received in two pieces that are cut at every place */
static void takes_any_pieces(void **state)
{
	struct fixture *f = *state;

	for (size_t cut = 1; cut < 96; cut++) {
		struct body b = {.len = 0};
		struct reply reply;

		for (int i = 0; i < 3; i++)
			put_read(&b, i, i, 1);
		assert_int_equal(b.len, 96);
		send_bytes(f, b.data, cut);
		assert_int_equal(vfio_user_serve(f->vu), 1);
		send_bytes(f, b.data + cut, b.len - cut);
		assert_int_equal(vfio_user_serve(f->vu), 1);
		for (int i = 0; i < 3; i++) {
			receive_reply(f, &reply);
			assert_int_equal(reply.id, i);
			assert_int_equal(get64(reply.data), i);
		}
		assert_no_reply(f);
	}
}

static void assert_ends(struct fixture *f, const struct body *b,
			const char *message)
{
	send_bytes(f, b->data, b->len);
	assert_int_equal(vfio_user_serve(f->vu), -EPROTO);
	assert_non_null(strstr(vfio_user_error(f->vu), message));
}

static void ends_at_short_size(void **state)
{
	struct body b = {.len = 0};

	put_header(&b, 1, 13, 15, 0);
	assert_ends(*state, &b, "size 15");
}

static void ends_at_size_0(void **state)
{
	struct body b = {.len = 0};

	put_header(&b, 1, 13, 0, 0);
	assert_ends(*state, &b, "size 0");
}

static void ends_at_long_size(void **state)
{
	struct body b = {.len = 0};

	put_header(&b, 1, 10, 16 + 16 + VFIO_USER_MAX_DATA + 1, 0);
	assert_ends(*state, &b, "size 1048609");
}

static void ends_at_reply(void **state)
{
	struct body b = {.len = 0};

	put_header(&b, 1, 13, 16, 1);
	assert_ends(*state, &b, "type 1");
}

static void ends_at_bad_type_after_good(void **state)
{
	struct fixture *f = *state;
	struct body b = {.len = 0};
	struct reply reply;

	put_header(&b, 1, 13, 16, 0);
	put_header(&b, 2, 13, 16, 15);
	assert_ends(f, &b, "type 15");
	receive_reply(f, &reply);
	assert_int_equal(f->device.resets, 1);
}

static void sees_the_end(void **state)
{
	struct fixture *f = *state;

	shutdown(f->sock, SHUT_WR);
	assert_int_equal(vfio_user_serve(f->vu), 0);
}

static void sees_the_end_inside_a_message(void **state)
{
	struct fixture *f = *state;

	send_bytes(f, "\1\0\15", 3);
	assert_int_equal(vfio_user_serve(f->vu), 1);
	shutdown(f->sock, SHUT_WR);
	assert_int_equal(vfio_user_serve(f->vu), -EPROTO);
	assert_non_null(strstr(vfio_user_error(f->vu), "inside a message"));
}

static void put_assign(struct body *b, uint32_t start, uint32_t count)
{
	put32(b, 20);
	put32(b, 1 << 2 | 1 << 5); /* eventfd, trigger */
	put32(b, 0);
	put32(b, start);
	put32(b, count);
}

/* Messages without descriptors precede and follow the one with some */
static void gives_fds_to_their_message(void **state)
{
	struct fixture *f = *state;
	unsigned int before = open_fds();
	struct body set = {.len = 0}, read = {.len = 0};
	struct reply reply;
	int fds[2] = {eventfd(0, 0), eventfd(0, 0)};

	put_assign(&set, 3, 2);
	put_read(&read, 1, 0, 1);
	send_bytes(f, read.data, read.len);
	send_message(f, 2, 8, 0, set.data, set.len, fds, 2);
	send_bytes(f, read.data, read.len);
	assert_int_equal(vfio_user_serve(f->vu), 1);
	/* The bytes after the descriptors may need another call */
	receive_reply(f, &reply);
	receive_reply(f, &reply);
	assert_int_equal(reply.id, 2);
	assert_int_equal(reply.flags, 1);
	assert_int_equal(vfio_user_serve(f->vu), 1);
	receive_reply(f, &reply);
	assert_int_equal(reply.flags, 1);
	assert_true(f->device.eventfds[3] >= 0);
	assert_true(f->device.eventfds[4] >= 0);
	assert_int_equal(f->device.eventfds[2], -1);
	close(fds[0]);
	close(fds[1]);
	assert_int_equal(open_fds(), before + 2);
}

static void closes_fds_nobody_wants(void **state)
{
	struct fixture *f = *state;
	struct reply reply;
	int fds[3] = {eventfd(0, 0), eventfd(0, 0), eventfd(0, 0)};
	unsigned int before = open_fds();

	assert_int_equal(command_fds(f, 13, NULL, 0, fds, 3, &reply), EINVAL);
	assert_int_equal(command_fds(f, 999, NULL, 0, fds, 3, &reply),
			 EOPNOTSUPP);
	assert_int_equal(open_fds(), before);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}

static void ends_at_too_many_fds(void **state)
{
	struct fixture *f = *state;
	unsigned int before = open_fds();
	int fds[VFIO_USER_MAX_FDS + 1];

	for (int i = 0; i <= VFIO_USER_MAX_FDS; i++)
		fds[i] = eventfd(0, 0);
	send_message(f, 1, 13, 0, NULL, 0, fds, VFIO_USER_MAX_FDS + 1);
	assert_int_equal(vfio_user_serve(f->vu), -EPROTO);
	assert_non_null(strstr(vfio_user_error(f->vu), "file descriptors"));
	vfio_user_free(f->vu); /* closes its socket and received descriptors */
	f->vu = NULL;
	for (int i = 0; i <= VFIO_USER_MAX_FDS; i++)
		close(fds[i]);
	assert_int_equal(open_fds(), before - 1);
}

/* Descriptors that come with the second half of a message */
static void ends_at_fds_inside_a_message(void **state)
{
	struct fixture *f = *state;
	struct body b = {.len = 0};
	int fd = eventfd(0, 0);

	put_header(&b, 1, 8, 16 + 36, 0);
	put_assign(&b, 0, 1);
	send_bytes(f, b.data, 16 + 4);
	assert_int_equal(vfio_user_serve(f->vu), 1);
	/* 16 bytes of header inside the body of the first */
	send_message(f, 2, 8, 0, b.data, 1, &fd, 1);
	assert_int_equal(vfio_user_serve(f->vu), -EPROTO);
	assert_non_null(strstr(vfio_user_error(f->vu), "inside a message"));
	close(fd);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_ready, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(takes_single_bytes),
		TEST(takes_any_pieces),
		TEST(ends_at_short_size),
		TEST(ends_at_size_0),
		TEST(ends_at_long_size),
		TEST(ends_at_reply),
		TEST(ends_at_bad_type_after_good),
		TEST(sees_the_end),
		TEST(sees_the_end_inside_a_message),
		TEST(gives_fds_to_their_message),
		TEST(closes_fds_nobody_wants),
		TEST(ends_at_too_many_fds),
		TEST(ends_at_fds_inside_a_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
