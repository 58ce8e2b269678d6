// SPDX-License-Identifier: BSD-3-Clause
#include "cli/input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/streams.h"

/* The reader of a slow pipe sees the output so far */
static void flush_output(void *arg)
{
	fflush(stdout);
}

static void flush_line(void *line)
{
	line_flush(line);
	fflush(stdout);
}

int input_status(int error)
{
	return error == -ECANCELED ? TPH_EXIT_OK : TPH_EXIT_USAGE;
}

/* Return: 0; -ECANCELED; -errno after a message */
static int prepare(const char *command, const char *path,
		   const struct input_options *options,
		   struct capture_reader *reader)
{
	int ret = streams_select(command, path, options, reader);

	if (ret)
		return ret;
	progress_begin(command, path);
	if (options->list)
		return streams_list(command, path, options, reader);
	capture_before_wait(reader, flush_output, NULL);
	if (options->flit)
		capture_assume_flit(reader);
	return streams_resolve(command, path, reader);
}

int input_open(const char *command, const char *path,
	       const struct input_options *options,
	       struct capture_reader **ret_reader)
{
	struct capture_reader *reader;
	int ret = capture_open(path, &reader);

	if (ret) {
		fprintf(stderr, "tph %s: %s: %s\n", command, path,
			ret == -EPROTO
				? "neither pcapng, pcap, VCD, CSV nor text"
				: strerror(-ret));
		return ret;
	}
	ret = prepare(command, path, options, reader);
	if (ret)
		capture_free(reader);
	else
		*ret_reader = reader;
	return ret;
}

void input_output(struct capture_reader *reader, struct line *line)
{
	capture_before_wait(reader, flush_line, line);
}

int input_read(struct capture_reader *reader, struct packet *ret_packet)
{
	int ret = packet_read(reader, ret_packet);

	if (ret != 1)
		progress_clear();
	else if (!ret_packet->damage)
		progress_step(ret_packet->raw.offset);
	return ret;
}

int input_next(struct capture_reader *reader, struct packet *ret_packet)
{
	int ret = input_read(reader, ret_packet);

	if (ret == 1)
		packet_decode(ret_packet);
	return ret;
}

int input_conditions(struct match *match, char *const *argv,
		     const char *command)
{
	char error[512];

	for (; *argv; argv++) {
		if (!match_add(match, *argv, error, sizeof(error)))
			continue;
		fprintf(stderr, "tph %s: %s\n", command, error);
		return -EINVAL;
	}
	return 0;
}
