// SPDX-License-Identifier: BSD-3-Clause
/* Results of tph doctor as JSON */
#include "cli/doctor/print.h"
#include "cli/json.h"

static void print_result(const struct doctor_result *result, FILE *out)
{
	struct json_object *object = json_object_new_object();

	json_add_text(object, "id", result->id);
	json_add_text(object, "state", doctor_state_name(result->state));
	json_add_text(object, "function",
		      result->function ? result->function->bdf : NULL);
	json_add_text(object, "finding", result->finding);
	json_add_text(object, "register", result->reg);
	json_add_text(object, "value", result->value);
	json_add_text(object, "file", result->file);
	json_add_text(object, "remedy", result->remedy);
	json_add_text(object, "command", result->command);
	json_add_bool(object, "needs_root", result->root);
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
