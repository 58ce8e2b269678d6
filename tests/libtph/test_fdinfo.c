// SPDX-License-Identifier: BSD-3-Clause
/* The text in a dma-buf's fdinfo. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/dmabuf.h>

#define NONE "pci-tph:\tnone\n"

/* From memory of its exact size, so that a read beyond it is found */
static int parse(const char *text, size_t len, struct tph_asked *asked,
		 struct tph_attachment *list, size_t max, size_t *n)
{
	char *copy = malloc(len ? len : 1);
	int ret;

	assert_non_null(copy);
	memcpy(copy, text, len);
	ret = tph_dmabuf_parse(copy, len, asked, list, max, n);
	free(copy);
	return ret;
}

static int parse_text(const char *text, struct tph_asked *asked)
{
	return parse(text, strlen(text), asked, NULL, 0, NULL);
}

static void asked(void **state)
{
	static const struct {
		const char *text;
		struct tph_asked asked;
	} rows[] = {
		{NONE, {.set = false}},
		{"pci-tph:\tnone", {.set = false}},
		{"pci-tph:\tst8=0x5a st16=0x1234 ph=2 required\n",
		 {true, {true, 0x5a, true, 0x1234, 2, true}}},
		{"pci-tph:\tst16=0x0 ph=0\n",
		 {true, {false, 0, true, 0, 0, false}}},
		{"pci-tph:\tst8=0xff ph=3\n",
		 {true, {true, 0xff, false, 0, 3, false}}},
		/* udmabuf: hints without a tag of user space's choice */
		{"pci-tph:\tcpu=3 memory=volatile ph=1\n",
		 {true, {false, 0, false, 0, 1, false}}},
		/* A later kernel may report more */
		{"pci-tph:\tst8=0x1 new=word st9 ph=1\npci-tph-else:\t?\n",
		 {true, {true, 1, false, 0, 1, false}}},
	};
	struct tph_asked got;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct tph_asked *want = &rows[i].asked;

		assert_int_equal(parse_text(rows[i].text, &got), 0);
		assert_int_equal(got.set, want->set);
		assert_int_equal(got.tag.st8_valid, want->tag.st8_valid);
		assert_int_equal(got.tag.st8, want->tag.st8);
		assert_int_equal(got.tag.st16_valid, want->tag.st16_valid);
		assert_int_equal(got.tag.st16, want->tag.st16);
		assert_int_equal(got.tag.ph, want->tag.ph);
		assert_int_equal(got.tag.required, want->tag.required);
	}
}

static void attachments(void **state)
{
	static const char text[] =
		"size:\t4096\n"
		"pci-tph-attach:\t0000:03:00.0 st8=0x5a ph=2\n"
		"pci-tph:\tst8=0x5a st16=0x1234 ph=2\n"
		"pci-tph-attach:\t10000:04:00.1 st16=0x1234 ph=1\n"
		"pci-tph-attach:\tnone none errno=28\n";
	struct tph_attachment list[4];
	struct tph_asked got;
	size_t n;

	memset(list, 0xee, sizeof(list));
	assert_int_equal(parse(text, strlen(text), &got, list, 4, &n), 0);
	assert_int_equal(n, 3);
	assert_string_equal(list[0].name, "0000:03:00.0");
	assert_true(list[0].applied && !list[0].st16);
	assert_int_equal(list[0].st, 0x5a);
	assert_int_equal(list[0].ph, 2);
	assert_int_equal(list[0].reason, TPH_REASON_NONE);
	assert_int_equal(list[0].error, 0);
	assert_string_equal(list[1].name, "10000:04:00.1");
	assert_true(list[1].applied && list[1].st16);
	assert_int_equal(list[1].st, 0x1234);
	/* Any word may be the name of a device */
	assert_string_equal(list[2].name, "none");
	assert_false(list[2].applied);
	assert_int_equal(list[2].reason, TPH_REASON_TABLE_FULL);
	assert_int_equal(list[2].error, 28);

	/* Only as many as there is room for, but all are counted */
	memset(list, 0xee, sizeof(list));
	assert_int_equal(parse(text, strlen(text), &got, list, 2, &n), 0);
	assert_int_equal(n, 3);
	assert_string_equal(list[1].name, "10000:04:00.1");
	assert_int_equal((uint8_t)list[2].name[0], 0xee);
}

/* Numbers of asm-generic/errno.h */
static void reasons(void **state)
{
	static const struct {
		const char *number, *word;
		enum tph_reason reason;
	} rows[] = {
		{"95", "importer", TPH_REASON_IMPORTER},
		{"121", "path", TPH_REASON_PATH},
		{"34", "width", TPH_REASON_WIDTH},
		{"28", "table-full", TPH_REASON_TABLE_FULL},
		{"33", "zero-tag", TPH_REASON_ZERO_TAG},
		{"61", "unset", TPH_REASON_UNSET},
		{"116", "stale", TPH_REASON_STALE},
		{"125", "overridden", TPH_REASON_OVERRIDDEN},
		{"0", "other", TPH_REASON_OTHER},
		{"12", "other", TPH_REASON_OTHER},
		{"4095", "other", TPH_REASON_OTHER},
	};
	struct tph_attachment list[1];
	struct tph_asked got;
	char text[128];
	size_t i, n;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		strcpy(text, NONE "pci-tph-attach:\tx none errno=");
		strcat(text, rows[i].number);
		assert_int_equal(parse(text, strlen(text), &got, list, 1, &n),
				 0);
		assert_false(list[0].applied);
		assert_int_equal(list[0].reason, rows[i].reason);
		assert_int_equal(list[0].error, atoi(rows[i].number));
		assert_string_equal(tph_reason_name(rows[i].reason),
				    rows[i].word);
	}
	assert_string_equal(tph_reason_name(TPH_REASON_NONE), "none");
	assert_null(tph_reason_name((enum tph_reason)10));
}

