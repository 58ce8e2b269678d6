// SPDX-License-Identifier: BSD-3-Clause
/* Definitions at the start of a VCD */
#include <errno.h>

#include "capture/wave/vcd.h"

/* Most scopes within each other, and characters of a word */
#define DEPTH 256
#define WORD  65536

struct word {
	const char *p;
	size_t len;
};

/* Names of scopes: the first @len[@depth] characters of @path */
struct scopes {
	unsigned int depth;
	uint16_t len[DEPTH];
	char path[WAVE_NAME];
};

static bool is_blank(uint8_t c)
{
	return c <= ' ';
}

/* The next word, valid until the next call. Return: 1; 0 end of file; -errno */
static int next_word(struct capture_reader *reader, struct word *word)
{
	struct stream *stream = &reader->stream;
	struct wave *wave = reader->state;
	struct vcd *vcd = wave->source;
	size_t n = 0;

	stream_consume(stream, vcd->taken);
	vcd->taken = 0;
	for (;;) {
		const uint8_t *p = stream_data(stream);
		const size_t have = stream_available(stream);
		int ret;

		/* Blanks before the word */
		if (!n) {
			size_t blanks = 0;

			while (blanks < have && is_blank(p[blanks]))
				blanks++;
			stream_consume(stream, blanks);
			p += blanks;
		}
		while (n < stream_available(stream) && !is_blank(p[n]))
			n++;
		if (n < stream_available(stream) || stream->eof || n >= WORD)
			break;
		ret = stream_fill(stream, n + 1);
		if (ret)
			return ret;
	}
	word->p = (const char *)stream_data(stream);
	word->len = n;
	vcd->taken = n;
	return n > 0;
}

static bool is(const struct word *word, const char *text)
{
	return word->len == strlen(text) && !memcmp(word->p, text, word->len);
}

/* Remember a fault of the file. Return: 0 */
static int broken(struct capture_reader *reader, const char *what)
{
	struct wave *wave = reader->state;

	wave->broken = what;
	wave->broken_at = reader->stream.offset;
	return 0;
}

/* Return: 1 after $end; 0; -errno */
static int skip(struct capture_reader *reader)
{
	struct word word;
	int ret;

	while ((ret = next_word(reader, &word)) == 1)
		if (is(&word, "$end"))
			return 1;
	return ret;
}

/* "1ps", or "1" and "ps" */
static bool add_unit(struct vcd *vcd, const struct word *word)
{
	static const struct {
		const char *name;
		uint64_t ns, per_ns;
	} units[] = {
		{"s", 1000000000, 1}, {"ms", 1000000, 1}, {"us", 1000, 1},
		{"ns", 1, 1},	      {"ps", 1, 1000},	  {"fs", 1, 1000000},
	};
	struct word unit = *word;
	uint64_t n = 0;

	for (; unit.len && *unit.p >= '0' && *unit.p <= '9';
	     unit.p++, unit.len--)
		n = n < 1000 ? n * 10 + (uint64_t)(*unit.p - '0') : n;
	if (n)
		vcd->unit_ns = n;
	if (!unit.len)
		return n;
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		if (!is(&unit, units[i].name))
			continue;
		vcd->unit_ns *= units[i].ns;
		vcd->per_ns = units[i].per_ns;
		return vcd->unit_ns;
	}
	return false;
}

/* Return: 1 after $end; 0; -errno */
static int timescale(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	struct vcd *vcd = wave->source;
	struct word word;
	int ret;

	while ((ret = next_word(reader, &word)) == 1) {
		if (is(&word, "$end"))
			return 1;
		if (!vcd->per_ns && !add_unit(vcd, &word))
			return broken(reader,
				      "the unit of $timescale is not known");
	}
	return ret;
}

/*
 * An escaped name begins with a backslash, which is not a part of it. Return: length of
 * a path with another part, or 0 if it is too long
 */
