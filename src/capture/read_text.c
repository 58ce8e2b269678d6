// SPDX-License-Identifier: BSD-3-Clause
/* Read text: TLPs in hex and header logs, among lines of any other kind */
#include "capture/read_text.h"

#include <errno.h>
#include <string.h>

#include <opentph/tlp.h>

#include "capture/names.h"
#include "capture/reader.h"

/* Bytes at the beginning of a file that must be text */
#define SNIFF 4096

/* Bytes of a row that a star repeats */
#define ROW 16

static const char surplus[] = "bytes follow the end of the TLP";

/**
 * struct text - state of a text file
 * @lines:	lines read so far
 * @last_offset: byte at which the last line begins
 * @fill:	bytes of the current TLP, 0: no TLP has begun
 * @first_line:	its first line
 * @first_offset: byte at which that line begins
 * @base:	offset that its first line shows
 * @placed:	its lines show offsets
 * @star:	the last row is repeated up to the next offset
 * @hex:	the file began with a line of hex: lines of other kinds are
 *		faults
 * @other:	a line of another kind was read
 * @lspci:	the hex digits are configuration space
 * @table:	the last line was part of a table with bars
 * @surplus:	bytes followed the last TLP on its line
 * @reported:	these bytes have been reported
 * @wrong:	the last line was wrong, and has been reported
 * @damaged:	a fault has been reported
 * @device:	the device that lspci describes here, "" before the first
 * @interface:	number of the device
 * @dir:	direction of the next TLP, from the line before it
 * @names:	names of all devices
 * @tlp:	the current TLP, or the last header returned
 * @bytes:	the last line of hex
 */
struct text {
	uint64_t lines, last_offset;
	size_t fill;
	uint64_t first_line, first_offset, base;
	bool placed, star, hex, other, lspci, table, surplus, reported, wrong,
		damaged;
	const char *device;
	unsigned int interface;
	enum capture_dir dir;
	struct names names;
	uint8_t tlp[TLP_MAX_SIZE];
	struct text_bytes bytes;
};

/* Judges the buffered bytes: in a pipe that may be one line only */
static bool is_text(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len && i < SNIFF; i++)
		if (!p[i] || p[i] == 0x7f ||
		    (p[i] < ' ' && !strchr("\t\n\v\f\r\033", p[i])))
			return false;
	return len;
}

static int text_open(struct capture_reader *reader)
{
	struct text *text = reader->state;

	text->device = "";
	text->dir = CAPTURE_DIR_UNKNOWN;
	return 0;
}

static void text_close(void *state)
{
	struct text *text = state;

	names_free(&text->names);
}

static int wrong(struct capture_reader *reader, uint64_t line, uint64_t offset,
		 const char *what)
{
	struct text *text = reader->state;

	text->damaged = true;
	reader_damage(reader, what, 0);
	reader->damage.line = line;
	reader->damage.offset = offset;
	return -EPROTO;
}

static void take(struct capture_reader *reader, const struct text_line *line)
{
	struct text *text = reader->state;

	text->last_offset = reader->stream.offset;
	stream_consume(&reader->stream, line->size);
	text->lines++;
}

/* Consume a line and report its fault. Return: -EPROTO */
static int take_wrong(struct capture_reader *reader,
		      const struct text_line *line, const char *what)
{
	struct text *text = reader->state;

	take(reader, line);
	return wrong(reader, line->number, text->last_offset, what);
}

/* Skip the rest of an overlong line */
static int skip_line(struct capture_reader *reader)
{
	struct stream *stream = &reader->stream;
	struct text *text = reader->state;
	int ret;

	wrong(reader, ++text->lines, stream->offset,
	      "a line is longer than 64 KiB");
	for (;;) {
		const uint8_t *p = stream_data(stream), *end;
		size_t n = stream_available(stream);

		end = memchr(p, '\n', n);
		stream_consume(stream, end ? (size_t)(end - p) + 1 : n);
		if (end)
			return -EPROTO;
		ret = stream_fill(stream, 1);
		if (ret)
			return ret;
		if (!stream_available(stream))
			return -EPROTO;
	}
}

/*
 * Return the next line; take() consumes it. Reads no more than the line needs,
 * so lines of a pipe are handled as they arrive.
 *
 * Return: 1; 0 end of the file; -EPROTO; -errno
 */
