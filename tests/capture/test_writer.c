// SPDX-License-Identifier: BSD-3-Clause
/* The bytes that a capture writer puts into its file, made by hand */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "capture/capture.h"

/* clang-format off */
static const uint8_t section[] = {
	0x0a, 0x0d, 0x0d, 0x0a, 0x2c, 0, 0, 0,	/* Section Header, 44 bytes */
	0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0,	/* magic, version 1.0 */
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* length unknown */
	4, 0, 7, 0, 'O', 'p', 'e', 'n', 'T', 'P', 'H', 0, /* shb_userappl */
	0, 0, 0, 0, 0x2c, 0, 0, 0,
};

static const uint8_t interface[] = {
	1, 0, 0, 0, 0x30, 0, 0, 0,	/* Interface Description, 48 bytes */
	0x93, 0, 0, 0, 0, 0, 0, 0,	/* LINKTYPE_USER0, no snap length */
	2, 0, 3, 0, 'd', 'n', '0', 0,	/* if_name */
	3, 0, 4, 0, 'p', 'o', 'r', 't', /* if_description */
	9, 0, 1, 0, 9, 0, 0, 0,		/* if_tsresol: 10^-9 */
	0, 0, 0, 0, 0x30, 0, 0, 0,
};

/* The second one, with no description */
static const uint8_t interface2[] = {
	1, 0, 0, 0, 0x28, 0, 0, 0,
	0x93, 0, 0, 0, 0, 0, 0, 0,
	2, 0, 1, 0, 'x', 0, 0, 0,
	9, 0, 1, 0, 9, 0, 0, 0,
	0, 0, 0, 0, 0x28, 0, 0, 0,
};

/* Header and payload given apart, towards the root complex */
static const uint8_t packet[] = {
	6, 0, 0, 0, 0x3c, 0, 0, 0,	/* Enhanced Packet, 60 bytes */
	0, 0, 0, 0,			/* interface 0 */
	0x04, 0x03, 0x02, 0x01, 0x08, 0x07, 0x06, 0x05, /* time, high first */
	16, 0, 0, 0, 16, 0, 0, 0,	/* captured, on the wire */
	0x40, 0, 0, 1, 1, 0, 7, 0xf, 0xfe, 0xdc, 0x10, 0,
	0x11, 0x22, 0x33, 0x44,
	2, 0, 4, 0, 1, 0, 0, 0,		/* epb_flags: inbound */
	0, 0, 0, 0, 0x3c, 0, 0, 0,
};

/* Five bytes, padded to eight, away from the root complex, on the second */
static const uint8_t packet2[] = {
	6, 0, 0, 0, 0x34, 0, 0, 0,
	1, 0, 0, 0,
	0, 0, 0, 0, 1, 0, 0, 0,
	5, 0, 0, 0, 5, 0, 0, 0,
	1, 2, 3, 4, 5, 0, 0, 0,
	2, 0, 4, 0, 2, 0, 0, 0,		/* epb_flags: outbound */
	0, 0, 0, 0, 0x34, 0, 0, 0,
};
/* After a loss of 258, on the first */
static const uint8_t packet_after_loss[] = {
	6, 0, 0, 0, 0x3c, 0, 0, 0,
	0, 0, 0, 0,
	0, 0, 0, 0, 2, 0, 0, 0,
	4, 0, 0, 0, 4, 0, 0, 0,
	1, 2, 3, 4,
	2, 0, 4, 0, 2, 0, 0, 0,
	4, 0, 8, 0, 2, 1, 0, 0, 0, 0, 0, 0, /* epb_dropcount */
	0, 0, 0, 0, 0x3c, 0, 0, 0,
};

static const uint8_t packet_after_that[] = {
	6, 0, 0, 0, 0x30, 0, 0, 0,
	0, 0, 0, 0,
	0, 0, 0, 0, 3, 0, 0, 0,
	4, 0, 0, 0, 4, 0, 0, 0,
	1, 2, 3, 4,
	2, 0, 4, 0, 2, 0, 0, 0,
	0, 0, 0, 0, 0x30, 0, 0, 0,
};

static const uint8_t counters[] = {
	5, 0, 0, 0, 0x4c, 0, 0, 0,	/* Interface Statistics, 76 bytes */
	0, 0, 0, 0,
	0x04, 0x03, 0x02, 0x01, 0x08, 0x07, 0x06, 0x05, /* time, high first */
	2, 0, 8, 0, 0x01, 0, 0, 0, 0x02, 0, 0, 0,	/* isb_starttime */
	3, 0, 8, 0, 0x04, 0x03, 0x02, 0x01, 0x08, 0x07, 0x06, 0x05,
	4, 0, 8, 0, 0x89, 0x67, 0x45, 0x23, 1, 0, 0, 0, /* isb_ifrecv */
	5, 0, 8, 0, 2, 1, 0, 0, 0, 0, 0, 0,		/* isb_ifdrop */
	0, 0, 0, 0, 0x4c, 0, 0, 0,
};
/* clang-format on */

