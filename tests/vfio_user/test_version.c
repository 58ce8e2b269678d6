// SPDX-License-Identifier: BSD-3-Clause
/* The handshake */
#include "tests/vfio_user/client.h"

/* The message of QEMU 11.1 */
static const char qemu[] =
	"{\"capabilities\": {\"migration\": {\"max_bitmap_size\": 268435456, "
	"\"pgsize\": 4096}, \"max_msg_fds\": 16, \"max_data_xfer_size\": "
	"1048576, \"pgsizes\": 4096, \"max_dma_maps\": 65535, "
	"\"write_multiple\": true}}";

static uint32_t propose(struct fixture *f, uint16_t major, uint16_t minor,
			const void *json, size_t len, struct reply *reply)
{
	struct body b = {.len = 0};

	put16(&b, major);
	put16(&b, minor);
	put_bytes(&b, json, len);
	return command(f, 1, b.data, b.len, reply);
}

static void answers_qemu(void **state)
{
	struct fixture *f = *state;
	struct reply reply;

	assert_int_equal(propose(f, 0, 0, qemu, sizeof(qemu), &reply), 0);
	assert_int_equal(get32(reply.data), 0); /* major 0, minor 0 */
	/* QEMU's buffer for the reply has the size of its request */
	assert_true(reply.size <= 16 + 4 + sizeof(qemu));
	assert_string_equal(
		(char *)reply.data + 4,
		"{\"capabilities\":{\"max_msg_fds\":16,"
		"\"max_data_xfer_size\":1048576,\"max_dma_maps\":65535,"
		"\"pgsizes\":4096,\"write_multiple\":true}}");
	assert_int_equal(reply.data[reply.size - 16 - 1], 0);
	/* Once only */
	assert_int_equal(propose(f, 0, 0, qemu, sizeof(qemu), &reply), EINVAL);
}

static void offers_only_what_was_proposed(void **state)
{
	static const char json[] =
		"{\"capabilities\":{\"max_msg_fds\":1,\"twin_socket\":"
		"{\"supported\":true}}}";
	struct fixture *f = *state;
	struct reply reply;

	assert_int_equal(propose(f, 0, 0, json, sizeof(json), &reply), 0);
	assert_string_equal((char *)reply.data + 4,
			    "{\"capabilities\":{\"max_msg_fds\":16}}");
}

static void lowers_the_minor_version(void **state)
{
	struct fixture *f = *state;
	struct reply reply;

	assert_int_equal(propose(f, 0, 3, NULL, 0, &reply), 0);
	assert_int_equal(get32(reply.data), 0);
}

static void refuses(void **state)
{
	struct fixture *f = *state;
	struct reply reply;

	assert_int_equal(propose(f, 1, 0, qemu, sizeof(qemu), &reply), EINVAL);
	/* Not terminated, no JSON, no object, wrong kind, too deep */
	assert_int_equal(propose(f, 0, 0, qemu, sizeof(qemu) - 1, &reply),
			 EINVAL);
	assert_int_equal(propose(f, 0, 0, "{", 2, &reply), EINVAL);
	assert_int_equal(propose(f, 0, 0, "", 1, &reply), EINVAL);
	assert_int_equal(propose(f, 0, 0, "[]", 3, &reply), EINVAL);
	assert_int_equal(propose(f, 0, 0, "{\"capabilities\":1}", 19, &reply),
			 EINVAL);
	assert_int_equal(propose(f, 0, 0, "{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}",
				 32, &reply),
			 EINVAL);
	/* And then still lets it through */
	assert_int_equal(propose(f, 0, 0, "{}", 3, &reply), 0);
}

static void comes_first(void **state)
{
	struct fixture *f = *state;

	send_message(f, 1, 13, 0, NULL, 0, NULL, 0);
	assert_int_equal(vfio_user_serve(f->vu), -EPROTO);
	assert_non_null(strstr(vfio_user_error(f->vu), "before the version"));
	assert_int_equal(f->device.resets, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_qemu, setup, teardown),
		cmocka_unit_test_setup_teardown(offers_only_what_was_proposed,
						setup, teardown),
		cmocka_unit_test_setup_teardown(lowers_the_minor_version, setup,
						teardown),
		cmocka_unit_test_setup_teardown(refuses, setup, teardown),
		cmocka_unit_test_setup_teardown(comes_first, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
