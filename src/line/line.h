/* SPDX-License-Identifier: BSD-3-Clause */
/* Text that is made piece by piece and written as a whole */
#ifndef LINE_LINE_H
#define LINE_LINE_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/**
 * struct line - text in the making
 * @buf:	room for the text
 * @size:	bytes at @buf; one of them is never used, and may terminate it
 * @len:	bytes of text at @buf
 * @gone:	bytes that were written to @out, or dropped
 * @out:	file that gets the text, for one thread only; NULL: text without
 *		room is dropped
 */
struct line {
	char *buf;
	size_t size, len, gone;
	FILE *out;
};

/* Return: bytes of text since the initialization */
static inline size_t line_len(const struct line *line)
{
	return line->gone + line->len;
}

/* Append @n bytes, however much room there is */
void line_squeeze(struct line *line, const char *bytes, size_t n);

/* Append @n bytes */
static inline void line_bytes(struct line *line, const char *bytes, size_t n)
{
	if (n >= line->size - line->len) {
		line_squeeze(line, bytes, n);
		return;
	}
	memcpy(line->buf + line->len, bytes, n);
	line->len += n;
}

/* Append a string. Inline, since the length of a literal is constant. */
static inline void line_text(struct line *line, const char *text)
{
	line_bytes(line, text, strlen(text));
}

static inline void line_char(struct line *line, char c)
{
	line_bytes(line, &c, 1);
}

/* Append a decimal number; blanks before it make it at least @width columns, at
 * most 20 */
void line_dec(struct line *line, uint64_t n, unsigned int width);

/* Append a decimal number of at least @digits digits, at most 20 */
void line_dec_zero(struct line *line, uint64_t n, unsigned int digits);

/* Append a hexadecimal number of at least @digits digits, at most 16 */
void line_hex(struct line *line, uint64_t n, unsigned int digits);

/* Append a label and line_dec() */
static inline void line_named_dec(struct line *line, const char *label,
				  uint64_t n)
{
	line_text(line, label);
	line_dec(line, n, 1);
}

/* Append a label and line_hex() */
static inline void line_named_hex(struct line *line, const char *label,
				  uint64_t n, unsigned int digits)
{
	line_text(line, label);
	line_hex(line, n, digits);
}

/* Append two hexadecimal digits for each of @n bytes */
void line_hex_bytes(struct line *line, const uint8_t *bytes, size_t n);

/* Append bus:device.function of a PCI function, as lspci does */
void line_bdf(struct line *line, uint16_t bdf);

/* Append blanks until the text is @width bytes longer than @from, a result of
 * line_len() */
void line_pad(struct line *line, size_t from, unsigned int width);

/* Append as printf() does; for parts that are rare, since it is slow */
void line_printf(struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * line_room() - room for text that others make
 * @line:	line with a file
 * @n:		bytes, less than the size of the line
 *
 * Return: room at the end of the line; line_took() appends the text put there.
 */
char *line_room(struct line *line, size_t n);

/* Append the @n bytes in front of the room, at most those of line_room() */
static inline void line_took(struct line *line, size_t n)
{
	line->len += n;
}

/* Write the text to the file; its errors are found by ferror() */
void line_flush(struct line *line);

#endif /* LINE_LINE_H */
