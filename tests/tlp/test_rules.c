// SPDX-License-Identifier: BSD-3-Clause
/* Each rule is broken by one TLP and kept by its neighbour */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/golden/golden.h"
#include "tests/tlp/rule_pairs.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static uint8_t wire[TLP_MAX_SIZE];

static size_t read_hex(const char *text)
{
	size_t len = 0;

	while (*text) {
		unsigned int byte;
		char *end;

		if (*text == ' ') {
			text++;
		} else if (*text == '+') {
			size_t n = strtoul(text + 1, &end, 10);

			assert_true(n && len + n <= sizeof(wire));
			memset(wire + len, 0, n);
			len += n;
			text = end;
		} else {
			assert_true(isxdigit(text[0]) && isxdigit(text[1]));
			assert_int_equal(sscanf(text, "%2x", &byte), 1);
			wire[len++] = byte;
			text += 2;
		}
	}
	return len;
}

/* Names of all rules that the bytes break. Return: number of them */
static unsigned int judge(const uint8_t *bytes, size_t len, bool flit,
			  const struct tlp_limits *by, char *names)
{
	enum tlp_framing framing = flit ? TLP_FLIT : TLP_NON_FLIT;
	/* ASan detects a read beyond the end */
	uint8_t *copy = malloc(len + !len);
	const struct tlp_rule *rule;
	unsigned int count = 0;
	struct tlp tlp;
	int ret;

	assert_non_null(copy);
	memcpy(copy, bytes, len);
	*names = '\0';
	ret = flit ? tlp_decode_flit(copy, len, &tlp)
		   : tlp_decode(copy, len, &tlp);
	rule = tlp_broken_framing(copy, len, framing);
	assert_int_equal(!!rule, !!ret);
	if (rule) {
		strcpy(names, rule->name);
		free(copy);
		return 1;
	}
	for (rule = NULL; (rule = tlp_next_broken(&tlp, by, rule));) {
		/* The fast path finds the first grave rule */
		if (rule->verdict <= TLP_MALFORMED_IF_CHECKED && !count)
			assert_ptr_equal(tlp_malformed(&tlp, by), rule);
		sprintf(names + strlen(names), "%s%s", count ? " " : "",
			rule->name);
		count++;
	}
	if (!count)
		assert_null(tlp_malformed(&tlp, by));
	free(copy);
	return count;
}

static bool judged(const struct pair *p, const char *hex, const char *rules)
{
	char names[512];

	judge(wire, read_hex(hex), p->flit, p->limits, names);
	if (!strcmp(names, rules))
		return true;
	print_message("# %s breaks \"%s\", not \"%s\"\n", hex, names, rules);
	return false;
}

static void broken_and_kept(void **state)
{
	unsigned int wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		wrong += !judged(&pairs[i], pairs[i].broken, pairs[i].rules);
		wrong += !judged(&pairs[i], pairs[i].kept, "");
	}
	assert_int_equal(wrong, 0);
}

static bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	while (words && strncmp(words, word, len + 1)) {
		if (!strncmp(words, word, len) && words[len] == ' ')
			return true;
		words = strchr(words, ' ');
		words += !!words;
	}
	return words;
}

static void each_rule_is_broken_here(void **state)
{
	const struct tlp_rule *rule = NULL;
	unsigned int count = 0;

	while ((rule = tlp_next_rule(rule))) {
		size_t i = 0;

		while (i < ARRAY_SIZE(pairs) &&
		       !has_word(pairs[i].rules, rule->name))
			i++;
		if (i == ARRAY_SIZE(pairs))
			fail_msg("%s is never broken", rule->name);
		count++;
	}
	assert_int_equal(count, 62);
}

