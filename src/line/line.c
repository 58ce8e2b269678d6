// SPDX-License-Identifier: BSD-3-Clause
#include "line/line.h"

#include <stdarg.h>
#include <stdlib.h>

#include "ground.h"

/* Bytes of the longest number, 2^64 - 1 */
#define NUMBER 20

/* Two digits at a time: of 0 to 99, and of 0 to 255 */
#define TENS(t)	    t "0" t "1" t "2" t "3" t "4" t "5" t "6" t "7" t "8" t "9"
#define SIXTEENS(s) TENS(s) s "a" s "b" s "c" s "d" s "e" s "f"
/* clang-format off */
static const char dec_pairs[] =
	TENS("0") TENS("1") TENS("2") TENS("3") TENS("4")
	TENS("5") TENS("6") TENS("7") TENS("8") TENS("9");
static const char hex_pairs[] =
	SIXTEENS("0") SIXTEENS("1") SIXTEENS("2") SIXTEENS("3")
	SIXTEENS("4") SIXTEENS("5") SIXTEENS("6") SIXTEENS("7")
	SIXTEENS("8") SIXTEENS("9") SIXTEENS("a") SIXTEENS("b")
	SIXTEENS("c") SIXTEENS("d") SIXTEENS("e") SIXTEENS("f");
/* clang-format on */

void line_flush(struct line *line)
{
	fwrite_unlocked(line->buf, 1, line->len, line->out);
	line->gone += line->len;
	line->len = 0;
}

/* Return: bytes that can be appended without a flush */
static size_t room(const struct line *line)
{
	return line->size ? line->size - line->len - 1 : 0;
}

void line_squeeze(struct line *line, const char *bytes, size_t n)
{
	size_t fits;

	if (line->out)
		line_flush(line);
	fits = min(n, room(line));
	if (line->out && fits < n) {
		fwrite_unlocked(bytes, 1, n, line->out);
		fits = 0;
	}
	if (fits)
		memcpy(line->buf + line->len, bytes, fits);
	line->len += fits;
	line->gone += n - fits;
}

char *line_room(struct line *line, size_t n)
{
	if (n > room(line))
		line_flush(line);
	return line->buf + line->len;
}

/* Return: the place of @n bytes in the line, or @spare if it has no room */
static char *place(struct line *line, size_t n, char *spare)
{
	return n < line->size - line->len ? line->buf + line->len : spare;
}

/* Append the @n bytes at @at, a result of place() */
static void placed(struct line *line, const char *at, size_t n,
		   const char *spare)
{
	if (at == spare)
		line_squeeze(line, spare, n);
	else
		line->len += n;
}

/* Return: digits of @n, at least @digits */
static unsigned int dec_digits(uint64_t n, unsigned int digits)
{
	/* By a number of digits, the first number that has more */
	static const uint64_t more[NUMBER] = {
		0,
		10,
		100,
		1000,
		10000,
		100000,
		1000000,
		10000000,
		100000000,
		1000000000,
		10000000000,
		100000000000,
		1000000000000,
		10000000000000,
		100000000000000,
		1000000000000000,
		10000000000000000,
		100000000000000000,
		1000000000000000000,
		10000000000000000000u,
	};

	while (digits < NUMBER && n >= more[digits])
		digits++;
	return digits;
}

static void put_dec(char *at, uint64_t n, unsigned int digits)
{
	for (; digits >= 2; n /= 100) {
		digits -= 2;
		memcpy(at + digits, &dec_pairs[n % 100 * 2], 2);
	}
	if (digits)
		*at = '0' + n % 10;
}

void line_dec_zero(struct line *line, uint64_t n, unsigned int digits)
{
	char spare[NUMBER], *at;

	digits = dec_digits(n, digits);
	at = place(line, digits, spare);
	put_dec(at, n, digits);
	placed(line, at, digits, spare);
}

void line_dec(struct line *line, uint64_t n, unsigned int width)
{
	unsigned int digits = dec_digits(n, 1), blanks = 0;
	char spare[NUMBER], *at;

	if (width > digits)
		blanks = width - digits;
	at = place(line, blanks + digits, spare);
	for (unsigned int i = 0; i < blanks; i++)
		at[i] = ' ';
	put_dec(at + blanks, n, digits);
	placed(line, at, blanks + digits, spare);
}

void line_hex(struct line *line, uint64_t n, unsigned int digits)
{
	char spare[NUMBER], *at;
	unsigned int left;

	while (digits < 16 && n >> digits * 4)
		digits++;
	at = place(line, digits, spare);
	for (left = digits; left >= 2; n >>= 8) {
		left -= 2;
		memcpy(at + left, &hex_pairs[(n & 0xff) * 2], 2);
	}
	if (left)
		*at = hex_pairs[(n & 0xf) * 2 + 1];
	placed(line, at, digits, spare);
}

void line_hex_bytes(struct line *line, const uint8_t *bytes, size_t n)
{
	while (n) {
		const size_t part = min_t(size_t, n, 64);
		char spare[128], *at = place(line, 2 * part, spare);

		for (size_t i = 0; i < part; i++)
			memcpy(at + 2 * i, &hex_pairs[bytes[i] * 2], 2);
		placed(line, at, 2 * part, spare);
		bytes += part;
		n -= part;
	}
}

void line_bdf(struct line *line, uint16_t bdf)
{
	char text[] = "00:00.0";

	memcpy(text, &hex_pairs[(bdf >> 8) * 2], 2);
	memcpy(text + 3, &hex_pairs[(bdf >> 3 & 0x1f) * 2], 2);
	text[6] += bdf & 7;
	line_bytes(line, text, sizeof(text) - 1);
}

void line_pad(struct line *line, size_t from, unsigned int width)
{
	static const char blanks[] = "                ";
	size_t len = line_len(line) - from, part;

	for (; len < width; len += part) {
		part = min(width - len, sizeof(blanks) - 1);
		line_bytes(line, blanks, part);
	}
}

void line_printf(struct line *line, const char *format, ...)
{
	char spare[1], *at = line->size ? line->buf + line->len : spare, *whole;
	size_t fits = room(line);
	va_list ap, again;
	int n;

	va_start(ap, format);
	va_copy(again, ap);
	n = vsnprintf(at, fits + 1, format, ap);
	if (n > 0 && (size_t)n <= fits) {
		line->len += n;
	} else if (n > 0 && vasprintf(&whole, format, again) > 0) {
		line_squeeze(line, whole, n);
		free(whole);
	}
	va_end(again);
	va_end(ap);
}
