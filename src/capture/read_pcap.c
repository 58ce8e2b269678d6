// SPDX-License-Identifier: BSD-3-Clause
/* Read classic pcap (draft-ietf-opsawg-pcap): both byte orders, us and ns */
#include <errno.h>
#include <string.h>

#include "capture/reader.h"
#include "ground.h"

#define PCAP_MAGIC_US 0xa1b2c3d4
#define PCAP_MAGIC_NS 0xa1b23c4d
#define PCAP_MAJOR    2

#define PCAP_HEADER 24
#define PCAP_RECORD 16

/* The rest of the field may hold the length of a frame check sequence */
#define PCAP_LINKTYPE_MASK 0xffff

/* After damage, a packet is accepted only within this time of the last one */
#define PCAP_NEAR_SECONDS (7 * 24 * 3600)

/**
 * struct pcap - state of a pcap file
 * @big:		numbers are big-endian
 * @lost:	the current byte is not the start of a record
 * @near:	@seconds is known
 * @unit:	ns of the lower part of a time
 * @snaplen:	bytes kept of a packet, 0: all
 * @linktype:	link type of all packets
 * @seconds:	time of the last packet
 */
struct pcap {
	bool big, lost, near;
	uint32_t unit, snaplen;
	int linktype;
	uint32_t seconds;
};

struct record {
	uint32_t seconds, fraction, len, orig_len;
};

static uint32_t get32(const struct pcap *pcap, const uint8_t *p)
{
	return pcap->big ? load_be32(p) : load_le32(p);
}

/* Byte order and unit of time. Return: false if it is not a pcap file */
static bool take_magic(struct pcap *pcap, const uint8_t *p)
{
	uint32_t magic;

	magic = load_le32(p);
	pcap->big = magic != PCAP_MAGIC_US && magic != PCAP_MAGIC_NS;
	magic = get32(pcap, p);
	pcap->unit = magic == PCAP_MAGIC_NS ? 1 : 1000;
	return magic == PCAP_MAGIC_US || magic == PCAP_MAGIC_NS;
}

static bool is_pcap(const uint8_t *p, size_t len)
{
	struct pcap pcap;

	return len >= 4 && take_magic(&pcap, p);
}

static int pcap_open(struct capture_reader *reader)
{
	struct pcap *pcap = reader->state;
	const uint8_t *p = stream_data(&reader->stream);
	uint16_t major;

	if (stream_available(&reader->stream) < PCAP_HEADER)
		return reader_damage(reader, "the file ends in its header", 0);
	take_magic(pcap, p);
	major = pcap->big ? load_be16(p + 4) : load_le16(p + 4);
	if (major != PCAP_MAJOR)
		return reader_damage(reader, "unknown version of pcap", 0);
	pcap->snaplen = get32(pcap, p + 16);
	pcap->linktype = get32(pcap, p + 20) & PCAP_LINKTYPE_MASK;
	stream_consume(&reader->stream, PCAP_HEADER);
	return 0;
}

static struct record get_record(const struct pcap *pcap, const uint8_t *p)
{
	return (struct record){
		.seconds = get32(pcap, p),
		.fraction = get32(pcap, p + 4),
		.len = get32(pcap, p + 8),
		.orig_len = get32(pcap, p + 12),
	};
}

/* Return: NULL, or the fault */
static const char *fault(const struct pcap *pcap, const struct record *record)
{
	if (!record->len)
		return "a packet has no bytes";
	if (record->len > CAPTURE_MAX_LEN)
		return "a packet is larger than 256 KiB";
	if (record->len > record->orig_len)
		return "a packet is longer than it was on the wire";
	if (record->fraction >= 1000000000 / pcap->unit)
		return "the time of a packet is out of its range";
	return NULL;
}

/* Stricter than fault(), for arbitrary bytes */
static bool plausible(const struct pcap *pcap, const struct record *record)
{
	uint32_t distance = record->seconds - pcap->seconds;

	if (fault(pcap, record) || record->orig_len > CAPTURE_MAX_LEN ||
	    (pcap->snaplen && record->len > pcap->snaplen))
		return false;
	return !pcap->near || distance < PCAP_NEAR_SECONDS ||
	       -distance < PCAP_NEAR_SECONDS;
}

/*
 * Search the next start of a record, which another record or the end of the
 * file must follow. Return: 0, also at the end; or -errno
 */
static int find_record(struct capture_reader *reader)
{
	struct stream *stream = &reader->stream;
	struct pcap *pcap = reader->state;

	for (;; stream_consume(stream, 1)) {
		struct record record, next;
		size_t size;
		int ret = stream_fill(stream, PCAP_RECORD);

		if (ret)
			return ret;
		if (stream_available(stream) < PCAP_RECORD)
			break;
		record = get_record(pcap, stream_data(stream));
		if (!plausible(pcap, &record))
			continue;
		size = PCAP_RECORD + record.len;
		ret = stream_fill(stream, size + PCAP_RECORD);
		if (ret)
			return ret;
		if (stream_available(stream) == size)
			break;
		if (stream_available(stream) < size + PCAP_RECORD)
			continue;
		next = get_record(pcap, stream_data(stream) + size);
		if (plausible(pcap, &next))
			break;
	}
	if (stream_available(stream) < PCAP_RECORD)
		stream_consume(stream, stream_available(stream));
	pcap->lost = false;
	return 0;
}

static int lose(struct capture_reader *reader, const char *what)
{
	struct pcap *pcap = reader->state;

	pcap->lost = true;
	return reader_damage(reader, what, 1);
}

static int pcap_next(struct capture_reader *reader,
		     struct capture_packet *packet)
{
	struct stream *stream = &reader->stream;
	struct pcap *pcap = reader->state;
	struct record record;
	const char *error;
	int ret;

	ret = pcap->lost ? find_record(reader) : 0;
	if (!ret)
		ret = stream_fill(stream, PCAP_RECORD);
	if (ret)
		return ret;
	if (!stream_available(stream))
		return 0;
	if (stream_available(stream) < PCAP_RECORD)
		return lose(reader, "the file ends in a packet");
	record = get_record(pcap, stream_data(stream));
	error = fault(pcap, &record);
	if (error)
		return lose(reader, error);
	ret = stream_fill(stream, PCAP_RECORD + record.len);
	if (ret)
		return ret;
	if (stream_available(stream) < PCAP_RECORD + record.len)
		return lose(reader, "the file ends in a packet");
	pcap->near = true;
	pcap->seconds = record.seconds;
	*packet = (struct capture_packet){
		.offset = stream->offset,
		.link = "",
		.linktype = pcap->linktype,
		.dir = CAPTURE_DIR_UNKNOWN,
		.timed = true,
		.ns = record.seconds * 1000000000ull +
		      (uint64_t)record.fraction * pcap->unit,
		.data = stream_data(stream) + PCAP_RECORD,
		.len = record.len,
		.orig_len = record.orig_len,
	};
	reader->consumed = PCAP_RECORD + record.len;
	return 1;
}

static void pcap_close(void *state)
{
}

const struct format pcap_format = {
	.name = "pcap",
	.state_size = sizeof(struct pcap),
	.is = is_pcap,
	.open = pcap_open,
	.next = pcap_next,
	.close = pcap_close,
};
