/* SPDX-License-Identifier: BSD-3-Clause */
/* Links of a capture; interfaces of the same name are one link */
#ifndef ANALYZE_COUNT_LINKS_H
#define ANALYZE_COUNT_LINKS_H

#include "analyze/packet/packet.h"

/* Most links; all further ones share the index LINKS_MAX */
#define LINKS_MAX 128

/* Interfaces, as many as the reader takes */
#define LINKS_INTERFACES 65536

/**
 * struct link_name - name of a link
 * @name:	its name, or ""
 * @interface:	first interface with that name; distinguishes those without a
 *		name
 */
struct link_name {
	const char *name;
	unsigned int interface;
};

/**
 * struct links - links in the order of their first packets
 * @count:	number of @links
 * @links:	links
 * @index:	by interface: 1 and more, index in @links plus 1; 0 not seen
 */
struct links {
	unsigned int count;
	struct link_name links[LINKS_MAX];
	uint16_t *index;
};

/* Return: 0; -ENOMEM. */
int links_init(struct links *links);

/**
 * links_find() - link of a packet
 * @links:	links so far; a new one is added
 * @raw:	packet; the name of its link must live as long as @links
 *
 * Return: its index; LINKS_MAX if there are too many.
 */
unsigned int links_find(struct links *links, const struct capture_packet *raw);

void links_free(struct links *links);

#endif /* ANALYZE_COUNT_LINKS_H */
