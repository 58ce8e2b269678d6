// SPDX-License-Identifier: BSD-3-Clause
/*
 * Hints of a dma-buf in its fdinfo (Documentation/filesystems/proc.rst):
 *
 *	pci-tph:\tst8=0x5a st16=0x1234 ph=2 required
 *	pci-tph:\tnone
 *	pci-tph-attach:\t0000:03:00.0 st8=0x5a ph=2
 *	pci-tph-attach:\t0000:03:00.0 none errno=121
 *
 * A word is key=value, or a key alone. Unknown words are skipped, so that
 * the kernel may report more; a known key must be present once with a valid value.
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
#define PREFIX_ASKED  "pci-tph:"
#define PREFIX_ATTACH "pci-tph-attach:"
#define INTERRUPTED   "interrupted:"
#define READ_ATTEMPTS 16

static const char *const reason_names[] = {
	[TPH_REASON_NONE] = "none",
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

static const int reason_errors[TPH_REASON_OTHER] = {
	[TPH_REASON_IMPORTER] = EOPNOTSUPP, [TPH_REASON_PATH] = EREMOTEIO,
	[TPH_REASON_WIDTH] = ERANGE,	    [TPH_REASON_TABLE_FULL] = ENOSPC,
	[TPH_REASON_ZERO_TAG] = EDOM,	    [TPH_REASON_UNSET] = ENODATA,
	[TPH_REASON_STALE] = ESTALE,	    [TPH_REASON_OVERRIDDEN] = ECANCELED,
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
	KEY_ERRNO,
	KEY_REQUIRED,
	KEY_NONE,
	KEY_MAX,
};

static const char *const key_names[KEY_MAX] = {
	[KEY_ST8] = "st8",     [KEY_ST16] = "st16",	    [KEY_PH] = "ph",
	[KEY_ERRNO] = "errno", [KEY_REQUIRED] = "required", [KEY_NONE] = "none",
};

/* @value: "" for a word that stands for itself */
struct line {
	char text[LINE_MAX_LEN];
	const char *name; /* first word, where it is a device */
	const char *value[KEY_MAX];
};

static bool has_value(enum key key)
{
	return key < KEY_REQUIRED;
}

static int take_word(struct line *line, char *word)
{
	char *value = strchr(word, '=');
	unsigned int key;

	if (value)
		*value++ = '\0';
	for (key = 0; key < KEY_MAX; key++) {
		if (strcmp(word, key_names[key]))
			continue;
		if (line->value[key] || has_value(key) != !!value)
			return -EPROTO;
		line->value[key] = value ? value : "";
	}
	return 0;
}

static int take_line(struct line *line, const char *text, size_t len,
		     bool named)
{
	char *save, *word;
	int ret = 0;

	memset(line, 0, sizeof(*line));
	if (len >= sizeof(line->text) || memchr(text, '\0', len))
		return -EPROTO;
	memcpy(line->text, text, len);
	word = strtok_r(line->text, " \t", &save);
	if (named) {
		line->name = word;
		word = strtok_r(NULL, " \t", &save);
	}
	for (; word && !ret; word = strtok_r(NULL, " \t", &save))
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

static int take_asked(const struct line *line, struct tph_asked *ret_asked)
{
	struct tph_asked asked = {.set = true};
	uint32_t st8 = 0, st16 = 0, ph;

	asked.tag.st8_valid = line->value[KEY_ST8];
	asked.tag.st16_valid = line->value[KEY_ST16];
	asked.tag.required = line->value[KEY_REQUIRED];
	if (line->value[KEY_NONE]) {
		asked.set = false;
		if (asked.tag.st8_valid || asked.tag.st16_valid)
			return -EPROTO;
		*ret_asked = asked;
		return 0;
	}
	if ((asked.tag.st8_valid && number(line->value[KEY_ST8], 0xff, &st8)) ||
	    (asked.tag.st16_valid &&
	     number(line->value[KEY_ST16], 0xffff, &st16)) ||
	    number(line->value[KEY_PH], 3, &ph))
		return -EPROTO;
	asked.tag.st8 = (uint8_t)st8;
	asked.tag.st16 = (uint16_t)st16;
	asked.tag.ph = (uint8_t)ph;
	*ret_asked = asked;
	return 0;
}

static enum tph_reason find_reason(int error)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(reason_errors); i++)
		if (error && error == reason_errors[i])
			return (enum tph_reason)i;
	return TPH_REASON_OTHER;
}

static int take_attach(const struct line *line,
		       struct tph_attachment *ret_attachment)
{
	struct tph_attachment attachment = {.applied = true};
	const char *st8 = line->value[KEY_ST8], *st16 = line->value[KEY_ST16];
	uint32_t st, ph, error;

	if (!line->name || strlen(line->name) >= sizeof(attachment.name))
		return -EPROTO;
	strcpy(attachment.name, line->name);
	if (line->value[KEY_NONE]) {
		if (st8 || st16 || number(line->value[KEY_ERRNO], 4095, &error))
			return -EPROTO;
		attachment.applied = false;
		attachment.error = (int)error;
		attachment.reason = find_reason(attachment.error);
		*ret_attachment = attachment;
		return 0;
	}
	attachment.st16 = st16;
	if (!st8 == !st16 ||
	    number(st16 ? st16 : st8, st16 ? 0xffff : 0xff, &st) ||
	    number(line->value[KEY_PH], 3, &ph))
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
						len - strlen(PREFIX_ASKED),
						false);
			if (!ret)
				ret = take_asked(&line, ret_asked);
		} else if (has_prefix(text, len, INTERRUPTED)) {
			return -EINTR;
		} else if (has_prefix(text, len, PREFIX_ATTACH)) {
			ret = take_line(&line, text + strlen(PREFIX_ATTACH),
					len - strlen(PREFIX_ATTACH), true);
			if (!ret)
				ret = take_attach(&line, &attachment);
			if (!ret && list && n < max)
				list[n] = attachment;
			n++;
		}
		if (ret)
			return error_fail(
				ret, "dma-buf: fdinfo: cannot read \"%.*s\"",
				(int)(len > 80 ? 80 : len), text);
	}
	if (!asked)
		return error_fail(
			-EOPNOTSUPP,
			"dma-buf: fdinfo: no line about hints; not a dma-buf of VFIO, or a kernel without the series");
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
	unsigned int attempts = READ_ATTEMPTS;
	size_t len = 0;
	int ret;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	do {
		ret = read_all(path, &text, &len);
		if (ret == -ENOENT)
			ret = -EBADF;
		if (ret)
			return error_fail(ret, "%s: %s", path, strerror(-ret));
		ret = tph_dmabuf_parse(text, len, ret_asked, list, max, ret_n);
		free(text);
	} while (ret == -EINTR && --attempts);
	return ret;
}
