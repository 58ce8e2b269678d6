// SPDX-License-Identifier: BSD-3-Clause
/* Changes of values in a VCD: the part whose speed matters */
#include <errno.h>

#include "capture/wave/vcd.h"

static const char not_a_change[] = "neither a change of a value nor a time";
static const char not_digits[] = "a value has other digits than 0, 1, x and z";
static const char no_code[] = "a value without the code of a signal";

/* Kinds of words, by their first character */
enum first {
	FIRST_OTHER,
	FIRST_SCALAR,
	FIRST_VECTOR,
	FIRST_SKIPPED, /* a real number or a string, before a code */
	FIRST_TIME,
	FIRST_KEYWORD,
};

static const uint8_t first_of[256] = {
	['0'] = FIRST_SCALAR,  ['1'] = FIRST_SCALAR,  ['x'] = FIRST_SCALAR,
	['X'] = FIRST_SCALAR,  ['z'] = FIRST_SCALAR,  ['Z'] = FIRST_SCALAR,
	['b'] = FIRST_VECTOR,  ['B'] = FIRST_VECTOR,  ['r'] = FIRST_SKIPPED,
	['R'] = FIRST_SKIPPED, ['s'] = FIRST_SKIPPED, ['S'] = FIRST_SKIPPED,
	['#'] = FIRST_TIME,    ['$'] = FIRST_KEYWORD,
};

static inline const uint8_t *word_end(const uint8_t *p, const uint8_t *end)
{
	while (p<end && * p> ' ')
		p++;
	return p;
}

static inline const uint8_t *skip_blanks(const uint8_t *p, const uint8_t *end)
{
	while (p < end && *p <= ' ')
		p++;
	return p;
}

/* Return: number of the value that has a code, or -1 */
static inline int find(const struct vcd *vcd, uint64_t code)
{
	uint32_t at = vcd_hash(code);

	for (; vcd->keys[at]; at = (at + 1) % VCD_TABLE)
		if (vcd->keys[at] == code)
			return vcd->values[at];
	return -1;
}

/* A value that is of use. Return: NULL or the fault */
static const char *change(struct wave *wave, struct vcd *vcd, int n,
			  const uint8_t *digits, size_t len)
{
	struct value *value = &wave->slots[n];
	bool good, level, low;

	if (!value->changed)
		vcd->changed[vcd->nchanged++] = n;
	good = value_binary(value, (const char *)digits, len);
	if (n == vcd->clock) {
		low = !value->next_any_x && !(value->next[0] & 1);
		level = value->next[0] & 1;
		vcd->rose |= level && vcd->low;
		vcd->low = low;
	}
	return good ? NULL : not_digits;
}

static const char *time_of(struct vcd *vcd, const uint8_t *p,
			   const uint8_t *end)
{
	uint64_t n = 0;

	if (p == end)
		return not_a_change;
	for (; p < end; p++) {
		const unsigned int digit = *p - '0';

		if (digit > 9)
			return not_a_change;
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, digit, &n))
			return "a time exceeds 64 bits";
	}
	vcd->next_time = n;
	return NULL;
}

static void keyword(struct vcd *vcd, const uint8_t *p, size_t len)
{
	if (len == 4 && !memcmp(p, "$end", 4))
		vcd->comment = false;
	else
		/* $dumpvars, $dumpall, $dumpon and $dumpoff hold changes */
		vcd->comment |= len < 5 || memcmp(p, "$dump", 5);
}

/* A word that begins with digits of a vector, or is skipped, and its code */
static const uint8_t *vector(struct wave *wave, struct vcd *vcd,
			     const uint8_t *word, const uint8_t *end,
			     const char **fault)
{
	const uint8_t *digits_end = word_end(word, end);
	const uint8_t *code = skip_blanks(digits_end, end), *p;
	int n;

	/* The code may be in bytes that follow */
	if (code == end && !vcd->final)
		return word;
	p = word_end(code, end);
	n = find(vcd, vcd_code(code, p - code));
	if (p == code)
		*fault = no_code;
	else if (n >= 0 && first_of[*word] == FIRST_VECTOR)
		*fault = change(wave, vcd, n, word + 1, digits_end - word - 1);
	return p;
}

