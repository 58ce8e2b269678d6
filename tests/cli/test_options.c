// SPDX-License-Identifier: BSD-3-Clause
/* Options of a command */
#include <getopt.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "cli/command.h"
#include "cli/options.h"

/* A comment of TAP, as it is printed to standard output */
static const char usage[] = "# usage\n";

#define MAX_ARGS 8

/**
 * struct seen - values of a command line
 * @left:	arguments after the options
 */
struct seen {
	bool flag, given;
	unsigned int count;
	const char *text, *taken;
	uint64_t number;
	uint8_t before, byte, after;
	uint16_t half;
	uint32_t word;
	uint64_t large;
	int left;
};

static int take(void *run, const char *value)
{
	struct seen *seen = run;

	seen->taken = value;
	return strcmp(value, "bad") ? -1 : TPH_EXIT_USAGE;
}

static int end(void *run, const char *value)
{
	return value ? TPH_EXIT_USAGE : TPH_EXIT_BROKEN;
}

/* Parse @line, words with one blank in between. Return: of options_parse() */
static int parse(struct seen *seen, const char *line)
{
	const struct option_row rows[] = {
		{"flag", .flag = &seen->flag},
		{"verbose", 'v', .count = &seen->count},
		{"text", 't', .text = &seen->text},
		{"number", 'n', .number = &seen->number},
		{"byte", 'b', OPTION_VALUE(seen->byte, 0xfe),
		 .flag = &seen->given},
		{"half", OPTION_VALUE(seen->half, 0xffff)},
		{"word", OPTION_VALUE(seen->word, UINT32_MAX)},
		{"large", OPTION_VALUE(seen->large, UINT64_MAX)},
		{"take", .take = take},
		{"end", .take = end, .bare = true},
		{0},
	};
	const struct options options = {usage, rows, seen, 1, 2};
	static char words[128];
	char *argv[MAX_ARGS + 1] = {"tph test"};
	int argc = 1, status;

	*seen = (struct seen){0};
	assert_true(strlen(line) < sizeof(words));
	strcpy(words, line);
	for (char *w = strtok(words, " "); w; w = strtok(NULL, " ")) {
		assert_true(argc < MAX_ARGS);
		argv[argc++] = w;
	}
	/* Restart (glibc) */
	optind = 0;
	status = options_parse(&options, argc, argv);
	seen->left = argc - optind;
	return status;
}

static void each_kind_is_set(void **state)
{
	struct seen seen;

	assert_int_equal(parse(&seen, "file"), -1);
	assert_false(seen.flag);
	assert_int_equal(seen.count, 0);
	assert_null(seen.text);
	assert_int_equal(seen.left, 1);

	assert_int_equal(parse(&seen, "--flag --text word --verbose file x"),
			 -1);
	assert_true(seen.flag);
	assert_int_equal(seen.count, 1);
	assert_string_equal(seen.text, "word");
	assert_int_equal(seen.left, 2);

	assert_int_equal(parse(&seen, "-vvt word -n 0x10 file"), -1);
	assert_int_equal(seen.count, 2);
	assert_string_equal(seen.text, "word");
	assert_int_equal(seen.number, 16);

	assert_int_equal(parse(&seen, "file --take=good"), -1);
	assert_string_equal(seen.taken, "good");
	assert_int_equal(seen.left, 1);
}

static void numbers_fit_their_variable(void **state)
{
	struct seen seen;

	assert_int_equal(parse(&seen, "file"), -1);
	assert_false(seen.given);

	assert_int_equal(parse(&seen, "file -b 0xfe"), -1);
	assert_int_equal(seen.byte, 0xfe);
	assert_int_equal(seen.before, 0);
	assert_int_equal(seen.after, 0);
	assert_true(seen.given);

	assert_int_equal(parse(&seen, "file --byte=0 --half 65535"), -1);
	assert_int_equal(seen.byte, 0);
	assert_true(seen.given);
	assert_int_equal(seen.half, 0xffff);
	assert_int_equal(seen.word, 0);

	assert_int_equal(
		parse(&seen,
		      "file --word 0xffffffff --large 18446744073709551615"),
		-1);
	assert_int_equal(seen.half, 0);
	assert_int_equal(seen.word, UINT32_MAX);
	assert_true(seen.large == UINT64_MAX);
}

static void a_row_may_end_the_command(void **state)
{
	struct seen seen;

	assert_int_equal(parse(&seen, "--end --nonsense"), TPH_EXIT_BROKEN);
	assert_int_equal(parse(&seen, "--take bad file"), TPH_EXIT_USAGE);
	assert_int_equal(parse(&seen, "--help --nonsense"), TPH_EXIT_OK);
	assert_int_equal(parse(&seen, "-h"), TPH_EXIT_OK);
}

static void wrong_options_are_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"a b c",
		"--nonsense file",
		"-f file",
		"--text",
		"--flag=1 file",
		"-n 0 file",
		"-n 1..2 file",
		"-n -1 file",
		"-n ten file",
		"--number= file",
		"-x file",
		"-b 255 file",
		"-b -1 file",
		"-b 1..2 file",
		"--byte= file",
		"--half 0x10000 file",
		"--large 18446744073709551616 file",
	};
	struct seen seen;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (parse(&seen, wrong[i]) != TPH_EXIT_USAGE)
			fail_msg("\"%s\" was accepted", wrong[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_is_set),
		cmocka_unit_test(numbers_fit_their_variable),
		cmocka_unit_test(a_row_may_end_the_command),
		cmocka_unit_test(wrong_options_are_refused),
	};

	return cmocka_run_group_tests_name("cli-options", tests, NULL, NULL);
}
