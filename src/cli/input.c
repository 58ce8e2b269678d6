// SPDX-License-Identifier: BSD-3-Clause
#include "cli/input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/progress.h"

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

int input_open(const char *command, const char *path, bool flit,
	       struct capture_reader **ret_reader)
{
	int ret = capture_open(path, ret_reader);

	if (ret) {
		fprintf(stderr, "tph %s: %s: %s\n", command, path,
			ret == -EPROTO ? "neither pcapng, pcap nor text"
				       : strerror(-ret));
		return ret;
	}
	progress_begin(command, path);
	capture_before_wait(*ret_reader, flush_output, NULL);
	if (flit)
		capture_assume_flit(*ret_reader);
	return 0;
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
