/* SPDX-License-Identifier: BSD-3-Clause */
/* tph export: its request, and the dma-buf with its state */
#ifndef CLI_EXPORT_EXPORT_H
#define CLI_EXPORT_EXPORT_H

#include <stdio.h>

#include <opentph/dma.h>

#include "cli/export/hold.h"
#include "cli/export/state.h"
#include "cli/export/target.h"

/**
 * struct export - one run
 * @target:	part of a BAR to export
 * @from:	socket from which the dma-buf comes instead, or NULL
 * @hold_at:	path of the socket for clients, or NULL
 * @importer:	path of the reference importer; NULL: the default one
 * @write:	write zeroes with the reference importer
 * @watch:	report changes until the end
 * @json:	print JSON
 * @program:	program that inherits the dma-buf, with its arguments, or NULL
 *
 * @out:	where to print; with @program its standard output is not ours
 * @dev:	function, or NULL with @from
 * @fd:		dma-buf, -1: none
 * @size:	its bytes
 * @hold:	socket, valid if @held
 * @dma:	importer, attached until the end, or NULL
 * @hint:	hint that its writes carried
 * @state:	state at the last look
 */
struct export
{
	struct target target;
	const char *from, *hold_at, *importer;
	bool write, watch, json;
	char **program;

	FILE *out;
	struct tph_device *dev;
	int fd;
	uint64_t size;
	struct hold hold;
	bool held;
	struct tph_dma *dma;
	struct tph_dma_hint hint;
	struct state state;
};

/* Write zeroes, and stay attached. Return: 0; an error of tph_dma_write() etc. */
int export_write(struct export *e);

/* Return: true if a tag is requested, and the writes did not carry it */
bool export_untagged(const struct export *e);

/* Print the dma-buf and its state */
void export_show(const struct export *e);

/* Print the differences to @old, a line or an object for each time */
void export_show_changes(const struct export *e, const struct state *old);

/* The dma-buf and its state as JSON */
void export_json(const struct export *e);

#endif /* CLI_EXPORT_EXPORT_H */
