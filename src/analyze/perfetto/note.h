/* SPDX-License-Identifier: BSD-3-Clause */
/* Properties of TLPs and requests as debug annotations of a Perfetto trace */
#ifndef ANALYZE_PERFETTO_NOTE_H
#define ANALYZE_PERFETTO_NOTE_H

#include "analyze/join/join.h"
#include "analyze/match/field.h"

/* Fields of tph-dump(1) among the annotations */
#define NOTE_FIELDS 15

/* Room for the annotations of a TLP, or of a request's end */
#define NOTES_MAX 288

/**
 * struct notes - annotations
 * @fields:	fields of TLPs
 * @status:	field with the names of completion statuses
 */
struct notes {
	const struct field *fields[NOTE_FIELDS], *status;
};

void notes_init(struct notes *notes);

/* Return: name of the annotation with a number, from 1 on; NULL after the last */
const char *note_name(unsigned int iid);

/**
 * note_packet() - annotate a TLP
 * @notes:	annotations
 * @p:		room for NOTES_MAX bytes
 * @packet:	packet with @packet->error 0
 *
 * A packet without a time says so.
 *
 * Return: end of the annotations.
 */
uint8_t *note_packet(const struct notes *notes, uint8_t *p,
		     const struct packet *packet);

/* Annotate a request that ended, as note_packet() */
uint8_t *note_end(const struct notes *notes, uint8_t *p,
		  const struct join_request *request);

#endif /* ANALYZE_PERFETTO_NOTE_H */
