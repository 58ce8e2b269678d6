// SPDX-License-Identifier: BSD-3-Clause
/* tph make: TLPs from text */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <opentph/tlp.h>

#include "capture/capture.h"
#include "cli/command.h"
#include "cli/options.h"

/* A line with 4 KiB of data is not half as long */
#define LINE_SIZE 65536

/**
 * struct make - a run
 * @writer:	writer of the capture; NULL for hex on standard output
 * @path:	file of the writer
 * @interfaces:	interfaces of the writer, by enum tlp_framing; -1 until needed
 * @force:	make malformed TLPs too
 * @name:	name of the input
 * @line:	number of the line, from 1
 * @refused:	lines without a valid TLP
 */
struct make {
	struct capture_writer *writer;
	const char *path;
	int interfaces[2];
	bool force;
	const char *name;
	uint64_t line, refused;
};

static const char usage[] =
	"Usage: tph make [OPTION]... [TLP]...\n"
	"Make TLPs from text in the form of tph dump: \"MWr64 > 0x1000 64 DW ST 0x5a\".\nReads standard input if no TLP is given, one on each line. See tph-make(1).\n"
	"  -f, --file FILE   read TLPs from FILE\n"
	"  -w, --write FILE  write a pcapng capture instead of hex on standard output\n"
	"      --force       make malformed TLPs too\n";

static const char *next_word(const char *p)
{
	p += strcspn(p, " \t");
	return p + strspn(p, " \t");
}

static bool begins_with_type(const char *p)
{
	for (unsigned int type = 0; type < TLP_TYPE_MAX; type++) {
		const char *name = tlp_type_name(type);

		if (!strncasecmp(p, name, strlen(name)))
			return true;
	}
	return false;
}

/* Number, time, link (whose name may have blanks) and direction of tph dump */
static const char *skip_columns(const char *line)
{
	const char *p = line + strspn(line, " \t"), *text = NULL;

	if (*p != '-' && (*p < '0' || *p > '9'))
		return line;
	for (unsigned int n = 0; *p; n++, p = next_word(p)) {
		if (n < 3 || !strchr("v^-", *p) || !strchr(" \t", p[1]))
			continue;
		if (!text || begins_with_type(next_word(p)))
			text = next_word(p);
	}
	return text ? text : line;
}

static int write_hex(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		printf("%s%02x", i && i % 4 == 0 ? " " : "", bytes[i]);
	putchar('\n');
	return 0;
}

/* Each interface has one framing */
static int write_packet(struct make *make, enum tlp_framing framing,
			const uint8_t *bytes, size_t len)
{
	static const struct {
		int linktype;
		const char *name, *description;
	} kinds[] = {
		[TLP_NON_FLIT] = {CAPTURE_LINKTYPE_USER0, "make",
				  "made by tph make"},
		[TLP_FLIT] = {CAPTURE_LINKTYPE_USER0 + 1, "make-flit",
			      "made by tph make, flit mode"},
	};
	int *interface = &make->interfaces[framing];

	if (*interface < 0)
		*interface = capture_add_typed_interface(
			make->writer, kinds[framing].linktype,
			kinds[framing].name, kinds[framing].description);
	if (*interface < 0)
		return *interface;
	return capture_write(make->writer, *interface, CAPTURE_DIR_UNKNOWN, 0,
			     bytes, len, NULL, 0);
}

static void refuse(struct make *make, unsigned int column, const char *message)
{
	make->refused++;
	fprintf(stderr, "tph make: %s:%" PRIu64 ":%u: %s\n", make->name,
		make->line, column, message);
}

/* @column: column of the TLP. Return: true, after a message, if malformed */
static bool refuse_malformed(struct make *make, unsigned int column,
			     const struct tlp *tlp)
{
	const struct tlp_rule *rule =
		make->force ? NULL : tlp_malformed(tlp, NULL);
	char message[256];

	if (!rule)
		return false;
	snprintf(
		message, sizeof(message),
		"malformed, --force makes it anyway: %s: %s (PCIe Base sec %s)",
		rule->name, rule->what, rule->section);
	refuse(make, column, message);
	return true;
}

