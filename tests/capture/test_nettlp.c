// SPDX-License-Identifier: BSD-3-Clause
/* NetTLP in frames made by hand */
#include "tests/capture/file.h"

/* A read of 512 bytes */
static const uint8_t tlp[] = {0, 0, 0, 0x80, 0x1b, 0, 0, 0xff, 0xa0, 0, 0, 0};

struct frame {
	const char *name;
	uint16_t linktype;
	const char *link;	   /* hex in front of IPv4 */
	uint16_t src, dst;	   /* UDP ports, 0: the usual port */
	uint16_t udp_len;	   /* 0: right */
	uint8_t options;	   /* DW of IPv4 options */
	uint16_t fragment;	   /* flags and offset */
	uint8_t version, protocol; /* 0: 4, UDP */
	uint16_t payload; /* bytes after the TLP, part of the datagram */
	uint16_t padding; /* bytes after the datagram */
	uint16_t cut;	  /* bytes of the frame that were not kept */
	bool skipped;
	uint16_t len, orig_len; /* 0: length of tlp[] */
};

#define MAC	 "112233445566aabbccddeeff"
#define ETHERNET MAC "0800"

/* clang-format off */
static const struct frame frames[] = {
	{.name = "ethernet", .linktype = 1, .link = ETHERNET},
	{.name = "padding", .linktype = 1, .link = ETHERNET, .padding = 6},
	{.name = "one tag", .linktype = 1, .link = MAC "81000064" "0800", .padding = 2},
	{.name = "two tags", .linktype = 1, .link = MAC "88a80001" "81000064" "0800"},
	{.name = "eight tags", .linktype = 1, .link = MAC "91000001" "81000001" "81000001" "81000001"
			      "81000001" "81000001" "81000001" "81000001" "0800"},
	{.name = "nine tags", .linktype = 1, .link = MAC "81000001" "81000001" "81000001" "81000001"
			     "81000001" "81000001" "81000001" "81000001"
			     "81000001" "0800", .skipped = true},
	{.name = "cut in a tag", .linktype = 1, .link = MAC "81000064" "0800", .cut = 46 + 2,
	 .skipped = true},
	{.name = "cut in MAC", .linktype = 1, .link = ETHERNET, .cut = 46 + 1, .skipped = true},
	{.name = "raw", .linktype = 101, .link = ""},
	{.name = "raw as BSD has it", .linktype = 12, .link = ""},
	{.name = "raw IPv4", .linktype = 228, .link = ""},
	{.name = "null", .linktype = 0, .link = "02000000"},
	{.name = "loop", .linktype = 108, .link = "00000002"},
	{.name = "cooked", .linktype = 113, .link = "0000" "0001" "0006" "1122334455660000" "0800"},
	{.name = "cooked 2", .linktype = 276, .link = "0800" "0000" "00000002" "0001" "00" "06"
			  "1122334455660000"},
	{.name = "cooked tag", .linktype = 113, .link = "0000" "0001" "0006" "1122334455660000" "8100"
			    "0064" "0800"},
	{.name = "options", .linktype = 1, .link = ETHERNET, .options = 10},
	{.name = "last port", .linktype = 1, .link = ETHERNET, .src = 12544, .dst = 12544},
	{.name = "only the source port", .linktype = 1, .link = ETHERNET, .dst = 53},
	{.name = "only the other port", .linktype = 1, .link = ETHERNET, .src = 53},
	{.name = "do not fragment", .linktype = 1, .link = ETHERNET, .fragment = 0x4000},
	{.name = "first fragment", .linktype = 1, .link = ETHERNET, .fragment = 0x2000, .udp_len = 122,
	 .orig_len = 108},
	{.name = "cut in the TLP", .linktype = 1, .link = ETHERNET, .padding = 6, .cut = 10, .len = 8},
	{.name = "cut before the TLP", .linktype = 1, .link = ETHERNET, .cut = 12 + 3, .len = 0xffff},
	{.name = "payload", .linktype = 1, .link = ETHERNET, .payload = 256, .cut = 236, .len = 32,
	 .orig_len = 268},
	{.name = "to the adapter", .linktype = 1, .link = ETHERNET, .src = 0x4000, .dst = 0x4000},
	{.name = "to the adapter, last", .linktype = 1, .link = ETHERNET, .src = 0x400f, .dst = 0x400f},
	{.name = "before these", .linktype = 1, .link = ETHERNET, .src = 0x3fff, .dst = 0x3fff,
	 .skipped = true},
	{.name = "after these", .linktype = 1, .link = ETHERNET, .src = 0x4010, .dst = 0x4010,
	 .skipped = true},
	{.name = "port before", .linktype = 1, .link = ETHERNET, .src = 12287, .dst = 12287,
	 .skipped = true},
	{.name = "port after", .linktype = 1, .link = ETHERNET, .src = 12545, .dst = 12545,
	 .skipped = true},
	{.name = "later fragment", .linktype = 1, .link = ETHERNET, .fragment = 1, .skipped = true},
	{.name = "TCP", .linktype = 1, .link = ETHERNET, .protocol = 6, .skipped = true},
	{.name = "IPv6", .linktype = 1, .link = MAC "86dd", .version = 6, .skipped = true},
	{.name = "version 6 in IPv4", .linktype = 1, .link = ETHERNET, .version = 6, .skipped = true},
	{.name = "short datagram", .linktype = 1, .link = ETHERNET, .udp_len = 13, .skipped = true},
	{.name = "cut in UDP", .linktype = 1, .link = ETHERNET, .cut = 12 + 6 + 1, .skipped = true},
	{.name = "cut in IPv4", .linktype = 1, .link = ETHERNET, .cut = 12 + 6 + 8 + 1, .skipped = true},
};
/* clang-format on */

