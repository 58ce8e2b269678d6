// SPDX-License-Identifier: BSD-3-Clause
/* The text in a dma-buf's fdinfo. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/dmabuf.h>

#define NONE "tph-asked:\tnone generation=0\n"

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
		{"tph-asked:\tnone generation=7", {.generation = 7}},
		{"tph-asked:\tst8=0x5a st16=0x1234 ph=2 required=1 "
		 "generation=3\n",
		 {true, {true, 0x5a, true, 0x1234, 2, true}, 3}},
		{"tph-asked:\tst8=- st16=0x0 ph=0 required=0 "
		 "generation=4294967295\n",
		 {true, {false, 0, true, 0, 0, false}, 4294967295u}},
		{"tph-asked:\tst8=0xff st16=- ph=3 required=0 generation=1\n",
		 {true, {true, 0xff, false, 0, 3, false}, 1}},
		/* A word that a later kernel might add */
		{"tph-asked:\tst8=0x1 new=word st16=- ph=1 required=0 "
		 "generation=1\ntph-else:\t?\n",
		 {true, {true, 1, false, 0, 1, false}, 1}},
	};
	struct tph_asked got;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct tph_asked *want = &rows[i].asked;

		assert_int_equal(parse_text(rows[i].text, &got), 0);
		assert_int_equal(got.set, want->set);
		assert_int_equal(got.generation, want->generation);
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
		"tph-attach:\t0000:03:00.0 applied=st8:0x5a ph=2 "
		"generation=3\n"
		"tph-asked:\tst8=0x5a st16=0x1234 ph=2 required=0 "
		"generation=3\n"
		"tph-attach:\t10000:04:00.1 applied=st16:0x1234 ph=1 "
		"generation=2\n"
		"tph-attach:\tmlx5_0 applied=none reason=table-full\n";
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
	assert_int_equal(list[0].generation, 3);
	assert_int_equal(list[0].reason, TPH_REASON_NONE);
	assert_string_equal(list[1].name, "10000:04:00.1");
	assert_true(list[1].applied && list[1].st16);
	assert_int_equal(list[1].st, 0x1234);
	assert_int_equal(list[1].generation, 2);
	assert_string_equal(list[2].name, "mlx5_0");
	assert_false(list[2].applied);
	assert_int_equal(list[2].reason, TPH_REASON_TABLE_FULL);

	/* Only as many as there is room for, but all are counted */
	memset(list, 0xee, sizeof(list));
	assert_int_equal(parse(text, strlen(text), &got, list, 2, &n), 0);
	assert_int_equal(n, 3);
	assert_string_equal(list[1].name, "10000:04:00.1");
	assert_int_equal((uint8_t)list[2].name[0], 0xee);
}

static void reasons(void **state)
{
	static const struct {
		const char *word;
		enum tph_reason reason;
	} rows[] = {
		{"not-queried", TPH_REASON_NOT_QUERIED},
		{"importer", TPH_REASON_IMPORTER},
		{"path", TPH_REASON_PATH},
		{"width", TPH_REASON_WIDTH},
		{"table-full", TPH_REASON_TABLE_FULL},
		{"zero-tag", TPH_REASON_ZERO_TAG},
		{"unset", TPH_REASON_UNSET},
		{"stale", TPH_REASON_STALE},
		{"overridden", TPH_REASON_OVERRIDDEN},
		{"moon", TPH_REASON_OTHER},
		{"none", TPH_REASON_OTHER},
		{"other", TPH_REASON_OTHER},
	};
	struct tph_attachment list[1];
	struct tph_asked got;
	char text[128];
	size_t i, n;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		strcpy(text, NONE "tph-attach:\tx applied=none reason=");
		strcat(text, rows[i].word);
		assert_int_equal(parse(text, strlen(text), &got, list, 1, &n),
				 0);
		assert_false(list[0].applied);
		assert_int_equal(list[0].reason, rows[i].reason);
		if (i < 9)
			assert_string_equal(tph_reason_name(rows[i].reason),
					    rows[i].word);
	}
	assert_null(tph_reason_name((enum tph_reason)11));
}

