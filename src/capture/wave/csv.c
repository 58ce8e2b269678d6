// SPDX-License-Identifier: BSD-3-Clause
#include "capture/wave/csv.h"

#include <errno.h>

static struct csv *csv_of(struct capture_reader *reader)
{
	struct wave *wave = reader->state;

	return wave->source;
}

int csv_damage(struct capture_reader *reader, const char *what)
{
	const struct csv *csv = csv_of(reader);
	const struct wave_position position = {
		.offset = csv->offset,
		.line = csv->line,
	};

	return wave_damage(reader, &position, what);
}

int csv_broken(struct capture_reader *reader, const char *what)
{
	const struct csv *csv = csv_of(reader);
	struct wave *wave = reader->state;

	wave->broken = what;
	wave->broken_at = csv->offset;
	wave->broken_line = csv->line;
	return 0;
}

static const char too_long[] = "a row is longer than 512 KiB";

/* Skip the rest of a row. Return: -EPROTO; -errno */
static int skip_row(struct capture_reader *reader)
{
	struct stream *stream = &reader->stream;

	for (;;) {
		const uint8_t *p = stream_data(stream);
		const size_t n = stream_available(stream);
		const uint8_t *end = memchr(p, '\n', n);
		int ret;

		stream_consume(stream, end ? (size_t)(end - p) + 1 : n);
		if (end)
			break;
		ret = stream_fill(stream, 1);
		if (ret)
			return ret;
		if (!stream_available(stream))
			break;
	}
	return csv_damage(reader, too_long);
}

int csv_row(struct capture_reader *reader)
{
	struct stream *stream = &reader->stream;
	struct csv *csv = csv_of(reader);
	const uint8_t *end = NULL;
	size_t n, seen = 0;

	stream_consume(stream, csv->taken);
	csv->taken = 0;
	for (;;) {
		int ret = stream_fill(stream, seen + 1);

		if (ret)
			return ret;
		n = stream_available(stream);
		if (n > CSV_LINE)
			n = CSV_LINE;
		if (n == seen)
			break;
		end = memchr(stream_data(stream) + seen, '\n', n - seen);
		if (end || n == CSV_LINE)
			break;
		seen = n;
	}
	if (!n)
		return 0;
	csv->line++;
	csv->offset = stream->offset;
	if (!end && n == CSV_LINE)
		return skip_row(reader);
	csv->row = (const char *)stream_data(stream);
	csv->len = end ? (size_t)((const char *)end - csv->row) : n;
	csv->taken = csv->len + !!end;
	while (csv->len && (uint8_t)csv->row[csv->len - 1] <= ' ')
		csv->len--;
	return 1;
}

int csv_first_row(struct capture_reader *reader)
{
	const int ret = csv_row(reader);

	return ret == -EPROTO ? csv_broken(reader, too_long) : ret;
}

static bool is_ignored(char c)
{
	return (uint8_t)c <= ' ' || c == '"';
}

bool csv_cell(const struct csv *csv, size_t *at, struct csv_cell *cell)
{
	const char *p = csv->row + *at, *end;
	size_t len;

	if (*at > csv->len)
		return false;
	end = memchr(p, ',', csv->len - *at);
	len = end ? (size_t)(end - p) : csv->len - *at;
	*at += len + 1;
	while (len && is_ignored(*p))
		p++, len--;
	while (len && is_ignored(p[len - 1]))
		len--;
	*cell = (struct csv_cell){p, len};
	return true;
}

bool csv_is(const struct csv_cell *cell, const char *text)
{
	return cell->len == strlen(text) && !memcmp(cell->p, text, cell->len);
}

/* Slots are columns */
int csv_use(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	struct csv *csv = wave->source;

	for (unsigned int i = 0; i < csv->columns; i++)
		csv->values[i] = -1;
	for (unsigned int i = 0; i < wave->nused; i++) {
		csv->values[wave->slot_of[i]] = i;
		if (csv->radix[wave->slot_of[i]] == CSV_UNKNOWN)
			csv_broken(
				reader,
				"the radix of a column is not HEX, BINARY, OCTAL, UNSIGNED or SIGNED");
	}
	return 0;
}

static bool put(struct value *value, enum csv_radix radix,
		const struct csv_cell *cell)
{
	switch (radix) {
	case CSV_BINARY:
		return value_binary(value, cell->p, cell->len);
	case CSV_OCTAL:
		return value_digits(value, cell->p, cell->len, 3);
	case CSV_UNSIGNED:
	case CSV_SIGNED:
		return value_decimal(value, cell->p, cell->len);
	default:
		return value_digits(value, cell->p, cell->len, 4);
	}
}

const char *csv_take(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	struct csv *csv = wave->source;
	const char *fault = NULL;
	struct csv_cell cell;
	unsigned int i;
	size_t at = 0;

	for (i = 0; i < csv->columns && csv_cell(csv, &at, &cell); i++) {
		struct value *value;

		if (csv->values[i] < 0)
			continue;
		value = &wave->slots[csv->values[i]];
		if (!put(value, csv->radix[i], &cell))
			fault = "a value has digits that do not fit its column";
		value_commit(value);
	}
	if (i < csv->columns) {
		/* Values of the row before must not count again */
		for (unsigned int n = 0; n < wave->nused; n++) {
			value_unknown(&wave->slots[n]);
			value_commit(&wave->slots[n]);
		}
		return "a row has fewer columns than names";
	}
	wave->position = (struct wave_position){
		.offset = csv->offset,
		.line = csv->line,
	};
	wave->repeat = 1;
	return fault;
}
