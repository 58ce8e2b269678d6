/* SPDX-License-Identifier: BSD-3-Clause */
/* A file of text, and the TLPs and the damage that a reader finds in it */
#ifndef TESTS_CAPTURE_TEXT_FILE_H
#define TESTS_CAPTURE_TEXT_FILE_H

#include "tests/capture/file.h"

/* TLPs and errors with their place: bytes in hex, or ! and the error */
struct seen {
	uint64_t line, offset;
	const char *what;
};

static inline void start_text(const char *text)
{
	start();
	put_bytes(text, strlen(text));
}

static inline const char *hex_of(const struct capture_packet *p)
{
	static char hex[2 * 8192];

	hex[0] = '\0';
	for (size_t i = 0; i < p->len; i++)
		sprintf(hex + 2 * i, "%02x", p->data[i]);
	return hex;
}

static inline struct capture_reader *open_text(const char *text)
{
	struct capture_reader *r = NULL;

	start_text(text);
	assert_int_equal(open_file(&r), 0);
	return r;
}

static inline void expect(const char *text, const struct seen *seen, size_t n)
{
	struct capture_reader *r = open_text(text);
	struct capture_packet p;

	for (size_t i = 0; i < n; i++) {
		bool wrong = seen[i].what[0] == '!';
		int ret = capture_next(r, &p);

		if (ret != (wrong ? -EPROTO : 1))
			fail_msg("%s\n%zu: returned %d", text, i, ret);
		if (wrong) {
			assert_string_equal(capture_damage(r)->what,
					    seen[i].what + 1);
			assert_int_equal(capture_damage(r)->line, seen[i].line);
			assert_int_equal(capture_damage(r)->offset,
					 seen[i].offset);
			continue;
		}
		assert_string_equal(hex_of(&p), seen[i].what);
		assert_int_equal(p.line, seen[i].line);
		assert_int_equal(p.offset, seen[i].offset);
		assert_int_equal(p.orig_len, p.len);
		assert_int_equal(p.linktype, CAPTURE_LINKTYPE_USER0);
		assert_int_equal(p.dir, CAPTURE_DIR_UNKNOWN);
		assert_string_equal(p.link, "");
		assert_int_equal(p.interface, 0);
		assert_false(p.header_only);
		assert_false(p.timed);
		assert_false(p.flit);
	}
	assert_int_equal(capture_next(r, &p), 0);
	assert_int_equal(capture_next(r, &p), 0);
	capture_free(r);
}

#define EXPECT(_text, ...)                                  \
	expect(_text, (const struct seen[]){__VA_ARGS__},   \
	       sizeof((const struct seen[]){__VA_ARGS__}) / \
		       sizeof(struct seen))

/* A read, and a write of 2 DW */
#define READ	"000000010100050ffedc1000"
#define WRITE	"40000002010005fffedc10000102030405060708"
#define SURPLUS "bytes follow the end of the TLP"
#define NOT_HEX "neither hex digits nor a header log"

#endif /* TESTS_CAPTURE_TEXT_FILE_H */