static void put_hex(const char *hex)
{
	unsigned int byte;

	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2)
		put(byte, 1);
}

static uint16_t either(uint16_t a, uint16_t b)
{
	return a ? a : b;
}

/* IPv4 and its payload */
static void put_datagram(const struct frame *f)
{
	uint16_t udp = 8 + 6 + sizeof(tlp) + f->payload;
	uint16_t ip = 20 + f->options * 4 + udp;

	put(either(f->version, 4) << 4 | (5 + f->options), 1), put(0, 1);
	put(ip, 2), put(0x1234, 2), put(f->fragment, 2), put(64, 1);
	put(either(f->protocol, 17), 1), put(0, 2), put(0xc0a80a01, 4);
	put(0xc0a80a03, 4);
	for (int i = 0; i < f->options; i++)
		put(0x01010101, 4);
	put(either(f->src, 12288), 2), put(either(f->dst, 12288), 2);
	put(either(f->udp_len, udp), 2), put(0, 2);
	put(0x0042, 2), put(0x7ea4669c, 4);
	put_bytes(tlp, sizeof(tlp));
	for (int i = 0; i < f->payload; i++)
		put(i, 1);
}

/* A file with this frame, between two others. Big-endian, as the frame is */
static void put_frame(const struct frame *f)
{
	size_t at, len;

	file.big = true;
	start();
	put(0xa1b23c4d, 4), put(2, 2), put(4, 2), put_zeroes(8);
	put(65535, 4), put(f->linktype, 4);
	put(1567675148, 4), put(1, 4), put(20, 4), put(20, 4), put_zeroes(20);
	at = file.len;
	put_zeroes(16);
	put_hex(f->link);
	put_datagram(f);
	put_zeroes(f->padding);
	len = file.len - at - 16;
	file.len = at;
	put(1567675148, 4), put(2, 4), put(len - f->cut, 4), put(len, 4);
	file.len += len - f->cut;
	put(1567675148, 4), put(3, 4), put(20, 4), put(20, 4), put_zeroes(20);
}

static void frames_are_unwrapped(void **state)
{
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		const struct frame *f = &frames[i];
		size_t orig_len = either(f->orig_len, sizeof(tlp));
		size_t len = f->len == 0xffff ? 0 : either(f->len, sizeof(tlp));
		struct capture_reader *r = NULL;
		struct capture_packet p;
		int ret;

		put_frame(f);
		assert_int_equal(open_file(&r), 0);
		ret = capture_next(r, &p);
		if (ret != !f->skipped)
			fail_msg("%s: %d", f->name, ret);
		if (ret) {
			assert_int_equal(p.number, 2);
			assert_int_equal(p.offset, 24 + 36);
			assert_int_equal(p.dir, CAPTURE_DIR_UNKNOWN);
			assert_int_equal(p.ns, 1567675148000000002);
			assert_int_equal(p.linktype, f->linktype);
			assert_false(p.flit);
			if (p.len != len || p.orig_len != orig_len)
				fail_msg("%s: %zu of %zu bytes", f->name, p.len,
					 p.orig_len);
			assert_memory_equal(p.data, tlp,
					    len < sizeof(tlp) ? len
							      : sizeof(tlp));
			assert_int_equal(capture_next(r, &p), 0);
		}
		assert_int_equal(capture_skipped(r), f->skipped ? 3 : 2);
		assert_true(capture_has_tlps(f->linktype));
		capture_free(r);
	}
}

/* Every length of every frame, and each byte of it another */
static void any_frame_is_safe(void **state)
{
	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		struct frame f = frames[i];
		size_t len;

		f.cut = 0;
		put_frame(&f);
		len = file.len - 24 - 3 * 16 - 40;
		for (f.cut = 1 + i % 5; f.cut < len; f.cut += 5) {
			struct capture_reader *r = NULL;
			int damaged;

			put_frame(&f);
			file.bytes[24 + 36 + 16 + f.cut % (len - f.cut)] ^=
				0xff;
			assert_int_equal(open_file(&r), 0);
			assert_in_range(read_all(r, &damaged), 0, 1);
			assert_int_equal(damaged, 0);
			capture_free(r);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_are_unwrapped),
		cmocka_unit_test(any_frame_is_safe),
	};

	return cmocka_run_group_tests_name("capture-nettlp", tests, make_file,
					   remove_file);
}