/* The texts of rules, and their order for tlp_malformed() */
static void table_is_in_order(void **state)
{
	const struct tlp_rule *rule = NULL, *other;
	unsigned int verdicts[TLP_REMARK + 1] = {0};

	while ((rule = tlp_next_rule(rule))) {
		assert_true(strlen(rule->name) < 24);
		assert_int_equal(
			strspn(rule->name,
			       "abcdefghijklmnopqrstuvwxyz0123456789-"),
			strlen(rule->name));
		assert_true(*rule->section >= '1' && *rule->section <= '9');
		assert_non_null(strchr(rule->section, '.'));
		assert_true(strlen(rule->what) > 15);
		assert_null(strchr(rule->what, '\n'));
		assert_true((unsigned int)rule->verdict <= TLP_REMARK);
		verdicts[rule->verdict]++;
		for (other = rule; (other = tlp_next_rule(other));)
			assert_string_not_equal(rule->name, other->name);
	}
	for (int i = 0; i <= TLP_REMARK; i++)
		assert_true(verdicts[i] > 2);
	assert_string_equal(tlp_verdict_name(TLP_MALFORMED), "malformed");
	assert_string_equal(tlp_verdict_name(TLP_MALFORMED_IF_CHECKED),
			    "malformed if checked");
	assert_string_equal(tlp_verdict_name(TLP_UNSUPPORTED), "unsupported");
	assert_string_equal(tlp_verdict_name(TLP_REMARK), "remark");
	assert_string_equal(tlp_verdict_name(TLP_REMARK + 1), "?");
}

/* A grave rule is found although a remark precedes it */
static void grave_after_a_remark(void **state)
{
	size_t len = read_hex("60000021 010007ff 00000000 fedc1000 +132");
	const struct tlp_rule *rule;
	struct tlp tlp;

	assert_int_equal(tlp_decode(wire, len, &tlp), 0);
	rule = tlp_next_broken(&tlp, &limits, NULL);
	assert_string_equal(rule->name, "addr64-below-4g");
	assert_null(tlp_malformed(&tlp, NULL));
	assert_string_equal(tlp_malformed(&tlp, &limits)->name, "max-payload");
}

/* Around all that makes a request plain, the short way and the walk agree */
static void short_way_is_the_walk(void **state)
{
	static const enum tlp_type types[] = {TLP_MRD, TLP_MWR, TLP_MRDLK,
					      TLP_DMWR, TLP_CPLD};
	static const uint8_t enables[] = {0, 1, 3, 5, 8, 0xc, 0xe, 0xf};
	static const uint16_t lengths[] = {1, 2, 3, 32, 33, 1024};
	static const struct tlp_limits *const by[] = {NULL, &limits,
						      &no_prefixes};
	unsigned int grave = 0, fine = 0;

	for (unsigned int i = 0; i < 5 * 8 * 8 * 6 * 4 * 2 * 3; i++) {
		unsigned int n = i;
		const struct tlp_limits *l = by[n % 3];
		struct tlp tlp = {.nprefix = (n /= 3) % 2,
				  .prefix = {0x91000000}};
		const struct tlp_rule *rule = NULL;

		tlp.addr = (const uint64_t[]){0, 4, 0xf80, 0xffc}[(n /= 2) % 4];
		tlp.length = lengths[(n /= 4) % 6];
		tlp.first_be = enables[(n /= 6) % 8];
		tlp.last_be = enables[(n /= 8) % 8];
		tlp.type = types[(n /= 8) % 5];
		while ((rule = tlp_next_broken(&tlp, l, rule)))
			if (rule->verdict <= TLP_MALFORMED_IF_CHECKED)
				break;
		assert_ptr_equal(tlp_malformed(&tlp, l), rule);
		*(rule ? &grave : &fine) += 1;
	}
	assert_true(grave > 1000 && fine > 1000);
}

static bool breaks(const struct tlp *tlp, const char *name)
{
	const struct tlp_rule *rule = NULL;

	while ((rule = tlp_next_broken(tlp, &limits, rule)))
		if (!strcmp(rule->name, name))
			return true;
	return false;
}

