// SPDX-License-Identifier: BSD-3-Clause
/* tph path for programs: one object */
#include <errno.h>

#include "cli/host.h"
#include "cli/json.h"
#include "cli/path/path.h"

static void put(struct json_object *object, const char *key,
		struct json_object *value)
{
	json_object_object_add(object, key, value);
}

/* The register that decides, and its value or why that is unknown */
static struct json_object *evidence_of(const struct tph_host_effect *effect)
{
	const struct tph_host_field_info *info =
		tph_host_field_info(effect->field);
	struct json_object *object;

	if (!effect->function)
		return NULL;
	object = json_object_new_object();
	json_add_text(object, "function", effect->function->bdf);
	json_add_text(object, "register", info->reg);
	json_add_text(object, "field", info->name);
	if (!effect->value.why)
		put(object, "value", json_object_new_int(effect->value.value));
	else if (effect->value.why == TPH_HOST_ABSENT)
		put(object, "value", NULL);
	else
		json_add_text(object, "unknown",
			      tph_host_why_text(effect->value.why));
	return object;
}

static bool are_same(const struct tph_host_effect *a,
		     const struct tph_host_effect *b)
{
	return a->function == b->function && a->field == b->field;
}

/* Each register once */
static struct json_object *evidence_list(const struct tph_host_hop *hop)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++)
		if (hop->on[i].function &&
		    (!i || !are_same(&hop->on[i], &hop->on[i - 1])))
			json_object_array_add(list, evidence_of(&hop->on[i]));
	if (hop->acs.function && hop->acs.value.why != TPH_HOST_ABSENT)
		json_object_array_add(list, evidence_of(&hop->acs));
	return list;
}

static const char *does(const struct tph_host_effect *effect)
{
	return effect->fate == TPH_HOST_ARRIVES ? "passes"
						: path_fate(effect->fate);
}

static struct json_object *hop_of(const struct path_view *view, size_t index)
{
	static const char *const keys[] = {
		[TPH_HOST_ST8] = "st8",
		[TPH_HOST_ST16] = "st16",
	};
	const struct tph_host_hop *hop = &view->path->hops[index];
	struct json_object *object = json_object_new_object();
	char type[HOST_TYPE];

	json_add_text(object, "function",
		      hop->function ? hop->function->bdf : NULL);
	json_add_text(object, "place", path_place(view->path, index));
	json_add_text(object, "part", path_role(hop->role));
	if (hop->function) {
		host_type(hop->function, type);
		json_add_text(object, "type", type);
	}
	json_add_text(object, "th", does(&hop->on[TPH_HOST_ST8]));
	json_add_text(object, "ph", does(&hop->on[TPH_HOST_ST8]));
	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++)
		json_add_text(object, keys[i], does(&hop->on[i]));
	json_add_text(object, "acs",
		      hop->acs.fate == TPH_HOST_LOST	    ? "redirects"
		      : hop->acs.fate == TPH_HOST_UNCERTAIN ? "unknown"
							    : "passes");
	put(object, "evidence", evidence_list(hop));
	return object;
}

static struct json_object *remedies_of(const struct tph_host_path *path,
				       enum tph_host_width width)
{
	struct json_object *list = json_object_new_array(), *object;
	struct tph_host_remedy remedy;

	for (size_t i = 0; tph_host_path_remedy(path, width, i, &remedy); i++) {
		object = json_object_new_object();
		json_add_text(object, "kind", path_remedy(remedy.kind));
		json_add_text(object, "command",
			      *remedy.command ? remedy.command : NULL);
		json_add_text(object, "text", remedy.text);
		json_add_text(object, "cost", remedy.cost);
		json_object_array_add(list, object);
	}
	return list;
}

static struct json_object *verdict_of(const struct path_view *view,
				      enum tph_host_width width)
{
	const struct tph_host_path *path = view->path;
	const struct tph_host_verdict *verdict = &path->verdict[width];
	struct json_object *object = json_object_new_object();

	put(object, "bits",
	    json_object_new_int(width == TPH_HOST_ST8 ? 8 : 16));
	json_add_text(object, "state", path_fate(verdict->fate));
	json_add_text(object, "kernel", path_fate(path->kernel[width]));
	if (verdict->fate == TPH_HOST_ARRIVES)
		return object;
	put(object, "hop", json_object_new_int(verdict->hop));
	json_add_text(object, "at", path_place(path, verdict->hop));
	put(object, "evidence", evidence_of(&verdict->effect));
	json_add_text(object, "text",
		      tph_host_rule_text(verdict->effect.rule,
					 verdict->fate == TPH_HOST_LOST));
	put(object, "remedies", remedies_of(path, width));
	return object;
}

int path_print_json(const struct path_view *view)
{
	const struct tph_host_path *path = view->path;
	struct json_object *object = json_object_new_object(),
			   *hops = json_object_new_array(),
			   *verdicts = json_object_new_array();
	const char *text;

	json_add_text(object, "from", path->from->bdf);
	json_add_text(object, "to", path->to ? path->to->bdf : NULL);
	json_add_text(object, "route", path_route(path->route));
	put(object, "route_known",
	    json_object_new_boolean(path_route_known(path)));
	for (size_t i = 0; i < path->count; i++)
		json_object_array_add(hops, hop_of(view, i));
	put(object, "hops", hops);
	for (size_t i = 0; i < TPH_HOST_WIDTHS; i++)
		if (view->shown[i])
			json_object_array_add(verdicts, verdict_of(view, i));
	put(object, "verdicts", verdicts);
	text = json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED);
	if (text)
		puts(text);
	json_object_put(object);
	return text ? 0 : -ENOMEM;
}
