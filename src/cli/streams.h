/* SPDX-License-Identifier: BSD-3-Clause */
/* Streams of captures with samples of signals: their choice, and a list of them */
#ifndef CLI_STREAMS_H
#define CLI_STREAMS_H

#include "cli/input.h"

/* Apply the options. Return: 0; -errno after a message */
int streams_select(const char *command, const char *path,
		   const struct input_options *options,
		   struct capture_reader *reader);

/* Find the streams that are to be read. Return: 0; -errno after a message */
int streams_resolve(const char *command, const char *path,
		    struct capture_reader *reader);

/* Print the streams of the file. Return: -ECANCELED; else -errno after a message */
int streams_list(const char *command, const char *path,
		 const struct input_options *options,
		 struct capture_reader *reader);

#endif /* CLI_STREAMS_H */