/* The types of a rule for many types, derived from other properties */
static void types_of_a_rule(void **state)
{
	for (int i = 0; i < TLP_TYPE_MAX; i++) {
		struct tlp tlp = {.type = i,
				  .length = 33,
				  .tag = 0x100,
				  .ep = true,
				  .at = TLP_AT_RESERVED,
				  .nprefix = 1,
				  .prefix = {0x91000000}};
		const char *name = tlp_type_name(i);
		bool data = tlp_has_data(i), memory = tlp_may_hint(i);
		bool msg = i == TLP_MSG || i == TLP_MSGD;

		print_message("# %s\n", name);
		assert_int_equal(breaks(&tlp, "max-payload"), data);
		assert_int_equal(breaks(&tlp, "ep-without-data"), !data);
		assert_int_equal(breaks(&tlp, "at-reserved"), memory);
		assert_int_equal(breaks(&tlp, "at-not-memory"), !memory);
		assert_int_equal(breaks(&tlp, "tag-width"),
				 i != TLP_MWR && i != TLP_NOP && !msg);
		assert_int_equal(breaks(&tlp, "pasid-misplaced"),
				 !memory && !msg && i != TLP_NOP &&
					 strncmp(name, "UIO", 3));
		tlp.at = TLP_AT_TRANSLATION_REQUEST;
		assert_int_equal(breaks(&tlp, "at-not-read"),
				 memory && i != TLP_MRD);
		tlp.flit = true;
		tlp.ohc = TLP_OHC_B;
		tlp.ohc_dw[TLP_OHC_SLOT_B] = 0x20;
		assert_int_equal(breaks(&tlp, "hv-reserved"), memory);
		assert_int_equal(breaks(&tlp, "ohc-b-not-memory"), !memory);
		tlp.length = 129;
		assert_int_equal(breaks(&tlp, "max-read-request"),
				 i == TLP_MRD || i == TLP_MRDLK);
	}
}

static void no_type_no_rule(void **state)
{
	const struct tlp tlp = {.type = TLP_TYPE_MAX, .ln = true, .length = 33};

	assert_null(tlp_next_broken(&tlp, &limits, NULL));
	assert_null(tlp_malformed(&tlp, &limits));
}

/* The corpus names the rules that each of its TLPs breaks */
/* The reason why the entry's bytes are not a TLP */
static void name_defect(const struct golden *g, char *names)
{
	const struct tlp_rule *rule = tlp_broken_framing(
		g->bytes, g->len, g->flit ? TLP_FLIT : TLP_NON_FLIT);

	assert_non_null(rule);
	strcpy(names, rule->name);
}

static void golden_breaks_what_it_says(void **state)
{
	static const char *const files[] = {GOLDEN_TLP, GOLDEN_FLIT};
	unsigned int count = 0, wrong = 0;
	char names[512];

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		FILE *file = fopen(files[i], "r");
		struct golden g;

		assert_non_null(file);
		while (golden_next(file, &g) == 1) {
			if (!strncmp(g.text, "error ", 6))
				name_defect(&g, names);
			else
				judge(g.bytes, g.len, g.flit, NULL, names);
			count++;
			if (!strcmp(names, g.broken))
				continue;
			print_message("# %s%s breaks \"%s\"\n",
				      g.flit ? "flit " : "", g.name, names);
			wrong++;
		}
		fclose(file);
	}
	assert_true(count > 400);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(broken_and_kept),
		cmocka_unit_test(each_rule_is_broken_here),
		cmocka_unit_test(table_is_in_order),
		cmocka_unit_test(grave_after_a_remark),
		cmocka_unit_test(short_way_is_the_walk),
		cmocka_unit_test(types_of_a_rule),
		cmocka_unit_test(no_type_no_rule),
		cmocka_unit_test(golden_breaks_what_it_says),
	};

	return cmocka_run_group_tests_name("tlp-rules", tests, NULL, NULL);
}