static void malformed(void **state)
{
	static const char *const rows[] = {
		"pci-tph:",
		"pci-tph:\tsome",
		"pci-tph:\tnone none",
		"pci-tph:\tnone=1",
		"pci-tph:\tnone st8=0x1",
		"pci-tph:\tst8=0x1 ph=4",
		"pci-tph:\tst8=0x1 ph=0 required=1",
		"pci-tph:\tst8=0x1 ph=0 ph=0",
		"pci-tph:\tst8=0x100 ph=0",
		"pci-tph:\tst16=0x10000 ph=0",
		"pci-tph:\tst8=0x ph=0",
		"pci-tph:\tst8=0x0x1 ph=0",
		"pci-tph:\tst8=5a ph=0",
		"pci-tph:\tst8=+1 ph=0",
		"pci-tph:\tst8= ph=0",
		"pci-tph:\tst8 ph=0",
		"pci-tph:\tst8=0x1",
		NONE NONE,
		NONE "pci-tph-attach:",
		NONE "pci-tph-attach:\tx",
		NONE "pci-tph-attach:\tnone errno=121",
		NONE "pci-tph-attach:\tx none",
		NONE "pci-tph-attach:\tx none errno=",
		NONE "pci-tph-attach:\tx none errno=-1",
		NONE "pci-tph-attach:\tx none errno=4096",
		NONE "pci-tph-attach:\tx none errno=1 st8=0x1",
		NONE "pci-tph-attach:\tx st8 ph=0",
		NONE "pci-tph-attach:\tx st8= ph=0",
		NONE "pci-tph-attach:\tx st8=0x100 ph=0",
		NONE "pci-tph-attach:\tx st16=0x10000 ph=0",
		NONE "pci-tph-attach:\tx st8=0x1 st16=0x1 ph=0",
		NONE "pci-tph-attach:\tx st9=0x1 ph=0",
		NONE "pci-tph-attach:\tx st8=0x1 ph=4",
		NONE "pci-tph-attach:\tx st8=0x1",
		NONE "pci-tph-attach:\t01234567890123456789012345678901 "
		     "none errno=121",
	};
	static const char half_good[] =
		NONE "pci-tph-attach:\tx none errno=121\n"
		     "pci-tph-attach:\n";
	struct tph_asked got = {.tag.ph = 77};
	struct tph_attachment list[1];
	size_t i, n = 77;

	list[0].error = 77;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int ret = parse(rows[i], strlen(rows[i]), &got, list, 1, &n);

		if (ret != -EPROTO)
			fail_msg("%d: %s", ret, rows[i]);
	}
	/* A good line before a bad one is not reported either */
	assert_int_equal(parse(half_good, strlen(half_good), &got, list, 1, &n),
			 -EPROTO);
	assert_int_equal(got.tag.ph, 77);
	assert_int_equal(list[0].error, 77);
	assert_int_equal(n, 77);
}

static void other_files(void **state)
{
	struct tph_asked got;
	char line[600];

	assert_int_equal(parse_text("", &got), -EOPNOTSUPP);
	assert_int_equal(parse_text("pos:\t0\nsize:\t4096", &got), -EOPNOTSUPP);
	assert_int_equal(parse_text("xpci-tph:\tnone", &got), -EOPNOTSUPP);
	assert_int_equal(parse_text("size:\t4096\ninterrupted:\t1\n", &got),
			 -EINTR);
	/* NUL in a line, a line without end */
	assert_int_equal(parse("pci-tph:\tnone\0ph=0", 18, &got, NULL, 0, NULL),
			 -EPROTO);
	memset(line, 'x', sizeof(line));
	memcpy(line, "pci-tph:\t", 9);
	assert_int_equal(parse(line, sizeof(line), &got, NULL, 0, NULL),
			 -EPROTO);
	/* Long lines of others do not matter */
	memcpy(line, "something:\t", 11);
	memcpy(line + 500, "\n" NONE, strlen("\n" NONE));
	assert_int_equal(
		parse(line, 500 + strlen("\n" NONE), &got, NULL, 0, NULL), 0);
}

/* Any cut and any change of one byte ends with 0 or an error, no more */
static void noise(void **state)
{
	static const char text[] =
		"exp_name:\tvfio\n"
		"pci-tph:\tst8=0x5a st16=0x1234 ph=2 required\n"
		"pci-tph-attach:\t0000:03:00.0 st8=0x5a ph=2\n"
		"pci-tph-attach:\t0000:04:00.0 none errno=121\n";
	struct tph_attachment list[2];
	struct tph_asked got;
	char copy[sizeof(text)];
	size_t i, n;
	int byte, ret;

	for (i = 0; i <= strlen(text); i++) {
		ret = parse(text, i, &got, list, 2, &n);
		assert_true(ret == 0 || ret == -EPROTO || ret == -EOPNOTSUPP);
	}
	for (i = 0; i < strlen(text); i++) {
		for (byte = 0; byte < 256; byte++) {
			memcpy(copy, text, sizeof(text));
			copy[i] = (char)byte;
			ret = parse(copy, strlen(text), &got, list, 2, &n);
			assert_true(ret == 0 || ret == -EPROTO ||
				    ret == -EOPNOTSUPP);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asked),       cmocka_unit_test(attachments),
		cmocka_unit_test(reasons),     cmocka_unit_test(malformed),
		cmocka_unit_test(other_files), cmocka_unit_test(noise),
	};

	return cmocka_run_group_tests_name("libtph: fdinfo", tests, NULL, NULL);
}