static int peek_line(struct capture_reader *reader, struct text_line *line)
{
	struct stream *stream = &reader->stream;
	struct text *text = reader->state;
	const uint8_t *end = NULL;
	size_t n, seen = 0;

	for (;;) {
		int ret = stream_fill(stream, seen + 1);

		if (ret)
			return ret;
		n = stream_available(stream);
		if (n > TEXT_LINE)
			n = TEXT_LINE;
		if (n == seen)
			break;
		end = memchr(stream_data(stream) + seen, '\n', n - seen);
		if (end)
			break;
		seen = n;
		if (n == TEXT_LINE)
			return skip_line(reader);
	}
	if (!n)
		return 0;
	line->p = (const char *)stream_data(stream);
	line->len = end ? (size_t)(end - stream_data(stream)) : n;
	line->size = line->len + !!end;
	line->number = text->lines + 1;
	return 1;
}

static void fill_packet(const struct capture_reader *reader, bool flit,
			struct capture_packet *packet)
{
	const struct text *text = reader->state;

	*packet = (struct capture_packet){
		.offset = text->first_offset,
		.line = text->first_line,
		.link = "",
		.linktype = flit || reader->flit ? CAPTURE_LINKTYPE_USER1
						 : CAPTURE_LINKTYPE_USER0,
		.dir = CAPTURE_DIR_UNKNOWN,
		.data = text->tlp,
	};
}

/* End the current TLP and return its first @len bytes */
static int finish(struct capture_reader *reader, size_t len,
		  struct capture_packet *packet)
{
	struct text *text = reader->state;

	fill_packet(reader, false, packet);
	packet->len = packet->orig_len = len;
	packet->dir = text->dir;
	text->dir = CAPTURE_DIR_UNKNOWN;
	text->surplus = text->fill > len;
	text->fill = 0;
	text->star = false;
	return 1;
}

static void begin(struct capture_reader *reader, const struct text_line *line)
{
	struct text *text = reader->state;

	text->reported = false;
	text->first_line = line->number;
	text->first_offset = reader->stream.offset;
}

static ssize_t tlp_bytes(const struct capture_reader *reader)
{
	const struct text *text = reader->state;
	struct tlp tlp;

	return tlp_parse(text->tlp, text->fill,
			 reader->flit ? TLP_FLIT : TLP_NON_FLIT, &tlp);
}

/*
 * Return: true if the line cannot belong to the current TLP: without offsets, a
 * line with more bytes than the TLP lacks.
 */
static bool begins_another(const struct capture_reader *reader)
{
	const struct text *text = reader->state;
	const struct text_bytes *bytes = &text->bytes;
	ssize_t size;

	if (bytes->placed)
		return !bytes->place;
	size = tlp_bytes(reader);
	return size > 0 && text->fill + bytes->len > (size_t)size;
}

/* Bytes after the end of a TLP are reported once, not for each row */
static int take_surplus(struct capture_reader *reader,
			const struct text_line *line)
{
	struct text *text = reader->state;
	bool again = text->reported;

	text->reported = true;
	if (!again)
		return take_wrong(reader, line, surplus);
	take(reader, line);
	return 0;
}

static void append(struct text *text, const uint8_t *p, size_t n)
{
	if (n > sizeof(text->tlp) - text->fill)
		n = sizeof(text->tlp) - text->fill;
	memcpy(text->tlp + text->fill, p, n);
	text->fill += n;
}

/* Repeat the row that a star stands for, up to the offset of this line */
static void repeat(struct text *text)
{
	const struct text_bytes *bytes = &text->bytes;

	while (text->fill >= ROW && text->fill < sizeof(text->tlp) &&
	       text->fill < bytes->place - text->base)
		append(text, text->tlp + text->fill - ROW, ROW);
}

/* Return: 1 a TLP; 0 the TLP continues; -EPROTO */
static int take_hex(struct capture_reader *reader, const struct text_line *line,
		    struct capture_packet *packet)
{
	struct text *text = reader->state;
	const struct text_bytes *bytes = &text->bytes;
	ssize_t size;

	if (text->fill && begins_another(reader))
		return finish(reader, text->fill, packet);
	text->table = bytes->table;
	text->hex |= !text->other;
	if (!text->fill) {
		/* The previous TLP ended before its rows did */
		if (text->placed && bytes->placed && bytes->place)
			return take_surplus(reader, line);
		begin(reader, line);
		text->placed = bytes->placed;
		text->base = bytes->place;
	} else if (text->star) {
		repeat(text);
	}
	text->star = false;
	append(text, bytes->bytes, bytes->len);
	take(reader, line);
	text->wrong = false;
	size = tlp_bytes(reader);
	if (size > 0 && (size_t)size <= text->fill)
		return finish(reader, size, packet);
	/* Its size is unknown: it ends with its line or its last offset */
	if (size < 0 && size != -ENODATA && !text->placed)
		return finish(reader, text->fill, packet);
	return 0;
}

/* The last line of hexdump, which holds only the end offset */
static bool is_table_end(const struct text *text)
{
	return text->table && !text->bytes.placed && text->bytes.len == 4;
}

