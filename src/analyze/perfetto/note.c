// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/perfetto/note.h"

#include "analyze/perfetto/wire.h"

/* Fields of perfetto.protos.TrackEvent and DebugAnnotation */
#define EVENT_NOTE    4
#define NOTE_NAME_IID 1
#define NOTE_BOOL     2
#define NOTE_UINT     3
#define NOTE_STRING   6
#define NOTE_POINTER  7 /* shown in hex */

/* Fields that a TLP shows, and whether their numbers are in hex */
static const struct {
	const char *name;
	bool hex;
} rows[NOTE_FIELDS] = {
	{"number", false},  {"requester", false}, {"completer", false},
	{"target", false},  {"tag", false},	  {"addr", true},
	{"reg", true},	    {"length", false},	  {"bytes", false},
	{"ph", false},	    {"st", true},	  {"width", false},
	{"msg_code", true}, {"status", false},	  {"byte_count", false},
};

/* Other annotations */
enum {
	NOTE_TIME,
	NOTE_STATE,
	NOTE_COMPLETIONS,
	NOTE_COMPLETED_BYTES,
	NOTE_COMPLETED_STATUS,
	NOTE_MISFIT,
	NOTE_MISFIT_IN,
	NOTE_OTHERS,
};

static const char *const others[NOTE_OTHERS] = {
	[NOTE_TIME] = "time",
	[NOTE_STATE] = "state",
	[NOTE_COMPLETIONS] = "completions",
	[NOTE_COMPLETED_BYTES] = "completed_bytes",
	[NOTE_COMPLETED_STATUS] = "completed_status",
	[NOTE_MISFIT] = "misfit",
	[NOTE_MISFIT_IN] = "misfit_in",
};

#define UNTIMED "unknown: 1 us is one packet"

void notes_init(struct notes *notes)
{
	for (unsigned int i = 0; i < NOTE_FIELDS; i++)
		notes->fields[i] = field_find(rows[i].name);
	notes->status = field_find("status");
}

const char *note_name(unsigned int iid)
{
	if (iid <= NOTE_FIELDS)
		return rows[iid - 1].name;
	return iid <= NOTE_FIELDS + NOTE_OTHERS ? others[iid - NOTE_FIELDS - 1]
						: NULL;
}

static uint8_t *put_number(uint8_t *p, unsigned int iid, unsigned int kind,
			   uint64_t n)
{
	uint8_t *begin = wire_begin_short(p, EVENT_NOTE);

	p = wire_uint(begin, NOTE_NAME_IID, iid);
	return wire_end_short(begin, wire_uint(p, kind, n));
}

static uint8_t *put_text(uint8_t *p, unsigned int iid, const char *text)
{
	uint8_t *begin = wire_begin_short(p, EVENT_NOTE);

	p = wire_uint(begin, NOTE_NAME_IID, iid);
	return wire_end_short(begin, wire_text(p, NOTE_STRING, text));
}

/* snprintf() would take more time than the rest of a TLP */
static uint8_t *put_bdf(uint8_t *p, unsigned int iid, uint16_t bdf)
{
	static const char digits[] = "0123456789abcdef";
	const char text[] = {
		digits[TLP_BDF_BUS(bdf) >> 4],
		digits[TLP_BDF_BUS(bdf) & 0xf],
		':',
		digits[TLP_BDF_DEV(bdf) >> 4],
		digits[TLP_BDF_DEV(bdf) & 0xf],
		'.',
		digits[TLP_BDF_FN(bdf)],
		0,
	};

	return put_text(p, iid, text);
}

static uint8_t *put_field(uint8_t *p, unsigned int iid,
			  const struct field *field,
			  const struct field_value *value)
{
	switch (field->kind) {
	case FIELD_BDF:
		return put_bdf(p, iid, value->number);
	case FIELD_NAME:
		return put_text(p, iid, field->value_name(value->number));
	case FIELD_FLAG:
		return put_number(p, iid, NOTE_BOOL, value->number);
	default:
		return put_number(p, iid,
				  rows[iid - 1].hex ? NOTE_POINTER : NOTE_UINT,
				  value->number);
	}
}

static uint8_t *put_other(uint8_t *p, unsigned int other, uint64_t n)
{
	return put_number(p, NOTE_FIELDS + 1 + other, NOTE_UINT, n);
}

static uint8_t *put_other_text(uint8_t *p, unsigned int other, const char *text)
{
	return put_text(p, NOTE_FIELDS + 1 + other, text);
}

uint8_t *note_packet(const struct notes *notes, uint8_t *p,
		     const struct packet *packet)
{
	struct field_value value;

	for (unsigned int i = 0; i < NOTE_FIELDS; i++)
		if (notes->fields[i]->get(packet, &value))
			p = put_field(p, i + 1, notes->fields[i], &value);
	return packet->raw.timed ? p : put_other_text(p, NOTE_TIME, UNTIMED);
}

uint8_t *note_end(const struct notes *notes, uint8_t *p,
		  const struct join_request *request)
{
	p = put_other_text(p, NOTE_STATE, join_state_name(request->state));
	p = put_other(p, NOTE_COMPLETIONS, request->completions);
	if (request->completions) {
		p = put_other(p, NOTE_COMPLETED_BYTES, request->bytes);
		p = put_other_text(p, NOTE_COMPLETED_STATUS,
				   notes->status->value_name(request->status));
	}
	if (!request->misfit)
		return p;
	p = put_other_text(p, NOTE_MISFIT, due_misfit_name(request->misfit));
	return put_other(p, NOTE_MISFIT_IN, request->misfit_number);
}