static char path[] = "/tmp/tph-test-writer-XXXXXX";

static size_t read_back(uint8_t *buf, size_t size)
{
	FILE *file = fopen(path, "rb");
	size_t n;

	assert_non_null(file);
	n = fread(buf, 1, size, file);
	fclose(file);
	return n;
}

static void file_is_as_by_hand(void **state)
{
	struct capture_writer *w = NULL;
	uint8_t buf[1024];
	size_t at = 0, n;

	assert_int_equal(capture_create(path, CAPTURE_LINKTYPE_USER0, &w), 0);
	assert_int_equal(capture_add_interface(w, "dn0", "port"), 0);
	assert_int_equal(capture_add_interface(w, "x", NULL), 1);
	assert_int_equal(capture_write(w, 0, CAPTURE_UP, 0x0102030405060708,
				       packet + 28, 12, packet + 40, 4),
			 0);
	assert_int_equal(capture_write(w, 1, CAPTURE_DOWN, 1, "\1\2\3\4\5", 5,
				       NULL, 0),
			 0);
	/* Only a flush must write */
	assert_int_equal(read_back(buf, sizeof(buf)), 0);
	assert_int_equal(capture_flush(w), 0);
	n = read_back(buf, sizeof(buf));
	assert_int_equal(capture_close(w), 0);
	assert_int_equal(read_back(buf, sizeof(buf)), n);

#define NEXT(part)                                                 \
	do {                                                       \
		assert_true(at + sizeof(part) <= n);               \
		assert_memory_equal(buf + at, part, sizeof(part)); \
		at += sizeof(part);                                \
	} while (0)
	NEXT(section);
	NEXT(interface);
	NEXT(interface2);
	NEXT(packet);
	NEXT(packet2);
	assert_int_equal(at, n);
}

/* In the order of the calls, live and not */
static void losses_are_written(void **state)
{
	static const struct capture_statistics values = {
		.start_ns = 0x0000000100000002,
		.end_ns = 0x0102030405060708,
		.received = 0x123456789,
		.lost = 258,
	};
	uint8_t buf[1024];
	size_t at, n;

	for (int live = 0; live < 2; live++) {
		struct capture_writer *w = NULL;

		assert_int_equal(
			capture_create(path, CAPTURE_LINKTYPE_USER0, &w), 0);
		assert_int_equal(capture_add_interface(w, "dn0", "port"), 0);
		if (live)
			assert_int_equal(capture_go_live(w, false), 0);
		assert_int_equal(capture_note_loss(w, 256), 0);
		assert_int_equal(capture_note_loss(w, 2), 0);
		for (uint64_t ns = 2; ns < 4; ns++)
			assert_int_equal(capture_write(w, 0, CAPTURE_DOWN, ns,
						       "\1\2\3\4", 4, NULL, 0),
					 0);
		assert_int_equal(capture_write_statistics(w, 1, &values),
				 -EINVAL);
		assert_int_equal(capture_write_statistics(w, 0, &values), 0);
		assert_int_equal(capture_close(w), 0);
		n = read_back(buf, sizeof(buf));
		at = sizeof(section) + sizeof(interface);
		NEXT(packet_after_loss);
		NEXT(packet_after_that);
		NEXT(counters);
		assert_int_equal(at, n);
	}
}

/* pcap has no place for them */
static void losses_in_pcap(void **state)
{
	struct capture_writer *w = NULL;
	uint8_t buf[100];

	assert_int_equal(capture_create_pcap(path, CAPTURE_LINKTYPE_USER0, &w),
			 0);
	assert_int_equal(capture_add_interface(w, "dn0", NULL), 0);
	assert_int_equal(capture_note_loss(w, 5), 0);
	assert_int_equal(capture_write_statistics(
				 w, 0, &(struct capture_statistics){.lost = 5}),
			 0);
	assert_int_equal(capture_write(w, 0, CAPTURE_DOWN, 1, "\1\2\3\4", 4,
				       NULL, 0),
			 0);
	assert_int_equal(capture_close(w), 0);
	assert_int_equal(read_back(buf, sizeof(buf)), 24 + 16 + 4);
}