static size_t join(char *path, size_t len, const struct word *name)
{
	const size_t escape = name->len > 1 && *name->p == '\\';
	const size_t n = name->len - escape;

	if (len + 1 + n >= WAVE_NAME || memchr(name->p, 0, name->len))
		return 0;
	if (len)
		path[len++] = '.';
	memcpy(path + len, name->p + escape, n);
	return len + n;
}

/* Return: 1 after $end; 0; -errno */
static int scope(struct capture_reader *reader, struct scopes *scopes)
{
	struct word word;
	int ret = next_word(reader, &word);
	size_t len;

	if (ret == 1 && !is(&word, "$end"))
		ret = next_word(reader, &word);
	if (ret != 1)
		return ret;
	if (scopes->depth + 1 == DEPTH)
		return broken(reader, "more than 255 scopes within each other");
	/* A scope without a name, or with one that is too long, adds none */
	len = is(&word, "$end")
		      ? 0
		      : join(scopes->path, scopes->len[scopes->depth], &word);
	scopes->depth++;
	scopes->len[scopes->depth] = len ? len : scopes->len[scopes->depth - 1];
	return is(&word, "$end") ? 1 : skip(reader);
}

/* A range stays in the name if it is one bit of several */
static size_t without_range(const char *path, size_t len)
{
	const char *range = memchr(path, '[', len);

	if (!range || path[len - 1] != ']' || range == path)
		return len;
	if (memchr(range, ':', len - (size_t)(range - path)) ||
	    !strncmp(range, "[0]", 3))
		return range - path;
	return len;
}

/* TYPE WIDTH CODE NAME [RANGE]. Return: 1 after $end; 0; -errno */
static int var(struct capture_reader *reader, const struct scopes *scopes)
{
	struct wave *wave = reader->state;
	char path[WAVE_NAME];
	size_t len = scopes->len[scopes->depth];
	unsigned int width = 0, part = 0;
	bool other = false;
	uint64_t code = 0;
	struct word word;
	int ret;

	memcpy(path, scopes->path, len);
	for (; (ret = next_word(reader, &word)) == 1; part++) {
		if (is(&word, "$end"))
			break;
		if (part == 0)
			other = is(&word, "real") || is(&word, "realtime") ||
				is(&word, "string") || is(&word, "event");
		if (part == 1)
			width = wave_number(word.p, word.len);
		if (part == 2)
			code = vcd_code((const uint8_t *)word.p, word.len);
		if (part == 3)
			len = join(path, len, &word);
		/* Only a single bit differs from its bus */
		if (part == 4 && len && *word.p == '[' &&
		    !memchr(word.p, ':', word.len) && !is(&word, "[0]"))
			len = join(path, len, &word);
	}
	if (ret != 1 || part < 4 || !len || !code || other)
		return ret;
	len = without_range(path, len);
	path[len] = '\0';
	ret = wave_define(wave, path, width, code);
	return ret ? ret : 1;
}

/* Return: 1 the next part; 0 a fault or the end of the file; -errno */
static int part(struct capture_reader *reader, const struct word *word,
		struct scopes *scopes)
{
	if (is(word, "$var"))
		return var(reader, scopes);
	if (is(word, "$scope"))
		return scope(reader, scopes);
	if (is(word, "$upscope")) {
		scopes->depth -= !!scopes->depth;
		return skip(reader);
	}
	if (is(word, "$timescale"))
		return timescale(reader);
	if (*word->p == '$')
		return skip(reader);
	return broken(reader,
		      "a word between the definitions is not one of them");
}

int vcd_define(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	struct vcd *vcd = wave->source;
	struct scopes scopes = {0};
	bool ended = false;
	struct word word;
	int ret;

	while ((ret = next_word(reader, &word)) == 1) {
		ended = is(&word, "$enddefinitions");
		ret = part(reader, &word, &scopes);
		if (ret != 1 || ended)
			break;
	}
	stream_consume(&reader->stream, vcd->taken);
	vcd->taken = 0;
	if (ret >= 0 && !ended && !wave->broken)
		broken(reader, "the file ends within its definitions");
	wave->timed = vcd->per_ns;
	return ret < 0 ? ret : 0;
}