static int take_header(struct capture_reader *reader,
		       const struct text_line *line,
		       const struct text_header *header,
		       struct capture_packet *packet)
{
	struct text *text = reader->state;
	size_t at, len = text_device(line, &at);

	begin(reader, line);
	fill_packet(reader, header->flit, packet);
	packet->link = text->device;
	packet->interface = text->interface;
	if (len)
		packet->link = names_find(&text->names, line->p + at, len,
					  &packet->interface);
	packet->timed = text_time(line, &packet->ns);
	packet->header_only = true;
	memcpy(text->tlp, header->bytes, header->len);
	packet->len = packet->orig_len = header->len;
	take(reader, line);
	return 1;
}

/* lspci begins the description of a device with its address */
static void look_for_device(struct text *text, const struct text_line *line)
{
	size_t at, len = text_device(line, &at);

	if (!len || at || text->hex)
		return;
	text->lspci = true;
	text->device = names_find(&text->names, line->p, len, &text->interface);
}

/* LeechCore: TLPs that the device receives travel downstream */
static void look_for_direction(struct text *text, const struct text_line *line)
{
	if (line->len < 4)
		return;
	if (!memcmp(line->p, "RX: ", 4))
		text->dir = CAPTURE_DOWN;
	else if (!memcmp(line->p, "TX: ", 4))
		text->dir = CAPTURE_UP;
}

static bool is_empty(const struct text_line *line)
{
	for (size_t i = 0; i < line->len; i++) {
		if (line->p[i] == '#')
			return i;
		if (!strchr(" \t\r\f", line->p[i]))
			return false;
	}
	return true;
}

static bool is_comment(const struct text_line *line)
{
	return line->len && line->p[0] == '#';
}

/* Return: 1 a packet; 0 no header log; -EPROTO */
static int take_other(struct capture_reader *reader,
		      const struct text_line *line, const char *what)
{
	struct text *text = reader->state;
	bool report = text->hex && !text->wrong;

	look_for_device(text, line);
	look_for_direction(text, line);
	text->other |= !text->hex;
	text->wrong = text->hex;
	if (report)
		return take_wrong(reader, line, what);
	take(reader, line);
	return 0;
}

static bool is_star(const struct text_line *line)
{
	return line->len && line->p[0] == '*' &&
	       (line->len == 1 || line->p[1] == '\r');
}

/* Return: 1 a packet; 0 continue with the next line; -EPROTO */
static int take_line(struct capture_reader *reader,
		     const struct text_line *line,
		     struct capture_packet *packet)
{
	struct text *text = reader->state;
	struct text_header header;
	enum text_hex hex;
	enum text_log log;

	if (is_comment(line)) {
		take(reader, line);
		return 0;
	}
	if (text->fill && text->placed && is_star(line)) {
		text->star = true;
		take(reader, line);
		return 0;
	}
	hex = text->lspci ? TEXT_HEX_NONE : text_hex_parse(line, &text->bytes);
	if (hex == TEXT_HEX_BYTES && !is_table_end(text))
		return take_hex(reader, line, packet);
	if (text->fill)
		return finish(reader, text->fill, packet);
	if (is_empty(line) || hex == TEXT_HEX_BYTES) {
		text->table = false;
		take(reader, line);
		return 0;
	}
	log = text_log_parse(line, &header);
	if (log == TEXT_LOG_HEADER)
		return take_header(reader, line, &header, packet);
	if (log == TEXT_LOG_SHORT)
		return take_wrong(reader, line,
				  "words of a header log are missing");
	return take_other(reader, line,
			  hex == TEXT_HEX_ODD
				  ? "a hex number has an odd number of digits"
				  : "neither hex digits nor a header log");
}

/* Report after the last line */
static int end_of_text(struct capture_reader *reader,
		       struct capture_packet *packet)
{
	struct text *text = reader->state;

	if (text->fill)
		return finish(reader, text->fill, packet);
	if (reader->packets || text->damaged)
		return 0;
	return wrong(reader, 1, 0, "this text contains no TLP");
}

static int text_next(struct capture_reader *reader,
		     struct capture_packet *packet)
{
	struct text *text = reader->state;
	struct text_line line;
	int ret;

	if (text->surplus) {
		text->surplus = false;
		text->reported = true;
		return wrong(reader, text->lines, text->last_offset, surplus);
	}
	do {
		ret = peek_line(reader, &line);
		if (ret == 0)
			return end_of_text(reader, packet);
		if (ret == 1)
			ret = take_line(reader, &line, packet);
	} while (ret == 0);
	return ret;
}

const struct format text_format = {
	.name = "text",
	.state_size = sizeof(struct text),
	.is = is_text,
	.open = text_open,
	.next = text_next,
	.close = text_close,
};
