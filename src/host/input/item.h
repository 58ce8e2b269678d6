/* SPDX-License-Identifier: BSD-3-Clause */
/* Objects of the exchange format: each is a function */
#ifndef HOST_INPUT_ITEM_H
#define HOST_INPUT_ITEM_H

#include <json-c/json.h>

#include "host/input/dump.h"

/**
 * struct item_link - a function that another one names
 * @function:	it names
 * @parent:	true: the bridge above it; false: its PF
 * @to:		the named one
 */
struct item_link {
	struct tph_host_function *function;
	bool parent;
	struct host_address to;
};

/**
 * struct items - objects that are read
 * @dump:	for libpci
 * @number:	of the object, 0 is the first; for remarks
 * @links:	to functions that may come later
 * @link_count:	links in @links
 * @link_room:	room in @links
 */
struct items {
	struct dump dump;
	unsigned long number;
	struct item_link *links;
	size_t link_count, link_room;
};

/**
 * item_take() - take the facts of an object
 * @items:	its @number is set
 * @item:	any value of JSON
 *
 * Return: 0, also if it is damaged and left out; -EFBIG; -ENOMEM; -EIO libpci failed.
 */
int item_take(struct items *items, struct json_object *item);

/* Facts of the kernel, in the member "kernel" of ours; NULL: there are none */
int item_kernel(struct items *items, struct json_object *kernel);

/* Return: a member that is a string of printable ASCII, else NULL */
const char *item_string(struct json_object *object, const char *name);

/* All functions are there: set the links between them, release the rest */
void items_end(struct items *items);

#endif /* HOST_INPUT_ITEM_H */
