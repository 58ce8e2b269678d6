// SPDX-License-Identifier: BSD-3-Clause
/* Strings of the exchange format */
#include "host/input/item.h"

const char *item_string(struct json_object *object, const char *name)
{
	struct json_object *member;
	const char *text;

	if (!json_object_object_get_ex(object, name, &member) ||
	    !json_object_is_type(member, json_type_string))
		return NULL;
	text = json_object_get_string(member);
	for (const char *c = text; *c; c++)
		if (*c < ' ' || *c > '~')
			return NULL;
	return text;
}
