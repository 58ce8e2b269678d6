// SPDX-License-Identifier: BSD-3-Clause
/* The dma-buf and its state as one JSON object; with --watch on a line, with its time */
#include <sys/time.h>

#include "cli/export/export.h"
#include "cli/export/tag.h"
#include "cli/json.h"

static void add_source(struct json_object *to, const struct export *e)
{
	if (e->from) {
		json_add_text(to, "from", e->from);
	} else {
		json_add_text(to, "device", tph_device_bdf(e->dev));
		json_add_text(to, "backend",
			      tph_backend_name(tph_device_backend(e->dev)));
		json_add_number(to, "bar", e->target.bar);
		json_add_number(to, "offset", e->target.offset);
	}
	json_add_number(to, "size", e->size);
	if (e->held)
		json_add_text(to, "held", e->hold_at);
	if (e->write)
		json_add_bool(to, "written", true);
}

static struct json_object *attachment_json(const struct tph_attachment *a)
{
	struct json_object *object = json_object_new_object();

	json_add_text(object, "device", a->name);
	tag_json_applied(object, a);
	return object;
}

static struct json_object *attachments_json(const struct state *state)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = state->count; i--;)
		json_object_array_add(array, attachment_json(&state->list[i]));
	return array;
}

/* Seconds since 1970 */
static struct json_object *time_json(void)
{
	struct timeval now;
	double seconds;
	char text[32];

	gettimeofday(&now, NULL);
	seconds = (double)now.tv_sec + (double)now.tv_usec / 1e6;
	snprintf(text, sizeof(text), "%.3f", seconds);
	return json_object_new_double_s(seconds, text);
}

void export_json(const struct export *e)
{
	struct json_object *object = json_object_new_object();
	const struct state *state = &e->state;
	int form = JSON_C_TO_STRING_NOSLASHESCAPE;

	form |= e->watch ? JSON_C_TO_STRING_PLAIN : JSON_C_TO_STRING_PRETTY;
	if (e->watch)
		json_object_object_add(object, "time", time_json());
	add_source(object, e);
	json_add_bool(object, "known", state->known);
	if (state->known) {
		json_object_object_add(object, "requested",
				       tag_json_asked(&state->asked));
		json_object_object_add(object, "attachments",
				       attachments_json(state));
	}
	fprintf(e->out, "%s\n", json_object_to_json_string_ext(object, form));
	json_object_put(object);
}
