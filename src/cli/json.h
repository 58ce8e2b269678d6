/* SPDX-License-Identifier: BSD-3-Clause */
/* Members of JSON objects */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <json-c/json.h>

static inline void json_add_number(struct json_object *to, const char *key,
				   uint64_t n)
{
	json_object_object_add(to, key, json_object_new_uint64(n));
}

static inline void json_add_bool(struct json_object *to, const char *key,
				 bool value)
{
	json_object_object_add(to, key, json_object_new_boolean(value));
}

/* @text: NULL: null, so that each object has each key */
static inline void json_add_text(struct json_object *to, const char *key,
				 const char *text)
{
	json_object_object_add(to, key,
			       text ? json_object_new_string(text) : NULL);
}

#endif /* CLI_JSON_H */
