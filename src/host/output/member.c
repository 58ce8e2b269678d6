// SPDX-License-Identifier: BSD-3-Clause
/* Members of objects */
#include "host/output/output.h"

bool output_add(struct json_object *object, const char *name,
		struct json_object *value)
{
	if (value && !json_object_object_add(object, name, value))
		return true;
	json_object_put(value);
	return false;
}

bool output_null(struct json_object *object, const char *name)
{
	return !json_object_object_add(object, name, NULL);
}