static void malformed(void **state)
{
	static const char *const rows[] = {
		"tph-asked:",
		"tph-asked:\tnone",
		"tph-asked:\tsome generation=1",
		"tph-asked:\tnone generation=",
		"tph-asked:\tnone generation=-1",
		"tph-asked:\tnone generation=4294967296",
		"tph-asked:\tnone generation=1 generation=2",
		"tph-asked:\tnone none generation=1",
		"tph-asked:\tst8=- st16=- ph=0 required=0 generation=1",
		"tph-asked:\tst8=0x1 st16=- ph=4 required=0 generation=1",
		"tph-asked:\tst8=0x1 st16=- ph=0 required=2 generation=1",
		"tph-asked:\tst8=0x100 st16=- ph=0 required=0 generation=1",
		"tph-asked:\tst8=- st16=0x10000 ph=0 required=0 generation=1",
		"tph-asked:\tst8=0x st16=- ph=0 required=0 generation=1",
		"tph-asked:\tst8=0x0x1 st16=- ph=0 required=0 generation=1",
		"tph-asked:\tst8=5a st16=- ph=0 required=0 generation=1",
		"tph-asked:\tst8=+1 st16=- ph=0 required=0 generation=1",
		"tph-asked:\tst8= st16=- ph=0 required=0 generation=1",
		"tph-asked:\tst8=0x1 ph=0 required=0 generation=1",
		"tph-asked:\tst8=0x1 st16=- required=0 generation=1",
		"tph-asked:\tst8=0x1 st16=- ph=0 generation=1",
		"tph-asked:\tst8=0x1 st16=- ph=0 required=0",
		NONE NONE,
		NONE "tph-attach:",
		NONE "tph-attach:\tx",
		NONE "tph-attach:\tapplied=none reason=path",
		NONE "tph-attach:\tx applied=none",
		NONE "tph-attach:\tx applied=",
		NONE "tph-attach:\tx applied=st8 ph=0 generation=1",
		NONE "tph-attach:\tx applied=st8: ph=0 generation=1",
		NONE "tph-attach:\tx applied=st8:0x100 ph=0 generation=1",
		NONE "tph-attach:\tx applied=st16:0x10000 ph=0 generation=1",
		NONE "tph-attach:\tx applied=st9:0x1 ph=0 generation=1",
		NONE "tph-attach:\tx applied=st8:0x1 ph=4 generation=1",
		NONE "tph-attach:\tx applied=st8:0x1 generation=1",
		NONE "tph-attach:\tx applied=st8:0x1 ph=1",
		NONE "tph-attach:\tx y applied=none reason=path",
		NONE "tph-attach:\t01234567890123456789012345678901 "
		     "applied=none reason=path",
	};
	static const char half_good[] =
		NONE "tph-attach:\tx applied=none reason=path\n"
		     "tph-attach:\n";
	struct tph_asked got = {.generation = 77};
	struct tph_attachment list[1];
	size_t i, n = 77;

	list[0].generation = 77;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int ret = parse(rows[i], strlen(rows[i]), &got, list, 1, &n);

		if (ret != -EPROTO)
			fail_msg("%d: %s", ret, rows[i]);
	}
	/* A good line before a bad one is not reported either */
	assert_int_equal(parse(half_good, strlen(half_good), &got, list, 1, &n),
			 -EPROTO);
	assert_int_equal(got.generation, 77);
	assert_int_equal(list[0].generation, 77);
	assert_int_equal(n, 77);
}

static void other_files(void **state)
{
	struct tph_asked got;
	char line[600];

	assert_int_equal(parse_text("", &got), -EOPNOTSUPP);
	assert_int_equal(parse_text("pos:\t0\nsize:\t4096", &got), -EOPNOTSUPP);
	assert_int_equal(parse_text("xtph-asked:\tnone generation=0", &got),
			 -EOPNOTSUPP);
	/* NUL in a line, a line without end */
	assert_int_equal(parse("tph-asked:\tnone\0generation=0", 28, &got, NULL,
			       0, NULL),
			 -EPROTO);
	memset(line, 'x', sizeof(line));
	memcpy(line, "tph-asked:\t", 11);
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
		"tph-asked:\tst8=0x5a st16=0x1234 ph=2 required=1 "
		"generation=3\n"
		"tph-attach:\t0000:03:00.0 applied=st8:0x5a ph=2 "
		"generation=3\n";
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
