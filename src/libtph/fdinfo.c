// SPDX-License-Identifier: BSD-3-Clause
/*
 * A dma-buf's tag in its fdinfo:
 *
 *	tph-asked:\tst8=0x5a st16=- ph=2 required=1 generation=3
 *	tph-asked:\tnone generation=0
 *	tph-attach:\t0000:03:00.0 applied=st8:0x5a ph=2 generation=3
 *	tph-attach:\t0000:03:00.0 applied=none reason=path
 *
 * Each word is key=value. Unknown keys are skipped, so that the kernel may
 * report more; a known key must be present once with a valid value.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/dmabuf.h>

#include "libtph/lib.h"
#include "libtph/sys.h"

#define LINE_MAX_LEN  256
#define FDINFO_MAX    (1u << 20)
#define PREFIX_ASKED  "tph-asked:"
#define PREFIX_ATTACH "tph-attach:"

static const char *const reason_names[] = {
	[TPH_REASON_NONE] = "none",
	[TPH_REASON_NOT_QUERIED] = "not-queried",
	[TPH_REASON_IMPORTER] = "importer",
	[TPH_REASON_PATH] = "path",
	[TPH_REASON_WIDTH] = "width",
	[TPH_REASON_TABLE_FULL] = "table-full",
	[TPH_REASON_ZERO_TAG] = "zero-tag",
	[TPH_REASON_UNSET] = "unset",
	[TPH_REASON_STALE] = "stale",
	[TPH_REASON_OVERRIDDEN] = "overridden",
	[TPH_REASON_OTHER] = "other",
};

const char *tph_reason_name(enum tph_reason reason)
{
	if ((unsigned int)reason >= ARRAY_SIZE(reason_names))
		return NULL;
	return reason_names[reason];
}

/* The parsed words of one line */
enum key {
	KEY_ST8,
	KEY_ST16,
	KEY_PH,
	KEY_REQUIRED,
	KEY_GENERATION,
	KEY_APPLIED,
	KEY_REASON,
	KEY_MAX,
};

static const char *const key_names[KEY_MAX] = {
	[KEY_ST8] = "st8",
	[KEY_ST16] = "st16",
	[KEY_PH] = "ph",
	[KEY_REQUIRED] = "required",
	[KEY_GENERATION] = "generation",
	[KEY_APPLIED] = "applied",
	[KEY_REASON] = "reason",
};

struct line {
	char text[LINE_MAX_LEN];
	const char *bare; /* word without "=", at most one */
	const char *value[KEY_MAX];
};

static int take_word(struct line *line, char *word)
{
	char *value = strchr(word, '=');
	unsigned int key;

	if (!value) {
		if (line->bare)
			return -EPROTO;
		line->bare = word;
		return 0;
	}
	*value++ = '\0';
	for (key = 0; key < KEY_MAX; key++) {
		if (strcmp(word, key_names[key]))
			continue;
		if (line->value[key])
			return -EPROTO;
		line->value[key] = value;
	}
	return 0;
}

static int take_line(struct line *line, const char *text, size_t len)
{
	char *save, *word;
	int ret = 0;

	memset(line, 0, sizeof(*line));
	if (len >= sizeof(line->text) || memchr(text, '\0', len))
		return -EPROTO;
	memcpy(line->text, text, len);
	for (word = strtok_r(line->text, " \t", &save); word && !ret;
	     word = strtok_r(NULL, " \t", &save))
		ret = take_word(line, word);
	return ret;
}

/* Parse an unsigned number, decimal or 0x, without further characters */
static int number(const char *text, uint32_t max, uint32_t *ret_value)
{
	unsigned long long value;
	int base = 10;
	char *end;

	if (!text)
		return -EPROTO;
	if (!strncmp(text, "0x", 2)) {
		text += 2;
		base = 16;
	}
	/* strtoull() accepts signs and a second prefix */
	if (!*text || strlen(text) > 10 ||
	    text[strspn(text,
			base == 16 ? "0123456789abcdefABCDEF" : "0123456789")])
		return -EPROTO;
	value = strtoull(text, &end, base);
	if (value > max)
		return -EPROTO;
	*ret_value = (uint32_t)value;
	return 0;
}

static int take_st(const char *text, uint32_t max, bool *ret_valid,
		   uint32_t *ret_st)
{
	if (text && !strcmp(text, "-"))
		return 0;
	*ret_valid = true;
	return number(text, max, ret_st);
}

static int take_asked(const struct line *line, struct tph_asked *ret_asked)
{
	struct tph_asked asked = {.set = true};
	uint32_t st8 = 0, st16 = 0, ph, required;

	if (number(line->value[KEY_GENERATION], UINT32_MAX, &asked.generation))
		return -EPROTO;
	if (line->bare) {
		asked.set = false;
		if (strcmp(line->bare, "none"))
			return -EPROTO;
		*ret_asked = asked;
		return 0;
	}
	if (take_st(line->value[KEY_ST8], 0xff, &asked.tag.st8_valid, &st8) ||
	    take_st(line->value[KEY_ST16], 0xffff, &asked.tag.st16_valid,
		    &st16) ||
	    number(line->value[KEY_PH], 3, &ph) ||
	    number(line->value[KEY_REQUIRED], 1, &required) ||
	    (!asked.tag.st8_valid && !asked.tag.st16_valid))
		return -EPROTO;
	asked.tag.st8 = (uint8_t)st8;
	asked.tag.st16 = (uint16_t)st16;
	asked.tag.ph = (uint8_t)ph;
	asked.tag.required = required;
	*ret_asked = asked;
	return 0;
}