/* Return: 0, also for a wrong line; -errno of the output */
static int make_line(struct make *make, const char *line)
{
	static uint8_t payload[TLP_MAX_PAYLOAD], bytes[TLP_MAX_SIZE];
	const char *text = skip_columns(line);
	struct tlp_scan_error error;
	struct tlp tlp;
	ssize_t n;
	int ret;

	ret = tlp_scan(text, &tlp, payload, sizeof(payload), &error);
	if (ret == -ENODATA)
		return 0;
	if (ret) {
		refuse(make, text - line + error.column, error.message);
		return 0;
	}
	text += strspn(text, " \t");
	if (refuse_malformed(make, text - line + 1, &tlp))
		return 0;
	n = tlp_encode(&tlp, bytes, sizeof(bytes));
	if (n < 0)
		return n;
	if (!make->writer)
		return write_hex(bytes, n);
	return write_packet(make, tlp.flit ? TLP_FLIT : TLP_NON_FLIT, bytes, n);
}

/*
 * Return: 1 a line, without its newline; 0 end of the file; -EMSGSIZE it does
 * not fit, and is skipped
 */
static int read_line(FILE *in, char *line, size_t size)
{
	size_t len = 0;
	int c;

	while ((c = getc_unlocked(in)) != EOF && c != '\n') {
		/* Not the end of the string: a character that no TLP has */
		if (len < size - 1)
			line[len] = c ? c : '?';
		len++;
	}
	line[len < size ? len : size - 1] = '\0';
	if (len >= size)
		return -EMSGSIZE;
	return len || c != EOF;
}

static int make_file(struct make *make, const char *path)
{
	bool standard = !strcmp(path, "-");
	FILE *in = standard ? stdin : fopen(path, "r");
	static char line[LINE_SIZE];
	int ret, error = 0;

	if (!in) {
		fprintf(stderr, "tph make: %s: %s\n", path, strerror(errno));
		return TPH_EXIT_USAGE;
	}
	make->name = standard ? "standard input" : path;
	while (!error && (ret = read_line(in, line, sizeof(line)))) {
		make->line++;
		if (ret < 0)
			refuse(make, LINE_SIZE, "the line is too long");
		else
			error = make_line(make, line);
	}
	if (!error && ferror(in)) {
		fprintf(stderr, "tph make: %s: %s\n", make->name,
			strerror(errno));
		error = -EIO;
	}
	if (!standard)
		fclose(in);
	return error ? TPH_EXIT_USAGE : TPH_EXIT_OK;
}

static int make_arguments(struct make *make, char **lines)
{
	int error = 0;

	make->name = "argument";
	for (; *lines && !error; lines++) {
		make->line++;
		error = make_line(make, *lines);
	}
	return error ? TPH_EXIT_USAGE : TPH_EXIT_OK;
}

static int open_writer(struct make *make)
{
	int ret = capture_create(make->path, CAPTURE_LINKTYPE_USER0,
				 &make->writer);

	if (ret)
		fprintf(stderr, "tph make: %s: %s\n", make->path,
			strerror(-ret));
	return ret;
}

static int close_writer(struct make *make, int status)
{
	int ret = capture_close(make->writer);

	if (!ret)
		return status;
	fprintf(stderr, "tph make: %s: %s\n", make->path, strerror(-ret));
	return TPH_EXIT_USAGE;
}

int cmd_make(int argc, char **argv)
{
	struct make make = {.interfaces = {-1, -1}};
	const char *file = NULL;
	const struct option_row rows[] = {
		{"file", 'f', .text = &file},
		{"write", 'w', .text = &make.path},
		{"force", .flag = &make.force},
		{0},
	};
	const struct options options = {usage, rows, NULL, 0, INT_MAX};
	int status = options_parse(&options, argc, argv);

	if (status >= 0)
		return status;
	if (file && optind < argc)
		return options_refuse(&options);
	if (make.path && open_writer(&make))
		return TPH_EXIT_USAGE;
	if (optind < argc)
		status = make_arguments(&make, argv + optind);
	else
		status = make_file(&make, file ? file : "-");
	status = close_writer(&make, status);
	return status ?: make.refused ? TPH_EXIT_BROKEN : TPH_EXIT_OK;
}
