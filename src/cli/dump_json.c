// SPDX-License-Identifier: BSD-3-Clause
/* A packet as JSON: the fields of field.c and what does not fit there */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>

#include "dump.h"
#include "field.h"

static struct json_object *hex(uint64_t value)
{
	char text[20];

	snprintf(text, sizeof(text), "0x%" PRIx64, value);
	return json_object_new_string(text);
}

static struct json_object *bdf(uint16_t value)
{
	char text[8];

	snprintf(text, sizeof(text), "%02x:%02x.%x", TLP_BDF_BUS(value),
		 TLP_BDF_DEV(value), TLP_BDF_FN(value));
	return json_object_new_string(text);
}

static struct json_object *json_of(const struct field *field,
				   const struct field_value *value)
{
	switch (field->kind) {
	case FIELD_NAME:
		return json_object_new_string(field->value_name(value->number));
	case FIELD_TEXT:
		return json_object_new_string(value->text);
	case FIELD_BDF:
		return bdf(value->number);
	case FIELD_HEX:
		return hex(value->number);
	case FIELD_FLAG:
		return json_object_new_boolean(value->number);
	default:
		return json_object_new_int64(value->number);
	}
}

static struct json_object *prefixes(const struct tlp *tlp)
{
	struct json_object *array = json_object_new_array();

	for (unsigned int i = 0; i < tlp->nprefix; i++)
		json_object_array_add(array, hex(tlp->prefix[i]));
	return array;
}

static void add_tlp(struct json_object *object, const struct wire *wire)
{
	struct field_value value;

	for (size_t i = 0; i < fields_count; i++)
		if (!fields[i].filter_only && fields[i].get(wire, &value))
			json_object_object_add(object, fields[i].name,
					       json_of(&fields[i], &value));
	if (wire->tlp.nprefix)
		json_object_object_add(object, "prefixes",
				       prefixes(&wire->tlp));
}

static void add_malformed(struct json_object *object, const struct wire *wire)
{
	const struct capture_packet *packet = &wire->packet;

	json_object_object_add(object, "link",
			       json_object_new_string(packet->link));
	json_object_object_add(object, "dir",
			       json_object_new_string(wire_dir_name(wire)));
	json_object_object_add(object, "malformed",
			       json_object_new_string(wire_error(wire)));
	json_object_object_add(object, "captured",
			       json_object_new_int64(packet->len));
}

int dump_json(FILE *out, const struct wire *wire)
{
	const struct capture_packet *packet = &wire->packet;
	struct json_object *object = json_object_new_object();
	const char *text;

	if (!object)
		return -ENOMEM;
	json_object_object_add(object, "number",
			       json_object_new_int64(packet->number));
	json_object_object_add(object, "offset",
			       json_object_new_int64(packet->offset));
	json_object_object_add(object, "time_ns",
			       json_object_new_uint64(packet->ns));
	if (wire->error)
		add_malformed(object, wire);
	else
		add_tlp(object, wire);
	text = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN);
	if (text)
		fprintf(out, "%s\n", text);
	json_object_put(object);
	return text ? 0 : -ENOMEM;
}