static enum tph_reason find_reason(const char *word)
{
	unsigned int i;

	for (i = TPH_REASON_NOT_QUERIED; i < TPH_REASON_OTHER; i++)
		if (!strcmp(word, reason_names[i]))
			return (enum tph_reason)i;
	return TPH_REASON_OTHER;
}

static int take_attach(const struct line *line,
		       struct tph_attachment *ret_attachment)
{
	struct tph_attachment attachment = {.applied = true};
	const char *applied = line->value[KEY_APPLIED];
	uint32_t st, ph;

	if (!line->bare || strlen(line->bare) >= sizeof(attachment.name) ||
	    !applied)
		return -EPROTO;
	strcpy(attachment.name, line->bare);
	if (!strcmp(applied, "none")) {
		if (!line->value[KEY_REASON])
			return -EPROTO;
		attachment.applied = false;
		attachment.reason = find_reason(line->value[KEY_REASON]);
		*ret_attachment = attachment;
		return 0;
	}
	if (!strncmp(applied, "st16:", 5))
		attachment.st16 = true;
	else if (strncmp(applied, "st8:", 4))
		return -EPROTO;
	if (number(strchr(applied, ':') + 1, attachment.st16 ? 0xffff : 0xff,
		   &st) ||
	    number(line->value[KEY_PH], 3, &ph) ||
	    number(line->value[KEY_GENERATION], UINT32_MAX,
		   &attachment.generation))
		return -EPROTO;
	attachment.st = (uint16_t)st;
	attachment.ph = (uint8_t)ph;
	*ret_attachment = attachment;
	return 0;
}

static bool has_prefix(const char *line, size_t len, const char *prefix)
{
	return len >= strlen(prefix) && !memcmp(line, prefix, strlen(prefix));
}

/* One pass; fills @list unless it is NULL */
static int parse(const char *text, size_t len, struct tph_asked *ret_asked,
		 struct tph_attachment *list, size_t max, size_t *ret_n)
{
	const char *end = text + len, *next;
	struct tph_attachment attachment;
	bool asked = false;
	struct line line;
	size_t n = 0;
	int ret;

	for (; text < end; text = next + 1) {
		next = memchr(text, '\n', (size_t)(end - text));
		if (!next)
			next = end;
		len = (size_t)(next - text);
		ret = 0;
		if (has_prefix(text, len, PREFIX_ASKED)) {
			ret = asked ? -EPROTO : 0;
			asked = true;
			if (!ret)
				ret = take_line(&line,
						text + strlen(PREFIX_ASKED),
						len - strlen(PREFIX_ASKED));
			if (!ret)
				ret = take_asked(&line, ret_asked);
		} else if (has_prefix(text, len, PREFIX_ATTACH)) {
			ret = take_line(&line, text + strlen(PREFIX_ATTACH),
					len - strlen(PREFIX_ATTACH));
			if (!ret)
				ret = take_attach(&line, &attachment);
			if (!ret && list && n < max)
				list[n] = attachment;
			n++;
		}
		if (ret)
			return lib_fail(ret,
					"dma-buf: fdinfo: cannot read \"%.*s\"",
					(int)(len > 80 ? 80 : len), text);
	}
	if (!asked)
		return lib_fail(
			-EOPNOTSUPP,
			"dma-buf: fdinfo: no line about tags; not a dma-buf of VFIO, or a kernel without the series");
	*ret_n = n;
	return 0;
}

int tph_dmabuf_parse(const char *text, size_t len, struct tph_asked *ret_asked,
		     struct tph_attachment *list, size_t max, size_t *ret_n)
{
	struct tph_asked asked;
	size_t n;
	int ret;

	/* Two passes, so nothing is changed if the last line is wrong */
	ret = parse(text, len, &asked, NULL, 0, &n);
	if (ret)
		return ret;
	if (list)
		parse(text, len, &asked, list, max, &n);
	*ret_asked = asked;
	if (ret_n)
		*ret_n = n;
	return 0;
}

static int read_all(const char *path, char **ret_text, size_t *ret_len)
{
	size_t len = 0, size = 0;
	char *text = NULL, *more;
	ssize_t n;
	int fd;

	fd = sys->open(path, O_RDONLY);
	if (fd < 0)
		return fd;
	do {
		if (len == size) {
			size = size ? size * 2 : 4096;
			more = size > FDINFO_MAX ? NULL : realloc(text, size);
			if (!more) {
				n = -ENOMEM;
				break;
			}
			text = more;
		}
		n = sys->read(fd, text + len, size - len);
		if (n > 0)
			len += (size_t)n;
	} while (n > 0);
	sys->close(fd);
	if (n < 0) {
		free(text);
		return (int)n;
	}
	*ret_text = text;
	*ret_len = len;
	return 0;
}

int tph_dmabuf_applied(int fd, struct tph_asked *ret_asked,
		       struct tph_attachment *list, size_t max, size_t *ret_n)
{
	char path[LIB_PATH_MAX], *text = NULL;
	size_t len = 0;
	int ret;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	ret = read_all(path, &text, &len);
	if (ret == -ENOENT)
		ret = -EBADF;
	if (ret)
		return lib_fail(ret, "%s: %s", path, strerror(-ret));
	ret = tph_dmabuf_parse(text, len, ret_asked, list, max, ret_n);
	free(text);
	return ret;
}