/*
 * Read complete words from @base to @end, up to a time or a fault, which begins at
 * @vcd->at. Return: the end of the last one that was read
 */
static const uint8_t *scan(struct wave *wave, struct vcd *vcd,
			   const uint8_t *base, const uint8_t *end, bool *time)
{
	const uint8_t *p = base;

	while ((p = skip_blanks(p, end)) < end) {
		const uint8_t *word = p;
		const uint8_t first = first_of[*p];
		const char *fault = NULL;
		int n;

		if (first == FIRST_KEYWORD || vcd->comment) {
			p = word_end(p, end);
			keyword(vcd, word, p - word);
		} else if (first == FIRST_SCALAR) {
			p = word_end(p + 1, end);
			n = find(vcd, vcd_code(word + 1, p - word - 1));
			if (n >= 0)
				fault = change(wave, vcd, n, word, 1);
			else if (p == word + 1)
				fault = no_code;
		} else if (first == FIRST_VECTOR || first == FIRST_SKIPPED) {
			p = vector(wave, vcd, word, end, &fault);
			if (p == word)
				return p;
		} else if (first == FIRST_TIME) {
			p = word_end(p, end);
			fault = time_of(vcd, word + 1, p);
			*time = !fault;
		} else {
			p = word_end(p, end);
			fault = not_a_change;
		}
		/* The first of several wrong words is reported */
		vcd->fault = vcd->wrong ? NULL : fault;
		vcd->wrong = fault;
		vcd->at = word - base;
		if (*time || vcd->fault)
			return p;
	}
	return p;
}

/* Return: end of the complete words in the buffer */
static const uint8_t *complete(const struct stream *stream, struct vcd *vcd)
{
	const uint8_t *p = stream_data(stream);
	const size_t have = stream_available(stream);
	const uint8_t *end = p + have;

	if (vcd->final)
		return end;
	if (vcd->limit > stream->offset && vcd->limit - stream->offset <= have)
		return p + (vcd->limit - stream->offset);
	while (end > p && end[-1] > ' ')
		end--;
	vcd->limit = stream->offset + (uint64_t)(end - p);
	return end;
}

static int damage(struct capture_reader *reader, uint64_t offset,
		  const char *what)
{
	const struct wave_position position = {.offset = offset};

	return wave_damage(reader, &position, what);
}

/* More bytes. Return: 1; 0 there are none; -EPROTO; -errno */
static int more(struct capture_reader *reader)
{
	struct stream *stream = &reader->stream;
	struct wave *wave = reader->state;
	struct vcd *vcd = wave->source;
	const uint64_t offset = stream->offset;
	int ret;

	if (stream->eof && vcd->final)
		return 0;
	if (stream_available(stream) >= STREAM_MAX) {
		stream_consume(stream, stream_available(stream));
		return damage(reader, offset, "a word is longer than 1 MiB");
	}
	ret = stream_fill(stream, stream_available(stream) + 1);
	vcd->limit = 0;
	vcd->final = stream->eof;
	return ret ? ret : 1;
}

int vcd_changes(struct capture_reader *reader)
{
	struct stream *stream = &reader->stream;
	struct wave *wave = reader->state;
	struct vcd *vcd = wave->source;

	for (;;) {
		const uint64_t from = stream->offset;
		const uint8_t *base = stream_data(stream);
		bool time = false;
		int ret;

		vcd->fault = NULL;
		stream_consume(stream, scan(wave, vcd, base,
					    complete(stream, vcd), &time) -
					       base);
		if (time) {
			vcd->next_offset = from + vcd->at;
			return 1;
		}
		if (vcd->fault)
			return damage(reader, from + vcd->at, vcd->fault);
		ret = more(reader);
		if (ret != 1)
			return ret;
	}
}
