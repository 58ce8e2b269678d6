/* SPDX-License-Identifier: BSD-3-Clause */
/* Link, direction, place and time of a packet, as text */
#ifndef ANALYZE_PACKET_PLACE_H
#define ANALYZE_PACKET_PLACE_H

#include "analyze/packet/packet.h"
#include "line/line.h"

/* Room for the texts of these functions */
#define PLACE_LINK 256
#define PLACE_TEXT 384

/*
 * Name of the link, or "-". The name comes from the file: characters that could
 * control a terminal are replaced. Return: @buf
 */
const char *place_link(const struct packet *packet, char *buf, size_t size);

/*
 * Append the seconds since the first packet with nine decimals, "-" if unknown.
 * Times may run backwards between links.
 */
void place_time(const struct packet *packet, struct line *line);

/* Return: 'v' away from the root complex, '^' towards it, '-' unknown */
char place_dir(const struct packet *packet);

/* Return: @buf: "packet 17 at byte 4711 (dn0 ^ 0.000012000)" */
const char *place_text(const struct packet *packet, char *buf, size_t size);

#endif /* ANALYZE_PACKET_PLACE_H */
