// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/count/links.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int links_init(struct links *links)
{
	links->count = 0;
	links->index = calloc(LINKS_INTERFACES, sizeof(*links->index));
	return links->index ? 0 : -ENOMEM;
}

/* Merged files describe the same link several times */
static unsigned int search(struct links *links,
			   const struct capture_packet *raw)
{
	unsigned int i;

	for (i = 0; *raw->link && i < links->count; i++)
		if (!strcmp(links->links[i].name, raw->link))
			return i;
	if (links->count == LINKS_MAX)
		return LINKS_MAX;
	i = links->count++;
	links->links[i] = (struct link_name){raw->link, raw->interface};
	return i;
}

unsigned int links_find(struct links *links, const struct capture_packet *raw)
{
	uint16_t *index;

	if (raw->interface >= LINKS_INTERFACES)
		return LINKS_MAX;
	index = &links->index[raw->interface];
	if (!*index)
		*index = search(links, raw) + 1;
	return *index - 1;
}

void links_free(struct links *links)
{
	free(links->index);
	links->index = NULL;
}
