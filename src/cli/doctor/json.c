// SPDX-License-Identifier: BSD-3-Clause
/* Results of tph doctor as JSON */
#include <json-c/json.h>

#include "cli/doctor/print.h"

/* Absent texts are null, so that each record has each key */
static void add(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key,
			       text ? json_object_new_string(text) : NULL);
}

static void print_result(const struct doctor_result *result, FILE *out)
{
	struct json_object *object = json_object_new_object();

	add(object, "id", result->id);
	add(object, "state", doctor_state_name(result->state));
	add(object, "function",
	    result->function ? result->function->bdf : NULL);
	add(object, "finding", result->finding);
	add(object, "register", result->reg);
	add(object, "value", result->value);
	add(object, "file", result->file);
	add(object, "remedy", result->remedy);
	add(object, "command", result->command);
	json_object_object_add(object, "needs_root",
			       json_object_new_boolean(result->root));
	fprintf(out, "%s\n",
		json_object_to_json_string_ext(
			object, JSON_C_TO_STRING_PLAIN |
					JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

void print_json(const struct doctor_result *first, FILE *out)
{
	for (const struct doctor_result *r = first; r; r = r->next)
		print_result(r, out);
}
