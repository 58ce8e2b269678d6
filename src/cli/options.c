// SPDX-License-Identifier: BSD-3-Clause
#include "cli/options.h"

#include <assert.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include "analyze/match/match.h"
#include "cli/command.h"

/* Values of getopt_long(3) that are not letters */
#define FIRST_ROW 256

/**
 * struct forms - a table in the form of getopt_long(3)
 * @longs:	the rows, --help, and the end
 * @shorts:	letters, each with a colon if it has a value, and h
 */
struct forms {
	struct option longs[OPTIONS_MAX + 2];
	char shorts[2 * OPTIONS_MAX + 2];
};

static bool has_value(const struct option_row *row)
{
	return row->text || row->texts || row->number || row->value ||
	       (row->take && !row->bare);
}

static void make_forms(const struct option_row *rows, struct forms *forms)
{
	char *letter = forms->shorts;
	int n;

	for (n = 0; rows[n].name; n++) {
		int value = has_value(&rows[n]);

		assert(n < OPTIONS_MAX);
		forms->longs[n] = (struct option){
			rows[n].name,
			value ? required_argument : no_argument,
			NULL,
			FIRST_ROW + n,
		};
		if (!rows[n].letter)
			continue;
		*letter++ = rows[n].letter;
		if (value)
			*letter++ = ':';
	}
	forms->longs[n] = (struct option){"help", no_argument, NULL, 'h'};
	*letter = 'h';
}

static const struct option_row *find_row(const struct option_row *rows, int c)
{
	if (c >= FIRST_ROW)
		return &rows[c - FIRST_ROW];
	while (rows->name && rows->letter != c)
		rows++;
	return rows->name ? rows : NULL;
}

static int take_number(const struct option_row *row, const char *command)
{
	uint64_t first, last;

	if (match_parse_range(optarg, &first, &last) || !first ||
	    first != last) {
		fprintf(stderr,
			"%s: --%s %s: expected a number of at least 1\n",
			command, row->name, optarg);
		return TPH_EXIT_USAGE;
	}
	*row->number = first;
	return -1;
}

static int take_text(const struct option_row *row, const char *command)
{
	struct option_texts *texts = row->texts;

	if (texts->count == OPTION_TEXTS) {
		fprintf(stderr, "%s: more than %d times --%s\n", command,
			OPTION_TEXTS, row->name);
		return TPH_EXIT_USAGE;
	}
	texts->text[texts->count++] = optarg;
	return -1;
}

static void store(const struct option_row *row, uint64_t value)
{
	switch (row->size) {
	case sizeof(uint8_t):
		*(uint8_t *)row->value = value;
		break;
	case sizeof(uint16_t):
		*(uint16_t *)row->value = value;
		break;
	case sizeof(uint32_t):
		*(uint32_t *)row->value = value;
		break;
	default:
		assert(row->size == sizeof(uint64_t));
		*(uint64_t *)row->value = value;
	}
}

static int take_value(const struct option_row *row, const char *command)
{
	uint64_t first, last;

	if (match_parse_range(optarg, &first, &last) || first != last ||
	    first > row->max) {
		fprintf(stderr,
			"%s: --%s %s: expected a number in 0..%" PRIu64 "\n",
			command, row->name, optarg, row->max);
		return TPH_EXIT_USAGE;
	}
	store(row, first);
	if (row->flag)
		*row->flag = true;
	return -1;
}

static int take(const struct option_row *row, void *run, const char *command)
{
	if (row->take)
		return row->take(run, optarg);
	if (row->texts)
		return take_text(row, command);
	if (row->number)
		return take_number(row, command);
	if (row->value)
		return take_value(row, command);
	if (row->text)
		*row->text = optarg;
	else if (row->count)
		++*row->count;
	else
		*row->flag = true;
	return -1;
}

int options_refuse(const struct options *options)
{
	fputs(options->usage, stderr);
	return TPH_EXIT_USAGE;
}

int options_parse(const struct options *options, int argc, char **argv)
{
	const struct option_row *row;
	struct forms forms = {0};
	int c, status = -1;

	make_forms(options->rows, &forms);
	while ((c = getopt_long(argc, argv, forms.shorts, forms.longs, NULL)) !=
	       -1) {
		if (c == 'h') {
			fputs(options->usage, stdout);
			return TPH_EXIT_OK;
		}
		row = find_row(options->rows, c);
		status = row ? take(row, options->run, argv[0])
			     : options_refuse(options);
		if (status >= 0)
			return status;
	}
	if (argc - optind < options->min || argc - optind > options->max)
		return options_refuse(options);
	return -1;
}
