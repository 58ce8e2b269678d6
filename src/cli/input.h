/* SPDX-License-Identifier: BSD-3-Clause */
/* Captures that a command reads: messages to stderr, progress on the terminal */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "analyze/match/match.h"
#include "analyze/packet/packet.h"
#include "cli/options.h"
#include "line/line.h"

/**
 * struct input_options - options about the input
 * @flit:	treat all TLPs as flit-mode TLPs; else the link types decide
 * @list:	list the streams of the file
 * @json:	as JSON
 * @clock:	name of the clock of a VCD, or NULL
 * @streams:	streams of a file with samples of signals
 */
struct input_options {
	bool flit, list, json;
	const char *clock;
	struct option_texts streams;
};

/* Rows of these options, @json is the command's own */
#define INPUT_ROWS(options)                              \
	{"flit", .flag = &(options).flit},               \
		{"stream", .texts = &(options).streams}, \
		{"clock", .text = &(options).clock},     \
	{                                                \
		"streams", .flag = &(options).list       \
	}

/* Their usage, after that of the command's own options */
#define INPUT_USAGE                                                          \
	"For samples of signals (VCD, CSV of ILA or LiteScope):\n"           \
	"      --stream KIND:PREFIX  read this stream; may be repeated\n"    \
	"      --clock NAME          take samples of a VCD at rising edges " \
	"of NAME\n"                                                          \
	"      --streams             list the streams of FILE and exit\n"

/**
 * input_open() - open a capture for a command
 * @command:	name of the command, for the message
 * @path:	capture file, "-" for standard input
 * @options:	options about the input
 * @ret_reader:	the reader
 *
 * Return: 0; -ECANCELED the streams were listed, as asked; else -errno, after a message
 * to stderr.
 */
int input_open(const char *command, const char *path,
	       const struct input_options *options,
	       struct capture_reader **ret_reader);

/* Return: exit status after an error of input_open() */
int input_status(int error);

/**
 * input_output() - write a line before the reader waits for more input
 * @reader:	reader of input_open(), which does so with standard output only
 * @line:	output with the file stdout, valid as long as @reader
 */
void input_output(struct capture_reader *reader, struct line *line);

/**
 * input_next() - packet_next(), and show how far the file has been read
 * @reader:	reader of input_open()
 * @ret_packet:	the packet
 *
 * Return: as packet_next().
 */
int input_next(struct capture_reader *reader, struct packet *ret_packet);

/* input_next() without packet_decode(), which the caller may omit */
int input_read(struct capture_reader *reader, struct packet *ret_packet);

/**
 * input_conditions() - read the conditions of a command line
 * @match:	conditions so far
 * @argv:	conditions as for match_add(), up to a NULL. The argv of main() ends
 *		with one, so this is argv + optind + 1 after the file's name
 * @command:	name of the command, for the message
 *
 * Return: 0; -EINVAL, after a message to stderr.
 */
int input_conditions(struct match *match, char *const *argv,
		     const char *command);

#endif /* CLI_INPUT_H */
