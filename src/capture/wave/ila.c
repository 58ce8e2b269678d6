// SPDX-License-Identifier: BSD-3-Clause
/* Tables that Vivado writes for an ILA: write_hw_ila_data -csv_file, -legacy_csv_file */
#include <errno.h>

#include "capture/wave/csv.h"

static const char first_name[] = "Sample in Buffer";

/* Width and length of the name in a cell: NAME[7:0] or NAME */
static unsigned int width_of(struct csv_cell *name)
{
	const char *range = memchr(name->p, '[', name->len);
	unsigned int bound[2] = {0}, n = 0;

	if (!range || name->p[name->len - 1] != ']')
		return 1;
	for (const char *p = range + 1; p < name->p + name->len - 1; p++) {
		if (*p == ':' && !n)
			n = 1;
		else if (*p >= '0' && *p <= '9' && bound[n] < 100000)
			bound[n] = bound[n] * 10 + (unsigned int)(*p - '0');
		else
			return 1;
	}
	/* One bit of several keeps its number, and is not the signal */
	if (!n)
		return 1;
	name->len = range - name->p;
	return (bound[0] > bound[1] ? bound[0] - bound[1]
				    : bound[1] - bound[0]) +
	       1;
}

static int add_column(struct capture_reader *reader, struct csv_cell *cell,
		      unsigned int column)
{
	struct wave *wave = reader->state;
	struct csv *csv = wave->source;
	const unsigned int width = width_of(cell);
	char path[WAVE_NAME];

	if (csv_is(cell, "Sample in Window"))
		csv->window = column;
	if (csv_is(cell, "GAP"))
		csv->gap = column;
	if (cell->len >= sizeof(path) || memchr(cell->p, 0, cell->len))
		return 0;
	memcpy(path, cell->p, cell->len);
	path[cell->len] = '\0';
	return wave_define(wave, path, width, column);
}

static enum csv_radix radix_of(const struct csv_cell *cell)
{
	static const char *const names[] = {
		[CSV_HEX] = "HEX",	 [CSV_BINARY] = "BINARY",
		[CSV_OCTAL] = "OCTAL",	 [CSV_UNSIGNED] = "UNSIGNED",
		[CSV_SIGNED] = "SIGNED",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (csv_is(cell, names[i]))
			return i;
	return CSV_UNKNOWN;
}

static bool is_radix_row(const struct csv_cell *cell)
{
	return cell->len >= 5 && !memcmp(cell->p, "Radix", 5);
}

/* The row has no entry for GAP where a writer forgot it */
static void take_radixes(struct csv *csv)
{
	struct csv_cell cell;
	unsigned int cells = 0;
	size_t at = 0;

	while (csv_cell(csv, &at, &cell))
		cells++;
	at = 0;
	for (unsigned int i = 0; i < csv->columns; i++) {
		if ((int)i == csv->gap && cells < csv->columns)
			continue;
		if (!csv_cell(csv, &at, &cell))
			break;
		csv->radix[i] = radix_of(&cell);
	}
}

static int define(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	struct csv *csv = wave->source;
	struct csv_cell cell;
	size_t at = 0;
	int ret;

	csv->window = csv->gap = -1;
	ret = csv_first_row(reader);
	if (ret != 1)
		return ret;
	for (; csv_cell(csv, &at, &cell); csv->columns++) {
		if (csv->columns == CSV_COLUMNS)
			return csv_broken(reader,
					  "a table has more than 4096 columns");
		ret = add_column(reader, &cell, csv->columns);
		if (ret)
			return ret;
	}
	ret = csv_first_row(reader);
	if (ret != 1)
		return ret;
	at = 0;
	csv_cell(csv, &at, &cell);
	if (is_radix_row(&cell))
		take_radixes(csv);
	else
		csv->held = true;
	return 0;
}

/* Return: a cell as wave_number() */
static uint32_t number_at(const struct csv *csv, int column)
{
	struct csv_cell cell = {0};
	size_t at = 0;

	for (int i = 0; i <= column && csv_cell(csv, &at, &cell); i++)
		;
	return wave_number(cell.p, cell.len);
}

/* Return: true if the row begins a window, which counts from 0 */
static bool begins_window(struct csv *csv)
{
	const uint32_t n = csv->window < 0 ? 0 : number_at(csv, csv->window);
	const bool begins = csv->window >= 0 && (!n || n < csv->last_window);

	csv->last_window = n;
	return begins;
}

/* Return: 1 a row of samples; WAVE_WINDOW; 0 end of file; -EPROTO; -errno */
static int next_row(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	struct csv *csv = wave->source;
	bool held = csv->held, begins = false;

	for (;; held = false) {
		int ret = held ? 1 : csv_row(reader);

		if (ret != 1)
			return ret;
		csv->held = false;
		if (!csv->len)
			continue;
		if (!held || !csv->begun)
			begins = begins_window(csv) && csv->begun;
		if (begins) {
			csv->held = true;
			return WAVE_WINDOW;
		}
		csv->begun = true;
		if (csv->gap < 0 || number_at(csv, csv->gap) != 1)
			return 1;
	}
}

static int sample(struct capture_reader *reader)
{
	const char *fault;
	int ret = next_row(reader);

	if (ret != 1)
		return ret;
	fault = csv_take(reader);
	return fault ? csv_damage(reader, fault) : WAVE_SAMPLE;
}

static const struct wave_source ila_source = {
	.define = define,
	.use = csv_use,
	.sample = sample,
};

static bool is_ila(const uint8_t *p, size_t len)
{
	const size_t n = strlen(first_name);

	if (len && *p == '"')
		p++, len--;
	return len >= 4 && !memcmp(p, first_name, len < n ? len : n);
}

static int open_ila(struct capture_reader *reader)
{
	return wave_open(reader, &ila_source, sizeof(struct csv));
}

const struct format ila_format = {
	.name = "ILA CSV",
	.state_size = sizeof(struct wave),
	.wave = true,
	.is = is_ila,
	.open = open_ila,
	.next = wave_next,
	.close = wave_close,
};
