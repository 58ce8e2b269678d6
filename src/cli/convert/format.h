/* SPDX-License-Identifier: BSD-3-Clause */
/* File formats of tph convert. A format is a file here and a row in sink.c. */
#ifndef CLI_CONVERT_FORMAT_H
#define CLI_CONVERT_FORMAT_H

#include <stdio.h>

#include "cli/convert/sink.h"

/**
 * struct sink_format - a file format
 * @name:	name for users
 * @extension:	end of the names of such files, NULL: not recognized by name
 * @binary:	it is not text
 * @typed:	packets may have different link types
 * @open:	start the file; sets @state
 * @write:	as sink_write()
 * @pass:	as sink_pass(); NULL: only written packets matter
 * @flush:	as sink_flush()
 * @close:	complete and close the file, and free @state, also after errors
 */
struct sink_format {
	const char *name, *extension;
	bool binary, typed;
	int (*open)(struct sink *sink);
	int (*write)(struct sink *sink, const struct packet *packet,
		     const struct capture_packet *framed);
	int (*pass)(struct sink *sink, const struct packet *packet);
	int (*flush)(struct sink *sink);
	int (*close)(struct sink *sink);
};

extern const struct sink_format format_pcapng, format_pcap, format_hex,
	format_perfetto;

/* Return: link type that the file has for @packet */
int format_linktype(struct sink *sink, const struct capture_packet *packet);

/* Return: true if @linktype has flit-mode framing */
bool format_is_flit(int linktype);

/* Open @sink->path for fwrite(). Return: 0 or -errno. */
int format_fopen(const struct sink *sink, FILE **ret_file);

/* Return: 0; -errno of the stream; -EIO if it is unknown. */
int format_ferror(FILE *file);

/* Close @file unless it is standard output. Return: 0 or -errno. */
int format_fclose(FILE *file);

#endif /* CLI_CONVERT_FORMAT_H */
