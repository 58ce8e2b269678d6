// SPDX-License-Identifier: BSD-3-Clause
/* Each golden entry decodes to its text, and its text scans to its bytes */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/golden/golden.h"

static int decode(const struct golden *g, const uint8_t *copy, size_t len,
		  struct tlp *tlp)
{
	return g->flit ? tlp_decode_flit(copy, len, tlp)
		       : tlp_decode(copy, len, tlp);
}

/* The text of the entry, followed by its payload @data */
static void check_scans(const struct golden *g, const uint8_t *data, size_t len)
{
	static uint8_t payload[TLP_MAX_PAYLOAD], again[TLP_MAX_SIZE];
	static char line[sizeof(g->text) + 2 * TLP_MAX_PAYLOAD + 8];
	struct tlp_scan_error error = {0};
	char *p = line + sprintf(line, "%s", g->text);
	struct tlp tlp;

	if (len)
		p += sprintf(p, " data ");
	for (size_t i = 0; i < len; i++)
		p += sprintf(p, "%02x", data[i]);
	if (tlp_scan(line, &tlp, payload, sizeof(payload), &error))
		fail_msg("column %u: %s", error.column, error.message);
	assert_int_equal(tlp.flit, g->flit);
	assert_int_equal(tlp_encode(&tlp, again, sizeof(again)), g->len);
	assert_memory_equal(again, g->bytes, g->len);
}

/* ASan detects a read beyond the heap block */
static enum tlp_type check_decodes(const struct golden *g, uint8_t *copy)
{
	static uint8_t again[TLP_MAX_SIZE];
	char text[512];
	struct tlp tlp;
	ssize_t n;

	memcpy(copy, g->bytes, g->len);
	assert_int_equal(decode(g, copy, g->len, &tlp), 0);
	assert_int_equal(tlp_format(&tlp, text, sizeof(text)), strlen(g->text));
	assert_string_equal(text, g->text);

	assert_int_equal(tlp_size(&tlp), g->len);
	n = tlp_encode(&tlp, again, sizeof(again));
	assert_int_equal(n, g->len);
	assert_memory_equal(again, g->bytes, g->len);
	check_scans(g, tlp.payload, tlp.payload ? tlp.length * 4u : 0);

	/* One byte less is an error for every TLP */
	assert_int_not_equal(decode(g, copy, g->len - 1, &tlp), 0);
	return tlp.type;
}

static void check_fails(const struct golden *g, uint8_t *copy)
{
	static const struct {
		const char *text;
		int error;
	} errors[] = {
		{"error ENODATA", -ENODATA},
		{"error EMSGSIZE", -EMSGSIZE},
		{"error EPROTO", -EPROTO},
	};
	struct tlp tlp, before;

	memset(&tlp, 0xa5, sizeof(tlp));
	memcpy(&before, &tlp, sizeof(tlp));
	memcpy(copy, g->bytes, g->len);
	for (size_t i = 0; i < 3; i++) {
		if (strcmp(g->text, errors[i].text))
			continue;
		assert_int_equal(decode(g, copy, g->len, &tlp),
				 errors[i].error);
		assert_memory_equal(&tlp, &before, sizeof(tlp));
		return;
	}
	fail_msg("%s: unknown error name", g->name);
}

/* Return: number of entries; @seen collects their types */
static int check_file(const char *path, bool *seen)
{
	FILE *file = fopen(path, "r");
	struct golden g;
	int ret, count = 0;

	assert_non_null(file);
	while ((ret = golden_next(file, &g)) == 1) {
		uint8_t *copy = malloc(g.len);

		print_message("# %s\n", g.name);
		assert_non_null(copy);
		if (!strncmp(g.text, "error ", 6))
			check_fails(&g, copy);
		else
			seen[check_decodes(&g, copy)] = true;
		free(copy);
		count++;
	}
	fclose(file);
	assert_int_equal(ret, 0);
	return count;
}

static void every_entry(void **state)
{
	bool seen[TLP_TYPE_MAX] = {false};

	assert_true(check_file(GOLDEN_TLP, seen) > 200);
	for (int type = 0; type < TLP_NOP; type++)
		if (!seen[type])
			fail_msg("no entry of type %s", tlp_type_name(type));
}

static void every_entry_in_flit_mode(void **state)
{
	bool seen[TLP_TYPE_MAX] = {false};

	assert_true(check_file(GOLDEN_FLIT, seen) > 180);
	for (int type = 0; type < TLP_TYPE_MAX; type++)
		if (!seen[type])
			fail_msg("no entry of type %s", tlp_type_name(type));
}

static void text_is_cut_to_size(void **state)
{
	static const uint8_t inta[16] = {0x34, 0, 0, 0, 1, 0, 0, 0x20};
	const char *whole = "Msg 01:00.0 tag 0x00 > local Assert_INTA";
	struct tlp tlp;
	char text[64];

	assert_int_equal(tlp_decode(inta, sizeof(inta), &tlp), 0);
	for (size_t size = 1; size < sizeof(text); size++) {
		memset(text, '#', sizeof(text));
		assert_int_equal(tlp_format(&tlp, text, size), strlen(whole));
		assert_int_equal(strlen(text), size <= strlen(whole)
						       ? size - 1
						       : strlen(whole));
		assert_memory_equal(text, whole, strlen(text));
		assert_int_equal(text[size], '#');
	}
	text[0] = '#';
	assert_int_equal(tlp_format(&tlp, text, 0), strlen(whole));
	assert_int_equal(text[0], '#');
}

static void nothing_is_no_tlp(void **state)
{
	struct tlp tlp;

	assert_int_equal(tlp_decode("", 0, &tlp), -ENODATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_entry),
		cmocka_unit_test(every_entry_in_flit_mode),
		cmocka_unit_test(text_is_cut_to_size),
		cmocka_unit_test(nothing_is_no_tlp),
	};

	return cmocka_run_group_tests_name("tlp-golden", tests, NULL, NULL);
}
