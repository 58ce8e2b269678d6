// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/perfetto/event.h"

#include "analyze/perfetto/wire.h"

/* Fields of messages in perfetto.protos, by message */
#define TRACE_PACKET	      1
#define PACKET_TIMESTAMP      8
#define PACKET_SEQUENCE_ID    10
#define PACKET_TRACK_EVENT    11
#define PACKET_INTERNED_DATA  12
#define PACKET_SEQUENCE_FLAGS 13
#define PACKET_TRACK	      60
#define TRACK_UUID	      1
#define TRACK_NAME	      2
#define TRACK_PARENT_UUID     5
#define TRACK_COUNTER	      8
#define EVENT_TYPE	      9
#define EVENT_NAME_IID	      10
#define EVENT_TRACK_UUID      11
#define EVENT_COUNTER_VALUE   30
#define EVENT_FLOW_IDS	      47
#define INTERNED_EVENT_NAMES  2
#define INTERNED_NOTE_NAMES   3
#define NAME_IID	      1
#define NAME_TEXT	      2

/* perfetto.protos.TracePacket.SequenceFlags */
#define SEQUENCE_CLEARED 1
#define SEQUENCE_NEEDED	 2

/* Any number but 0 */
#define SEQUENCE 1

/* Fields around annotations, or around a name: their tags, lengths, numbers */
#define AROUND 128

static void put_packet(FILE *out, uint8_t *packet, uint8_t *begin, uint8_t *end)
{
	wire_end(begin, end);
	fwrite_unlocked(packet, 1, end - packet, out);
}

static uint8_t *put_sequence(uint8_t *p, unsigned int flags)
{
	p = wire_uint(p, PACKET_SEQUENCE_ID, SEQUENCE);
	return wire_uint(p, PACKET_SEQUENCE_FLAGS, flags);
}

static uint8_t *put_name(uint8_t *p, unsigned int field, unsigned int iid,
			 const char *text)
{
	uint8_t *begin = wire_begin_short(p, field);

	p = wire_uint(begin, NAME_IID, iid);
	return wire_end_short(begin, wire_text(p, NAME_TEXT, text));
}

void event_put_names(FILE *out)
{
	uint8_t packet[4096], *begin = wire_begin(packet, TRACE_PACKET);
	uint8_t *p = put_sequence(begin, SEQUENCE_CLEARED);
	uint8_t *data = wire_begin(p, PACKET_INTERNED_DATA);
	const char *name;

	p = data;
	for (unsigned int type = 0; type < TLP_TYPE_MAX; type++)
		p = put_name(p, INTERNED_EVENT_NAMES, type + 1,
			     tlp_type_name(type));
	for (unsigned int iid = 1; (name = note_name(iid)); iid++)
		p = put_name(p, INTERNED_NOTE_NAMES, iid, name);
	put_packet(out, packet, begin, wire_end(data, p));
}

void event_put_track(FILE *out, uint64_t track, uint64_t parent,
		     const char *name, bool counter)
{
	uint8_t packet[AROUND + EVENT_NAME_MAX];
	uint8_t *begin = wire_begin(packet, TRACE_PACKET);
	uint8_t *p = put_sequence(begin, SEQUENCE_NEEDED);
	uint8_t *data = wire_begin(p, PACKET_TRACK);

	p = wire_uint(data, TRACK_UUID, track);
	p = wire_text(p, TRACK_NAME, name);
	if (parent)
		p = wire_uint(p, TRACK_PARENT_UUID, parent);
	if (counter)
		p = wire_text(p, TRACK_COUNTER, "");
	put_packet(out, packet, begin, wire_end(data, p));
}

void event_put(FILE *out, const struct event *event)
{
	uint8_t packet[AROUND + EVENT_NOTES_MAX];
	uint8_t *begin = wire_begin(packet, TRACE_PACKET);
	uint8_t *p = wire_uint(begin, PACKET_TIMESTAMP, event->ns), *data;

	p = put_sequence(p, SEQUENCE_NEEDED);
	data = wire_begin(p, PACKET_TRACK_EVENT);
	p = wire_uint(data, EVENT_TYPE, event->type);
	p = wire_uint(p, EVENT_TRACK_UUID, event->track);
	if (event->type == EVENT_BEGIN || event->type == EVENT_INSTANT)
		p = wire_uint(p, EVENT_NAME_IID, event->tlp + 1);
	if (event->type == EVENT_COUNTER)
		p = wire_uint(p, EVENT_COUNTER_VALUE, event->value);
	if (event->flow)
		p = wire_fixed64(p, EVENT_FLOW_IDS, event->flow);
	if (event->notes_len)
		memcpy(p, event->notes, event->notes_len);
	p += event->notes_len;
	put_packet(out, packet, begin, wire_end(data, p));
}