static void arguments_are_checked(void **state)
{
	struct capture_writer *w = NULL;
	static char huge[CAPTURE_MAX_LEN];
	char name[257];

	assert_int_equal(capture_create(path, 146, &w), -EINVAL);
	assert_int_equal(capture_create(path, 163, &w), -EINVAL);
	assert_int_equal(capture_create("/nonexistent/x", 147, &w), -ENOENT);
	assert_null(w);

	assert_int_equal(capture_create(path, 162, &w), 0);
	assert_int_equal(capture_write(w, 0, CAPTURE_UP, 0, "", 0, NULL, 0),
			 -EINVAL);
	memset(name, 'n', sizeof(name));
	name[256] = '\0';
	assert_int_equal(capture_add_interface(w, name, NULL), -EINVAL);
	assert_int_equal(capture_add_interface(w, "x", name), -EINVAL);
	assert_int_equal(capture_add_interface(w, name + 1, NULL), 0);
	assert_int_equal(capture_write(w, 1, CAPTURE_UP, 0, "", 0, NULL, 0),
			 -EINVAL);
	assert_int_equal(capture_write(w, -1, CAPTURE_UP, 0, "", 0, NULL, 0),
			 -EINVAL);
	assert_int_equal(capture_write(w, 0, CAPTURE_UP, 0, huge, sizeof(huge),
				       "x", 1),
			 -EMSGSIZE);
	assert_int_equal(capture_write(w, 0, CAPTURE_UP, 0, huge, 1, huge,
				       SIZE_MAX),
			 -EMSGSIZE);
	assert_int_equal(capture_write(w, 0, CAPTURE_UP, 0, huge, sizeof(huge),
				       NULL, 0),
			 0);
	assert_int_equal(capture_close(w), 0);
	assert_int_equal(capture_close(NULL), 0);
}

static void full_disk_is_reported_and_final(void **state)
{
	struct capture_writer *w = NULL;
	static char large[64 * 1024];
	int ret = 0, i;

	if (access("/dev/full", W_OK))
		skip();
	assert_int_equal(capture_create("/dev/full", 147, &w), 0);
	assert_int_equal(capture_add_interface(w, "x", NULL), 0);
	for (i = 0; i < 32 && !ret; i++)
		ret = capture_write(w, 0, CAPTURE_UP, 0, large, sizeof(large),
				    NULL, 0);
	/* The buffer holds something, but not all */
	assert_int_equal(ret, -ENOSPC);
	assert_true(i > 2);
	assert_int_equal(capture_write(w, 0, CAPTURE_UP, 0, "x", 1, NULL, 0),
			 -ENOSPC);
	assert_int_equal(capture_add_interface(w, "y", NULL), -ENOSPC);
	assert_int_equal(capture_close(w), -ENOSPC);
}

/* More than the buffer: packets are read as written, in order */
static void buffer_wraps(void **state)
{
	struct capture_writer *w = NULL;
	struct capture_reader *r = NULL;
	struct capture_packet p;
	uint8_t head[16], tail[4096];
	const unsigned int count = 2000;

	memset(tail, 0xab, sizeof(tail));
	assert_int_equal(capture_create(path, 147, &w), 0);
	assert_int_equal(capture_add_interface(w, "up", NULL), 0);
	assert_int_equal(capture_add_interface(w, "dn0", NULL), 1);
	for (unsigned int i = 0; i < count; i++) {
		memset(head, i, sizeof(head));
		assert_int_equal(capture_write(w, i % 2, i % 3 == 0, i, head,
					       sizeof(head), tail,
					       i * 7 % sizeof(tail)),
				 0);
	}
	assert_int_equal(capture_close(w), 0);

	assert_int_equal(capture_open(path, &r), 0);
	for (unsigned int i = 0; i < count; i++) {
		memset(head, i, sizeof(head));
		assert_int_equal(capture_next(r, &p), 1);
		assert_int_equal(p.number, i + 1);
		assert_int_equal(p.interface, i % 2);
		assert_string_equal(p.link, i % 2 ? "dn0" : "up");
		assert_int_equal(p.linktype, 147);
		assert_int_equal(p.dir, i % 3 == 0 ? CAPTURE_UP : CAPTURE_DOWN);
		assert_int_equal(p.ns, i);
		assert_int_equal(p.len, 16 + i * 7 % sizeof(tail));
		assert_int_equal(p.orig_len, p.len);
		assert_memory_equal(p.data, head, sizeof(head));
		assert_memory_equal(p.data + 16, tail, p.len - 16);
	}
	assert_int_equal(capture_next(r, &p), 0);
	assert_int_equal(capture_next(r, &p), 0);
	assert_null(capture_damage(r)->what);
	capture_free(r);
}

static int make_file(void **state)
{
	int fd = mkstemp(path);

	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(losses_are_written),
		cmocka_unit_test(losses_in_pcap),
		cmocka_unit_test(file_is_as_by_hand),
		cmocka_unit_test(arguments_are_checked),
		cmocka_unit_test(full_disk_is_reported_and_final),
		cmocka_unit_test(buffer_wraps),
	};

	return cmocka_run_group_tests_name("capture-writer", tests, make_file,
					   remove_file);
}
