/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables of samples: a row of names, rows about the columns, a row for each sample */
#ifndef CAPTURE_WAVE_CSV_H
#define CAPTURE_WAVE_CSV_H

#include "capture/wave/wave.h"

/* Most characters of a row, and most columns */
#define CSV_LINE    (512 * 1024)
#define CSV_COLUMNS 4096

/* Forms of the numbers of a column */
enum csv_radix {
	CSV_HEX,
	CSV_BINARY,
	CSV_OCTAL,
	CSV_UNSIGNED,
	CSV_SIGNED,
	CSV_UNKNOWN, /* a name that is not known */
};

/**
 * struct csv - state of a table
 * @line:	number of the row that was read last
 * @offset:	its place
 * @columns:	columns
 * @values:	number of the value of each, -1: of no use
 * @radix:	enum csv_radix of each
 * @window:	column "Sample in Window", -1: none
 * @gap:	column GAP, -1: none
 * @last_window: sample number of the last row there
 * @held:	the row that was read last has not been taken
 * @begun:	a row of samples was read
 * @row:	characters of the row that was read last, not terminated
 * @len:	its length
 * @taken:	its bytes with the newline, to be consumed
 */
struct csv {
	uint64_t line, offset;
	unsigned int columns;
	int16_t values[CSV_COLUMNS];
	uint8_t radix[CSV_COLUMNS];
	int window, gap;
	uint32_t last_window;
	bool held, begun;
	const char *row;
	size_t len, taken;
};

/* A cell without its blanks and quotes */
struct csv_cell {
	const char *p;
	size_t len;
};

/* Read a row, valid until the next call. Return: 1; 0 end of file; -EPROTO; -errno */
int csv_row(struct capture_reader *reader);

/*
 * As csv_row() for the rows that define the columns: one that is too long is noted as by
 * csv_broken(). Return: 1; 0 end of file or too long; -errno
 */
int csv_first_row(struct capture_reader *reader);

/* The next cell of the row from *@at, which moves on. Return: false at its end */
bool csv_cell(const struct csv *csv, size_t *at, struct csv_cell *cell);

bool csv_is(const struct csv_cell *cell, const char *text);

/* Note the fault of the row that was read last in @broken of struct wave. Return: 0 */
int csv_broken(struct capture_reader *reader, const char *what);

/* As @use of struct wave_source */
int csv_use(struct capture_reader *reader);

/* Take the values of the row that was read last. Return: NULL or the fault */
const char *csv_take(struct capture_reader *reader);

/* Damage at the row that was read last. Return: -EPROTO */
int csv_damage(struct capture_reader *reader, const char *what);

#endif /* CAPTURE_WAVE_CSV_H */
