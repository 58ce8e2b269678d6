// SPDX-License-Identifier: BSD-3-Clause
/* The counts as one JSON object */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json.h"
#include "cli/stat/stat.h"

static void add_rate(struct json_object *object, const char *name, uint64_t n,
		     double seconds)
{
	struct json_object *rate = NULL;
	char text[32];

	if (seconds > 0) {
		snprintf(text, sizeof(text), "%.9g", n / seconds);
		rate = json_object_new_double_s(n / seconds, text);
	}
	json_object_object_add(object, name, rate);
}

static struct json_object *latency_json(const struct latency *latency)
{
	struct json_object *object = json_object_new_object();

	json_add_number(object, "completed", latency->count);
	json_add_number(object, "min_ns", latency->min);
	for (unsigned int i = 0; i < STAT_QUANTILES; i++)
		json_add_number(object, stat_quantiles[i].key,
				latency_percentile(latency,
						   stat_quantiles[i].permille));
	json_add_number(object, "max_ns", latency->max);
	return object;
}

static void add_counters(struct json_object *object,
			 const struct tally_row *row, double seconds)
{
	json_add_number(object, "tlps", row->tlps);
	json_add_number(object, "with_th", row->th);
	json_add_number(object, "data_bytes", row->data);
	json_add_number(object, "wire_bytes", row->wire);
	add_rate(object, "tlps_per_second", row->tlps, seconds);
	add_rate(object, "data_bytes_per_second", row->data, seconds);
	if (row->latency)
		json_object_object_add(object, "latency",
				       latency_json(row->latency));
}

static void add_label(struct json_object *object, enum traffic_by by,
		      const struct traffic *traffic, uint64_t key)
{
	struct traffic_label label;

	if (by == TRAFFIC_ST && key == TRAFFIC_ST_NONE) {
		json_object_object_add(object, "st", NULL);
	} else if (by == TRAFFIC_ST) {
		json_add_number(object, "st", key & TRAFFIC_ST_TAG);
		json_add_number(object, "width",
				key & TRAFFIC_ST_WIDE ? 16 : 8);
		json_add_number(object, "ph", key >> TRAFFIC_ST_PH & 3);
	} else {
		traffic_label(traffic, by, key, &label);
		for (unsigned int i = 0; traffic_heading(by, i); i++)
			json_object_object_add(
				object, traffic_heading(by, i),
				json_object_new_string(label.name[i]));
	}
}

/* Print an object without its last character and free it. Return: 0; -ENOMEM.
 */
static int print_open(struct json_object *object, FILE *out)
{
	const char *text =
		json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN);

	if (text)
		fprintf(out, "%.*s", (int)strlen(text) - 1, text);
	json_object_put(object);
	return text ? 0 : -ENOMEM;
}

static int print_row(struct json_object *object, const struct tally_row *row,
		     double seconds, bool first, FILE *out)
{
	int ret;

	add_counters(object, row, seconds);
	fputs(first ? "" : ",", out);
	ret = print_open(object, out);
	fputc('}', out);
	return ret;
}

/* Row by row: thousands of objects would use more memory than all counters */
static int print_table(const struct traffic *traffic, enum traffic_by by,
		       double seconds, FILE *out)
{
	const struct tally *tally = &traffic->by[by];
	const struct tally_row **ranked = tally_ranked(tally);
	int ret = ranked ? 0 : -ENOMEM;

	for (size_t i = 0; i < tally->count && !ret; i++) {
		struct json_object *row = json_object_new_object();

		add_label(row, by, traffic, ranked[i]->key);
		ret = print_row(row, ranked[i], seconds, !i, out);
	}
	free(ranked);
	if (!ret && tally->others.tlps) {
		struct json_object *row = json_object_new_object();

		json_object_object_add(row, "others",
				       json_object_new_boolean(true));
		ret = print_row(row, &tally->others, seconds, !tally->count,
				out);
	}
	return ret;
}

int stat_json(const struct stat_counts *counts, const struct stat_view *view,
	      FILE *out)
{
	static const char *const names[TRAFFIC_MAX] = {
		[TRAFFIC_LINK] = "links",
		[TRAFFIC_REQUESTER] = "requesters",
		[TRAFFIC_ST] = "sts",
		[TRAFFIC_TYPE] = "types",
	};
	const struct traffic *traffic = &counts->traffic;
	const struct tally_row all = tally_sum(&traffic->by[TRAFFIC_TYPE]);
	struct json_object *object = json_object_new_object();
	double seconds = traffic_seconds(traffic);
	int ret;

	json_add_number(object, "packets", counts->unreadable.packets);
	json_add_number(object, "lost", counts->unreadable.lost);
	json_add_number(object, "malformed",
			counts->unreadable.malformed.count);
	json_add_number(object, "damaged", counts->unreadable.damaged.count);
	json_add_number(object, "cut", counts->cut);
	json_add_number(object, "skipped", counts->skipped);
	json_add_number(object, "unanswered", counts->join.unanswered);
	json_add_number(object, "forgotten", counts->join.given_up);
	json_add_number(object, "first_ns", traffic->first_ns);
	json_add_number(object, "last_ns", traffic->last_ns);
	add_counters(object, &all, seconds);
	ret = print_open(object, out);
	for (unsigned int by = 0; by < TRAFFIC_MAX && !ret; by++) {
		if (!(view->tables & 1u << by))
			continue;
		fprintf(out, ",\"%s\":[", names[by]);
		ret = print_table(traffic, by, seconds, out);
		fputc(']', out);
	}
	fputs("}\n", out);
	return ret;
}
