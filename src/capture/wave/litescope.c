// SPDX-License-Identifier: BSD-3-Clause
/* Tables that LiteScope writes: names, widths, then binary numbers; each ends with "," */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#include "capture/wave/csv.h"

/* Names, one after the other with their NULs, and their number */
struct names {
	unsigned int count;
	size_t len;
	char text[CSV_LINE + CSV_COLUMNS];
};

/* Return: 1; 0 the row has a fault */
static int take_names(struct capture_reader *reader, struct names *names)
{
	struct wave *wave = reader->state;
	struct csv *csv = wave->source;
	struct csv_cell cell;
	size_t at = 0;

	while (csv_cell(csv, &at, &cell)) {
		if (at > csv->len && !cell.len)
			break;
		if (names->count == CSV_COLUMNS)
			return csv_broken(reader,
					  "a table has more than 4096 columns");
		memcpy(names->text + names->len, cell.p, cell.len);
		names->text[names->len + cell.len] = '\0';
		names->len += cell.len + 1;
		names->count++;
	}
	return 1;
}

static int take_widths(struct capture_reader *reader, const struct names *names)
{
	struct wave *wave = reader->state;
	struct csv *csv = wave->source;
	const char *name = names->text;
	struct csv_cell cell;
	size_t at = 0;
	int ret = 0;

	for (; csv->columns < names->count && csv_cell(csv, &at, &cell);
	     csv->columns++) {
		const uint32_t width = wave_number(cell.p, cell.len);

		if (!width)
			return csv_broken(
				reader,
				"the second row has no width for a name");
		csv->radix[csv->columns] = CSV_BINARY;
		if (strlen(name) < WAVE_NAME)
			ret = wave_define(wave, name, width, csv->columns);
		if (ret)
			return ret;
		name += strlen(name) + 1;
	}
	return csv->columns < names->count
		       ? csv_broken(
				 reader,
				 "the second row has fewer widths than names")
		       : 0;
}

static int define(struct capture_reader *reader)
{
	struct names *names = calloc(1, sizeof(*names));
	int ret;

	if (!names)
		return -ENOMEM;
	ret = csv_first_row(reader);
	if (ret == 1)
		ret = take_names(reader, names);
	if (ret == 1)
		ret = csv_first_row(reader);
	if (ret == 1)
		ret = take_widths(reader, names);
	free(names);
	return ret;
}

static int sample(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	const struct csv *csv = wave->source;
	const char *fault;
	int ret;

	do {
		ret = csv_row(reader);
		if (ret != 1)
			return ret;
	} while (!csv->len);
	fault = csv_take(reader);
	return fault ? csv_damage(reader, fault) : WAVE_SAMPLE;
}

static const struct wave_source litescope_source = {
	.define = define,
	.use = csv_use,
	.sample = sample,
};

/* Return: characters before the end of the line; 0 if it does not end with a comma */
static size_t line_of(const uint8_t *p, size_t len)
{
	const uint8_t *end = memchr(p, '\n', len);
	size_t n = end ? (size_t)(end - p) : 0;

	while (n && p[n - 1] <= ' ')
		n--;
	return n && p[n - 1] == ',' ? n : 0;
}

/* Two rows that end with commas: names, of which one is no number, and widths */
static bool is_litescope(const uint8_t *p, size_t len)
{
	const size_t names = line_of(p, len);
	const uint8_t *next;
	bool letters = false;
	size_t widths;

	if (!names)
		return false;
	for (size_t i = 0; i < names; i++) {
		const char c = p[i];

		if (!c ||
		    (!isalnum((unsigned char)c) && !strchr("_.,[]:/$ ", c)))
			return false;
		letters |= c == '_' || (c >= 'g' && c <= 'z' && c != 'x');
	}
	next = (const uint8_t *)memchr(p, '\n', len) + 1;
	widths = line_of(next, len - (size_t)(next - p));
	for (size_t i = 0; i < widths; i++)
		if (!isdigit(next[i]) && next[i] != ',' && next[i] != ' ')
			return false;
	/* A pipe may have only the first row yet */
	return letters && (widths || next == p + len);
}

static int open_litescope(struct capture_reader *reader)
{
	return wave_open(reader, &litescope_source, sizeof(struct csv));
}

const struct format litescope_format = {
	.name = "LiteScope CSV",
	.state_size = sizeof(struct wave),
	.wave = true,
	.is = is_litescope,
	.open = open_litescope,
	.next = wave_next,
	.close = wave_close,
};
