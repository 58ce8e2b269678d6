// SPDX-License-Identifier: BSD-3-Clause
/* The result of tph check as JSON */
#include "cli/check/check.h"
#include "cli/json.h"

static struct json_object *offenders(const struct expect_rule *rule)
{
	struct json_object *array = json_object_new_array();

	for (uint64_t i = 0; i < rule->broken && i < EXPECT_MAX_OFFENDERS;
	     i++) {
		const struct expect_offender *o = &rule->offenders[i];
		struct json_object *object = json_object_new_object();

		json_add_number(object, "number", o->number);
		json_add_number(object, "offset", o->offset);
		if (o->reason)
			json_add_text(object, "is_not", o->reason);
		json_add_text(object, "where", o->where);
		json_add_text(object, "tlp", o->text);
		json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *rule_json(const struct expect_rule *rule)
{
	struct json_object *object = json_object_new_object();

	json_add_number(object, "line", rule->line);
	json_add_text(object, "rule", rule->text);
	json_object_object_add(
		object, "holds",
		json_object_new_boolean(expect_rule_holds(rule)));
	json_add_number(object, "count", rule->count);
	json_add_number(object, "total", rule->bytes);
	json_add_number(object, "broken", rule->broken);
	json_object_object_add(object, "first", offenders(rule));
	return object;
}

static struct json_object *span_json(const struct expect_span *span)
{
	struct json_object *object = json_object_new_object();

	json_add_number(object, "line", span->line);
	json_add_text(object, "span", span->text);
	json_add_number(object, "begun", span->begun);
	return object;
}

static struct json_object *bad(const struct check *check)
{
	struct json_object *array = json_object_new_array();

	for (unsigned int i = 0; i < check->bad_count; i++) {
		struct json_object *object = json_object_new_object();

		json_add_text(object, "where", check->bad[i].where);
		json_add_text(object, "what", check->bad[i].what);
		json_object_array_add(array, object);
	}
	return array;
}

void check_json(const struct check *check, FILE *out)
{
	struct json_object *object = json_object_new_object();
	struct json_object *rules = json_object_new_array();
	struct json_object *spans = json_object_new_array();

	for (size_t i = 0; i < check->expect.count; i++)
		json_object_array_add(rules,
				      rule_json(&check->expect.rules[i]));
	for (size_t i = 0; i < check->expect.spans_count; i++)
		json_object_array_add(spans,
				      span_json(&check->expect.spans[i]));
	json_object_object_add(object, "holds",
			       json_object_new_boolean(check_holds(check)));
	json_add_number(object, "packets", check->packets);
	json_add_number(object, "malformed", check->malformed);
	json_add_number(object, "damaged", check->damaged);
	json_object_object_add(object, "bad", bad(check));
	json_object_object_add(object, "spans", spans);
	json_object_object_add(object, "rules", rules);
	fprintf(out, "%s\n",
		json_object_to_json_string_ext(object,
					       JSON_C_TO_STRING_PRETTY));
	json_object_put(object);
}
