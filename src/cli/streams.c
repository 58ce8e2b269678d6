// SPDX-License-Identifier: BSD-3-Clause
#include "cli/streams.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/progress.h"
#include "cli/table.h"

#define ERROR 1024

static const char not_samples[] =
	"only for files with samples of signals (VCD, ILA and LiteScope CSV)";

static int refuse(const char *command, const char *path, int error,
		  const char *text)
{
	progress_clear();
	fprintf(stderr, "tph %s: %s: %s\n", command, path,
		*text ? text : strerror(-error));
	return error;
}

static int refuse_damage(const char *command, const char *path,
			 const struct capture_damage *damage)
{
	const struct packet place = {
		.raw = {.offset = damage->offset, .line = damage->line},
	};
	char position[PACKET_POSITION];

	progress_clear();
	fprintf(stderr, "tph %s: %s: damaged at %s: %s\n", command, path,
		packet_position(&place, position, sizeof(position)),
		damage->what);
	return -EPROTO;
}

static int refuse_option(const char *command, const char *option,
			 const char *value, const char *text)
{
	fprintf(stderr, "tph %s: --%s %s: %s\n", command, option, value, text);
	return -EINVAL;
}

static int refuse_kind(const char *command, const char *stream)
{
	const char *kind;

	fprintf(stderr, "tph %s: --stream %s: expected KIND:PREFIX; kinds are",
		command, stream);
	for (unsigned int i = 0; (kind = capture_stream_kind(i)); i++)
		fprintf(stderr, "%s %s", i ? "," : "", kind);
	fputc('\n', stderr);
	return -EINVAL;
}

int streams_select(const char *command, const char *path,
		   const struct input_options *options,
		   struct capture_reader *reader)
{
	int ret = 0;

	for (unsigned int i = 0; !ret && i < options->streams.count; i++) {
		const char *stream = options->streams.text[i];

		ret = capture_select_stream(reader, stream);
		if (ret == -EINVAL)
			return refuse_kind(command, stream);
		if (ret == -EOPNOTSUPP)
			return refuse_option(command, "stream", stream,
					     not_samples);
	}
	if (!ret && options->clock)
		ret = capture_clock(reader, options->clock);
	if (ret == -EOPNOTSUPP)
		return refuse_option(
			command, "clock", options->clock,
			"only for a VCD; each row of a CSV is a sample");
	if (ret == -EINVAL)
		return refuse_option(command, "clock", options->clock,
				     "expected the name of a signal");
	return ret ? refuse(command, path, ret, "") : 0;
}

static void hint(const char *command, const char *path,
		 struct capture_reader *reader)
{
	const char *clock = capture_clock_hint(reader);

	if (clock)
		fprintf(stderr,
			"tph %s: %s: each time unit is a sample; if %s is the clock, use --clock %s\n",
			command, path, clock, clock);
}

int streams_resolve(const char *command, const char *path,
		    struct capture_reader *reader)
{
	char error[ERROR];
	int ret = capture_resolve_streams(reader, error, sizeof(error));

	if (ret)
		return refuse(command, path, ret, error);
	hint(command, path, reader);
	return 0;
}

static void put_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

static void print_json(const struct capture_stream *stream, uint64_t samples)
{
	printf("{\"kind\":\"%s\",\"prefix\":", stream->kind);
	put_string(stream->name);
	printf(",\"bits\":%u,\"samples\":%" PRIu64 "}\n", stream->width,
	       samples);
}

static int print_table(const struct capture_stream *streams, size_t count,
		       uint64_t samples)
{
	struct table table;
	int ret = table_begin(&table, 3, 1);

	if (ret)
		return ret;
	table_cell(&table, "STREAM");
	table_cell(&table, "BITS");
	table_cell(&table, "SAMPLES");
	for (size_t i = 0; i < count; i++) {
		table_cell(&table, "%s:%s", streams[i].kind, streams[i].name);
		table_cell(&table, "%u", streams[i].width);
		table_cell(&table, "%" PRIu64, samples);
	}
	return table_end(&table, stdout);
}

int streams_list(const char *command, const char *path,
		 const struct input_options *options,
		 struct capture_reader *reader)
{
	const struct capture_stream *streams;
	uint64_t samples = 0;
	char error[ERROR];
	size_t count;
	int ret;

	if (!capture_has_streams(reader))
		return refuse_option(command, "streams", path, not_samples);
	count = capture_streams(reader, &streams);
	ret = capture_count_samples(reader, error, sizeof(error), &samples);
	if (ret == -EPROTO)
		return refuse_damage(command, path, capture_damage(reader));
	if (ret)
		return refuse(command, path, ret, error);
	if (!count)
		return refuse(
			command, path, -ENOENT,
			"no signals are those of a stream, such as m_axis_rx_tvalid, m_axis_cq_tvalid or rx_st_valid; name others by --stream KIND:PREFIX");
	progress_clear();
	if (options->json)
		for (size_t i = 0; i < count; i++)
			print_json(&streams[i], samples);
	else
		ret = print_table(streams, count, samples);
	hint(command, path, reader);
	return ret ? refuse(command, path, ret, "") : -ECANCELED;
}
