// SPDX-License-Identifier: BSD-3-Clause
/* A run: what the guest said, and what the capture says to it */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/input.h"
#include "cli/report/report.h"

/**
 * struct report_run - one run while it is taken in
 * @requester:	ID of the importer
 * @link:	link to the completer
 * @sent:	link to the requester or NULL
 * @stray:	hinted writes of the importer that no case expects
 */
struct report_run {
	uint16_t requester;
	const char *link, *sent;
	uint64_t stray;
};

static void fault(struct report_case *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void fault(struct report_case *c, const char *format, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	json_object_array_add(c->faults, json_object_new_string(text));
}

size_t report_case_faults(const struct report_case *c)
{
	return json_object_array_length(c->faults);
}

/*
 * Member @key as a number up to @max; *@ret stays as it is if there is none.
 * Return: false it is something else
 */
static bool number(struct json_object *json, const char *key, int64_t max,
		   int64_t *ret)
{
	struct json_object *value;
	int64_t n;

	if (!json_object_object_get_ex(json, key, &value))
		return true;
	if (!json_object_is_type(value, json_type_int))
		return false;
	n = json_object_get_int64(value);
	if (n < 0 || n > max)
		return false;
	*ret = n;
	return true;
}

/* Return: 0; -EPROTO */
static int hint_from_json(struct report_hint *hint, struct json_object *json)
{
	int64_t width = 0, st = 0, ph = 0;

	if (!number(json, "width", 16, &width) || (width != 8 && width != 16) ||
	    !number(json, "st", width == 16 ? 0xffff : 0xff, &st) ||
	    !number(json, "ph", 3, &ph))
		return -EPROTO;
	*hint = (struct report_hint){
		.present = true,
		.width = width,
		.st = st,
		.ph = ph,
	};
	return 0;
}

/* Return: 0; -EPROTO */
static int window_from_json(struct report_window *w, struct json_object *json,
			    const struct report_run *run)
{
	int64_t addr = 0, size = 0;
	struct json_object *hint;

	w->tlps = w->bytes = -1;
	if (!json_object_is_type(json, json_type_object) ||
	    !number(json, "addr", INT64_MAX, &addr) ||
	    !number(json, "size", INT64_MAX, &size) ||
	    !number(json, "tlps", INT64_MAX, &w->tlps) ||
	    !number(json, "bytes", INT64_MAX, &w->bytes))
		return -EPROTO;
	w->where.link =
		json_object_object_get(json, "at") ? run->sent : run->link;
	w->where.type = TLP_MWR;
	w->where.addr = addr;
	w->where.size = size;
	if (!json_object_object_get_ex(json, "hint", &hint))
		return 0;
	return hint_from_json(&w->hint, hint);
}

/* The guest's text reaches a terminal: nothing but printable ASCII */
static void clean(struct json_object *json)
{
	if (json_object_is_type(json, json_type_object)) {
		json_object_object_foreach(json, key, value)
		{
			(void)key;
			clean(value);
		}
	} else if (json_object_is_type(json, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(json); i++)
			clean(json_object_array_get_idx(json, i));
	} else if (json_object_is_type(json, json_type_string)) {
		char *text = strdup(json_object_get_string(json));

		for (char *p = text; p && *p; p++)
			if (*p < ' ' || *p > '~')
				*p = '?';
		json_object_set_string(json, text ? text : "?");
		free(text);
	}
}

/* Return: @key is a string, or need not be there and is not */
static bool is_text(struct json_object *json, const char *key, bool required)
{
	struct json_object *value;

	if (!json_object_object_get_ex(json, key, &value))
		return !required;
	return json_object_is_type(value, json_type_string);
}

static bool are_texts(struct json_object *array)
{
	for (size_t i = 0; i < json_object_array_length(array); i++)
		if (!json_object_is_type(json_object_array_get_idx(array, i),
					 json_type_string))
			return false;
	return true;
}

/* Takes @json over. Return: 0; -EPROTO a member is missing; -ENOMEM. */
static int add_case(struct report *report, const char *run,
		    const struct report_run *state, struct json_object *json)
{
	struct json_object *windows, *faults;
	struct report_case *cases, *c;
	int ret = 0;

	cases = realloc(report->cases, (report->ncases + 1) * sizeof(*cases));
	if (!cases)
		return -ENOMEM;
	report->cases = cases;
	clean(json);
	if (!is_text(json, "name", true) || !is_text(json, "memory", false) ||
	    !is_text(json, "operation", false) ||
	    !json_object_object_get_ex(json, "windows", &windows) ||
	    !json_object_object_get_ex(json, "faults", &faults) ||
	    !json_object_is_type(windows, json_type_array) ||
	    !json_object_is_type(faults, json_type_array) || !are_texts(faults))
		return -EPROTO;

	c = &cases[report->ncases];
	*c = (struct report_case){.run = run, .in = json, .faults = faults};
	c->nwindows = json_object_array_length(windows);
	c->windows = calloc(c->nwindows + 1, sizeof(*c->windows));
	if (!c->windows)
		return -ENOMEM;
	for (size_t i = 0; i < c->nwindows && !ret; i++)
		ret = window_from_json(&c->windows[i],
				       json_object_array_get_idx(windows, i),
				       state);
	if (ret) {
		free(c->windows);
		return ret;
	}
	report->ncases++;
	return 0;
}

/* "dddd:bb:dd.f" */
static int parse_requester(struct json_object *json, uint16_t *ret_id)
{
	struct json_object *value;
	unsigned int bus, dev, fn;

	if (!is_text(json, "requester", true) ||
	    !json_object_object_get_ex(json, "requester", &value) ||
	    sscanf(json_object_get_string(value), "%*x:%x:%x.%x", &bus, &dev,
		   &fn) != 3 ||
	    bus > 0xff || dev > 0x1f || fn > 7)
		return -EPROTO;
	*ret_id = TLP_BDF(bus, dev, fn);
	return 0;
}

/* The first line tells of the devices, each other one of a case */
static int add_line(struct report *report, const char *run, const char *line,
		    struct report_run *state, unsigned int number)
{
	struct json_object *json = json_tokener_parse(line);
	int ret;

	if (!json)
		return -EPROTO;
	if (number == 1) {
		ret = parse_requester(json, &state->requester);
		json_object_put(json);
		return ret;
	}
	ret = add_case(report, run, state, json);
	if (ret)
		json_object_put(json);
	return ret;
}

static int read_cases(struct report *report, const char *run, const char *path,
		      struct report_run *state)
{
	FILE *file = fopen(path, "re");
	unsigned int number = 0;
	char *line = NULL;
	size_t size = 0;
	int ret = 0;

	if (!file) {
		ret = -errno;
		fprintf(stderr, "tph report: %s: %s\n", path, strerror(-ret));
		return ret;
	}
	/* Other lines are messages for people */
	errno = 0;
	while (!ret && getline(&line, &size, file) > 0)
		if (line[0] == '{')
			ret = add_line(report, run, line, state, ++number);
	if (!ret && !feof(file)) {
		ret = errno ? -errno : -EIO;
		fprintf(stderr, "tph report: %s: %s\n", path, strerror(-ret));
		free(line);
		fclose(file);
		return ret;
	}
	if (!ret && number < 2) {
		ret = -EPROTO;
		number++;
	}
	if (ret)
		fprintf(stderr, "tph report: %s: object %u is no case: %s\n",
			path, number, strerror(-ret));
	free(line);
	fclose(file);
	return ret;
}

/* Count a TLP for the windows of cases @first and up */
static void feed(struct report *report, size_t first, struct report_run *state,
		 const struct packet *packet)
{
	bool expected = false;

	if (packet->tlp.type != TLP_MWR ||
	    packet->tlp.requester != state->requester)
		return;

	for (size_t i = first; i < report->ncases; i++) {
		struct report_case *c = &report->cases[i];

		for (size_t j = 0; j < c->nwindows; j++)
			if (summary_add(&c->windows[j].seen,
					&c->windows[j].where, packet))
				expected = true;
	}
	if (!expected && packet->tlp.th &&
	    !strcmp(packet->raw.link, state->link))
		state->stray++;
}

static int read_capture(struct report *report, size_t first, const char *path,
			struct report_run *state)
{
	char position[PACKET_POSITION];
	struct capture_reader *reader;
	struct packet packet;
	int ret;

	ret = input_open("report", path, false, &reader);
	if (ret)
		return ret;
	/* What follows a damaged place may be complete, what is there is not */
	while ((ret = input_next(reader, &packet)) == 1 && !packet.damage)
		if (!packet.error)
			feed(report, first, state, &packet);
	if (ret == 1) {
		fprintf(stderr, "tph report: %s: %s: %s\n", path,
			packet_position(&packet, position, sizeof(position)),
			packet_error(&packet));
		ret = packet.error;
	} else if (ret) {
		fprintf(stderr, "tph report: %s: %s\n", path, strerror(-ret));
	}
	capture_free(reader);
	return ret;
}

static void judge_hint(struct report_case *c, const struct report_window *w)
{
	const struct summary *s = &w->seen;
	unsigned int width =
		w->hint.width == 16 ? SUMMARY_WIDTH_16 : SUMMARY_WIDTH_8;

	if (!w->hint.present) {
		if (s->with_th)
			fault(c,
			      "%" PRIu64 " of %" PRIu64
			      " TLPs carry TH, expected none",
			      s->with_th, s->tlps);
		return;
	}
	if (s->with_th != s->tlps)
		fault(c,
		      "%" PRIu64 " of %" PRIu64 " TLPs carry TH, expected all",
		      s->with_th, s->tlps);
	if (!s->with_th)
		return;
	if (s->st_count != 1 || s->st[0] != w->hint.st)
		fault(c, "ST %#x and %u others, expected %#x", s->st[0],
		      s->st_count - 1, w->hint.st);
	if (s->phs != 1u << w->hint.ph)
		fault(c, "PH set %#x, expected PH %u", s->phs, w->hint.ph);
	if (s->widths != width)
		fault(c, "width set %#x, expected %u bits", s->widths,
		      w->hint.width);
}

static void judge(struct report_case *c)
{
	for (size_t i = 0; i < c->nwindows; i++) {
		const struct report_window *w = &c->windows[i];

		if (w->tlps < 0 ? !w->seen.tlps
				: w->seen.tlps != (uint64_t)w->tlps)
			fault(c,
			      "%" PRIu64 " TLPs to 0x%" PRIx64
			      ", expected %" PRId64,
			      w->seen.tlps, w->where.addr, w->tlps);
		if (w->bytes >= 0 && w->seen.bytes != (uint64_t)w->bytes)
			fault(c,
			      "%" PRIu64 " bytes to 0x%" PRIx64
			      ", expected %" PRId64,
			      w->seen.bytes, w->where.addr, w->bytes);
		judge_hint(c, w);
	}
}

int report_add(struct report *report, const char *run, const char *cases,
	       const char *capture, const char *link, const char *sent)
{
	struct report_run state = {.link = link, .sent = sent};
	size_t first = report->ncases;
	int ret;

	ret = read_cases(report, run, cases, &state);
	if (!ret)
		ret = read_capture(report, first, capture, &state);
	if (ret)
		return ret;

	for (size_t i = first; i < report->ncases; i++)
		judge(&report->cases[i]);
	if (state.stray)
		fault(&report->cases[first],
		      "%" PRIu64 " hinted writes that no case expects",
		      state.stray);
	return 0;
}

void report_free(struct report *report)
{
	for (size_t i = 0; i < report->ncases; i++) {
		json_object_put(report->cases[i].in);
		free(report->cases[i].windows);
	}
	free(report->cases);
}
