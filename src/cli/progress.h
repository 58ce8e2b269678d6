/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Progress through a file, shown on the last line of a terminal after two
 * seconds. input.c does it for all commands.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct progress - progress through one file
 * @label:	command and file
 * @total:	bytes of the file, 0 if unknown
 * @start_ns:	time of the start
 * @next_ns:	time of the next update
 * @calls:	packets since the clock was read
 * @on:		standard error is a terminal, and nothing else is printed there
 * @shown:	a line is on the screen
 */
struct progress {
	char label[48];
	uint64_t total, start_ns, next_ns;
	unsigned int calls;
	bool on, shown;
};

/* The one terminal has one line */
extern struct progress progress_line;

/*
 * For subcommands that print while they read: if standard output is a terminal,
 * the output itself shows the progress, and a changing line would disturb it.
 */
void progress_output_follows(void);

/**
 * progress_begin() - a file is opened
 * @command:	name of the subcommand
 * @path:	file, "-" for standard input
 */
void progress_begin(const char *command, const char *path);

/* Look at the clock and show @done bytes if it is time; for progress_step() */
void progress_look(uint64_t done);

/* A packet was read, @done bytes of the file so far. Costs almost nothing. */
static inline void progress_step(uint64_t done)
{
	if (progress_line.on && !(++progress_line.calls % 1024))
		progress_look(done);
}

/* For commands without a file: whether it is time for a line, and the line */
bool progress_due(void);
void progress_show(const char *line);

/* Remove the line, at the end and before other messages; the next
 * progress_step() may show it again */
void progress_clear(void);

/**
 * progress_format() - the line's text
 * @progress:	state
 * @done:	bytes read
 * @now_ns:	time
 * @buf:	text
 * @size:	bytes at @buf
 *
 * Return: as snprintf().
 */
int progress_format(const struct progress *progress, uint64_t done,
		    uint64_t now_ns, char *buf, size_t size);

#endif /* CLI_PROGRESS_H */
