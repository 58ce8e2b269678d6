// SPDX-License-Identifier: BSD-3-Clause
/* pcap with nanoseconds: one link type, no links, no directions */
#include "capture/write/writer.h"

#define MAGIC_NS      0xa1b23c4d
#define VERSION_MAJOR 2
#define VERSION_MINOR 4
#define HEADER_SIZE   24
#define RECORD_SIZE   16
#define NS_IN_S	      1000000000

static void begin(struct capture_writer *writer)
{
	uint8_t *p = output_room(&writer->out, HEADER_SIZE);

	if (!p)
		return;
	p = put32(p, MAGIC_NS);
	p = put16(p, VERSION_MAJOR);
	p = put16(p, VERSION_MINOR);
	p = put32(p, 0); /* time zone and accuracy, unused */
	p = put32(p, 0);
	p = put32(p, CAPTURE_MAX_LEN);
	put32(p, writer->linktype);
}

static void packet(struct capture_writer *writer, const struct record *record)
{
	size_t len = record->head_len + record->tail_len;
	uint8_t *p = output_room(&writer->out, RECORD_SIZE + len);

	if (!p)
		return;
	p = put32(p, record->ns / NS_IN_S);
	p = put32(p, record->ns % NS_IN_S);
	p = put32(p, len);
	p = put32(p, record->orig_len);
	put_data(p, record);
}

const struct writer_format pcap_writer_format = {begin, NULL, packet, NULL};
