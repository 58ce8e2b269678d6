// SPDX-License-Identifier: BSD-3-Clause
/*
 * tph ls --json: an array of functions. A value that is not known is an object with
 * the reason; a register that a function does not have is left out.
 */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "cli/ls/ls.h"

static void put(struct json_object *object, const char *key,
		struct json_object *value)
{
	json_object_object_add(object, key, value);
}

static void put_text(struct json_object *object, const char *key,
		     const char *text)
{
	if (text)
		put(object, key, json_object_new_string(text));
}

static struct json_object *unknown(enum tph_host_why why)
{
	struct json_object *object = json_object_new_object();

	put_text(object, "unknown", tph_host_why_text(why));
	return object;
}

static void put_value(struct json_object *object, const char *key,
		      struct tph_host_value value)
{
	if (!value.why)
		put(object, key, json_object_new_int(value.value));
	else if (value.why != TPH_HOST_ABSENT)
		put(object, key, unknown(value.why));
}

static void put_id(struct json_object *object, const char *key, int digits,
		   uint32_t id)
{
	char text[16];

	snprintf(text, sizeof(text), "0x%0*x", digits, id);
	put_text(object, key, text);
}

/* "DevCap2": {"TPHComp": 1, ...} */
static struct json_object *
registers_of(const struct tph_host_function *function)
{
	struct json_object *all = json_object_new_object(), *one;

	for (enum tph_host_field i = 0; i < TPH_HOST_FIELD_COUNT; i++) {
		struct tph_host_value value = tph_host_get(function, i);

		if (value.why == TPH_HOST_ABSENT)
			continue;
		if (!json_object_object_get_ex(all, tph_host_field_info(i)->reg,
					       &one)) {
			one = json_object_new_object();
			put(all, tph_host_field_info(i)->reg, one);
		}
		put_value(one, tph_host_field_info(i)->name, value);
	}
	return all;
}

static struct json_object *st_of(const struct tph_host_function *function)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < function->st_count; i++)
		json_object_array_add(list,
				      json_object_new_int(function->st[i]));
	return list;
}

static struct json_object *object_of(const struct tph_host_function *function)
{
	struct json_object *object = json_object_new_object();
	char text[LS_TEXT];

	put_text(object, "bdf", function->bdf);
	put_text(object, "name", function->name);
	put_id(object, "vendor", 4, function->vendor);
	put_id(object, "device", 4, function->device);
	put_id(object, "class", 6, function->class_code);
	if (function->parent)
		put_text(object, "parent", function->parent->bdf);
	if (function->physfn)
		put_text(object, "physfn", function->physfn->bdf);
	if (function->driver_why)
		put(object, "driver", unknown(function->driver_why));
	else
		put_text(object, "driver", function->driver);
	put_value(object, "iommu_group", function->group);
	put_value(object, "numa_node", function->numa);
	ls_sends(function, text);
	put_text(object, "sends", text);
	ls_completes(function, text);
	put_text(object, "completes", text);
	put(object, "registers", registers_of(function));
	if (function->st)
		put(object, "st", st_of(function));
	return object;
}

int ls_print_json(const struct tph_host *host,
		  const struct ls_selection *selection)
{
	const struct tph_host_function *function;
	struct json_object *object;
	const char *before = "[\n";

	for (size_t i = 0; (function = tph_host_at(host, i)); i++) {
		if (!ls_selected(selection, function))
			continue;
		object = object_of(function);
		if (!object)
			return -ENOMEM;
		printf("%s%s", before,
		       json_object_to_json_string_ext(object,
						      JSON_C_TO_STRING_PLAIN));
		json_object_put(object);
		before = ",\n";
	}
	printf("%s]\n", *before == '[' ? "[" : "\n");
	return 0;
}
