// SPDX-License-Identifier: BSD-3-Clause
#include "capture/pcapng_format.h"
#include "capture/write/writer.h"

static uint8_t *put_padding(uint8_t *p, size_t len)
{
	memset(p, 0, pcapng_pad(len) - len);
	return p + pcapng_pad(len) - len;
}

static uint8_t *put_option(uint8_t *p, uint16_t code, const void *value,
			   size_t len)
{
	p = put16(p, code);
	p = put16(p, len);
	if (len)
		memcpy(p, value, len);
	return put_padding(p + len, len);
}

static uint8_t *put_number(uint8_t *p, uint16_t code, uint64_t v)
{
	uint8_t bytes[8];

	store_le64(bytes, v);
	return put_option(p, code, bytes, sizeof(bytes));
}

/* The high half comes first */
static uint8_t *put_time(uint8_t *p, uint16_t code, uint64_t ns)
{
	return put_number(p, code, ns << 32 | ns >> 32);
}

static size_t option_size(size_t len)
{
	return 4 + pcapng_pad(len);
}

/* Return: room for a block of @size bytes, or NULL after a failed flush */
static uint8_t *begin_block(struct capture_writer *writer, uint32_t type,
			    size_t size)
{
	uint8_t *p = output_room(&writer->out, size);

	return p ? put32(put32(p, type), size) : NULL;
}

static void begin(struct capture_writer *writer)
{
	static const char app[] = "OpenTPH";
	const size_t app_len = sizeof(app) - 1;
	size_t size = PCAPNG_OVERHEAD + PCAPNG_SECTION_BODY +
		      option_size(app_len) + option_size(0);
	uint8_t *p = begin_block(writer, PCAPNG_SECTION, size);

	if (!p)
		return;
	p = put32(p, PCAPNG_MAGIC);
	p = put16(p, PCAPNG_MAJOR);
	p = put16(p, 0);
	/* Length of the section: unknown, as in any live capture */
	p = put32(p, 0xffffffff);
	p = put32(p, 0xffffffff);
	p = put_option(p, PCAPNG_SHB_USERAPPL, app, app_len);
	p = put_option(p, PCAPNG_OPT_END, NULL, 0);
	put32(p, size);
}

static void interface(struct capture_writer *writer, int linktype,
		      const char *name, const char *description)
{
	static const uint8_t nanoseconds = 9;
	size_t name_len = strlen(name);
	size_t desc_len = description ? strlen(description) : 0;
	size_t size = PCAPNG_OVERHEAD + PCAPNG_INTERFACE_BODY +
		      option_size(name_len) +
		      (description ? option_size(desc_len) : 0) +
		      option_size(1) + option_size(0);
	uint8_t *p = begin_block(writer, PCAPNG_INTERFACE, size);

	if (!p)
		return;
	p = put16(p, linktype);
	p = put16(p, 0);
	p = put32(p, 0); /* no snap length */
	p = put_option(p, PCAPNG_IF_NAME, name, name_len);
	if (description)
		p = put_option(p, PCAPNG_IF_DESCRIPTION, description, desc_len);
	p = put_option(p, PCAPNG_IF_TSRESOL, &nanoseconds, 1);
	p = put_option(p, PCAPNG_OPT_END, NULL, 0);
	put32(p, size);
}

static void packet(struct capture_writer *writer, const struct record *record)
{
	static const uint32_t flags[] = {
		[CAPTURE_DOWN] = PCAPNG_DIR_OUTBOUND,
		[CAPTURE_UP] = PCAPNG_DIR_INBOUND,
		[CAPTURE_DIR_UNKNOWN] = 0,
	};
	const size_t comment_len = sizeof(PCAPNG_REBUILT) - 1;
	size_t len = record->head_len + record->tail_len;
	size_t size = PCAPNG_OVERHEAD + PCAPNG_ENHANCED_BODY + pcapng_pad(len) +
		      option_size(4) + option_size(0) +
		      (record->rebuilt ? option_size(comment_len) : 0) +
		      (writer->dropped ? option_size(8) : 0);
	uint8_t *p = begin_block(writer, PCAPNG_ENHANCED_PACKET, size);

	if (!p)
		return;
	p = put32(p, record->interface);
	p = put32(p, record->ns >> 32);
	p = put32(p, record->ns);
	p = put32(p, len);
	p = put32(p, record->orig_len);
	p = put_padding(put_data(p, record), len);
	p = put16(p, PCAPNG_EPB_FLAGS);
	p = put16(p, 4);
	p = put32(p, flags[record->dir]);
	if (record->rebuilt)
		p = put_option(p, PCAPNG_OPT_COMMENT, PCAPNG_REBUILT,
			       comment_len);
	if (writer->dropped) {
		p = put_number(p, PCAPNG_EPB_DROPCOUNT, writer->dropped);
		writer->dropped = 0;
	}
	p = put_option(p, PCAPNG_OPT_END, NULL, 0);
	put32(p, size);
}

static void statistics(struct capture_writer *writer, int interface,
		       const struct capture_statistics *values)
{
	const size_t size = PCAPNG_OVERHEAD + PCAPNG_STATISTICS_BODY +
			    4 * option_size(8) + option_size(0);
	uint8_t *p = begin_block(writer, PCAPNG_STATISTICS, size);

	if (!p)
		return;
	p = put32(p, interface);
	p = put32(p, values->end_ns >> 32);
	p = put32(p, values->end_ns);
	p = put_time(p, PCAPNG_ISB_STARTTIME, values->start_ns);
	p = put_time(p, PCAPNG_ISB_ENDTIME, values->end_ns);
	p = put_number(p, PCAPNG_ISB_IFRECV, values->received);
	p = put_number(p, PCAPNG_ISB_IFDROP, values->lost);
	p = put_option(p, PCAPNG_OPT_END, NULL, 0);
	put32(p, size);
}

const struct writer_format pcapng_writer_format = {begin, interface, packet,
						   statistics};
