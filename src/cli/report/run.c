// SPDX-License-Identifier: BSD-3-Clause
/* A run: the guest's cases, compared with the capture */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/match/expect.h"
#include "cli/input.h"
#include "cli/report/report.h"

/**
 * struct report_run - a run while it is read
 * @link:	link to the completer
 * @sent:	link to the requester or NULL
 * @writes:	conditions that select the importer's writes
 * @rules:	a rule for each window, and one for all other writes
 * @error:	reason why a rule is invalid
 */
struct report_run {
	const char *link, *sent;
	char writes[40];
	struct expect rules;
	char error[256];
};

size_t report_case_faults(const struct report_case *c)
{
	return json_object_array_length(c->faults);
}

/*
 * Read member @key as a number up to @max; a missing member does not change
 * *@ret. Return: false if it is not such a number
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

static int add_rule(struct report_run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Return: 0; -EINVAL or -ENOMEM with @run->error set */
static int add_rule(struct report_run *run, const char *format, ...)
{
	char *rule = NULL;
	va_list ap;
	int ret;

	va_start(ap, format);
	ret = vasprintf(&rule, format, ap);
	va_end(ap);
	if (ret < 0)
		return -ENOMEM;
	ret = expect_add(&run->rules, rule, 0, run->error, sizeof(run->error));
	free(rule);
	return ret;
}

/* Requirements for a hint; without @json: no hint. Return: 0; -EPROTO */
static int hint_rule(struct json_object *json, char *rule, size_t size)
{
	int64_t width = 0, st = 0, ph = 0;

	if (!number(json, "width", 16, &width) || (width != 8 && width != 16) ||
	    !number(json, "st", width == 16 ? 0xffff : 0xff, &st) ||
	    !number(json, "ph", 3, &ph))
		return -EPROTO;
	snprintf(rule, size, "th=1 width=%d st=0x%x ph=%d", (int)width, (int)st,
		 (int)ph);
	return 0;
}

/* Return: 0; -EPROTO; -EINVAL or -ENOMEM with @run->error set */
static int window_rule(struct report_run *run, struct json_object *json)
{
	int64_t addr = 0, size = 0, tlps = -1, bytes = -1;
	char required[64] = "th=0";
	struct json_object *hint;
	const char *link;

	if (!json_object_is_type(json, json_type_object) ||
	    !number(json, "addr", INT64_MAX, &addr) ||
	    !number(json, "size", INT64_MAX, &size) ||
	    !number(json, "tlps", INT64_MAX, &tlps) ||
	    !number(json, "bytes", INT64_MAX, &bytes) ||
	    (json_object_object_get_ex(json, "hint", &hint) &&
	     hint_rule(hint, required, sizeof(required))))
		return -EPROTO;
	link = json_object_object_get(json, "at") ? run->sent : run->link;
	return add_rule(run,
			"addr=0x%" PRIx64 "+%" PRId64
			"%s%s %s : %s count=%" PRId64 "%s total=%" PRId64 "%s",
			addr, size, link ? " link=" : "", link ? link : "",
			run->writes, required, tlps < 0 ? 1 : tlps,
			tlps < 0 ? ".." : "", bytes < 0 ? 0 : bytes,
			bytes < 0 ? ".." : "");
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

/* Return: true if @key is a string, or missing and optional */
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

/* A case that did not run has a reason only. Return: 0; -EPROTO */
static int complete_skipped(struct json_object *json)
{
	if (json_object_object_get(json, "windows") ||
	    json_object_object_get(json, "faults"))
		return -EPROTO;
	json_object_object_add(json, "windows", json_object_new_array());
	json_object_object_add(json, "faults", json_object_new_array());
	return 0;
}

/* Takes over @json on success. Return: 0; -EPROTO; as add_rule() */
static int add_case(struct report *report, const char *run,
		    struct report_run *state, struct json_object *json)
{
	struct json_object *windows, *faults, *skipped = NULL;
	struct report_case *cases, *c;
	int ret = 0;

	cases = realloc(report->cases, (report->ncases + 1) * sizeof(*cases));
	if (!cases)
		return -ENOMEM;
	report->cases = cases;
	clean(json);
	if (json_object_is_type(json, json_type_object) &&
	    json_object_object_get_ex(json, "skipped", &skipped) &&
	    complete_skipped(json))
		return -EPROTO;
	if (!is_text(json, "name", true) || !is_text(json, "memory", false) ||
	    !is_text(json, "skipped", false) ||
	    !is_text(json, "cycles_are", false) ||
	    !is_text(json, "operation", false) ||
	    !json_object_object_get_ex(json, "windows", &windows) ||
	    !json_object_object_get_ex(json, "faults", &faults) ||
	    !json_object_is_type(windows, json_type_array) ||
	    !json_object_is_type(faults, json_type_array) || !are_texts(faults))
		return -EPROTO;

	c = &cases[report->ncases];
	*c = (struct report_case){
		.run = run,
		.in = json,
		.faults = faults,
		.skipped = skipped ? json_object_get_string(skipped) : NULL,
		.rule = state->rules.count,
		.nwindows = json_object_array_length(windows),
	};
	for (size_t i = 0; i < c->nwindows && !ret; i++)
		ret = window_rule(state, json_object_array_get_idx(windows, i));
	if (ret)
		return ret;
	c->seen = calloc(c->nwindows + 1, sizeof(*c->seen));
	if (!c->seen)
		return -ENOMEM;
	report->ncases++;
	return 0;
}

/* "dddd:bb:dd.f" */
static int parse_requester(struct json_object *json, struct report_run *run)
{
	struct json_object *value;
	unsigned int bus, dev, fn;

	if (!is_text(json, "requester", true) ||
	    !json_object_object_get_ex(json, "requester", &value) ||
	    sscanf(json_object_get_string(value), "%*x:%x:%x.%x", &bus, &dev,
		   &fn) != 3 ||
	    bus > 0xff || dev > 0x1f || fn > 7)
		return -EPROTO;
	snprintf(run->writes, sizeof(run->writes),
		 "type=MWr requester=%02x:%02x.%x", bus, dev, fn);
	return 0;
}

/* The first line describes the devices, each other line a case */
static int add_line(struct report *report, const char *run, const char *line,
		    struct report_run *state, unsigned int number)
{
	struct json_object *json = json_tokener_parse(line);
	int ret;

	if (!json)
		return -EPROTO;
	if (number == 1) {
		ret = parse_requester(json, state);
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
		fprintf(stderr, "tph report: %s: object %u is not a case: %s\n",
			path, number,
			*state->error ? state->error : strerror(-ret));
	free(line);
	fclose(file);
	return ret;
}

/* Judge a TLP, and count it for the windows of cases @first and up */
static void feed(struct report *report, size_t first, struct report_run *run,
		 const struct packet *packet)
{
	expect_feed(&run->rules, packet);
	for (size_t i = first; i < report->ncases; i++) {
		struct report_case *c = &report->cases[i];
		const struct expect_rule *rule = &run->rules.rules[c->rule];

		for (size_t j = 0; j < c->nwindows; j++)
			if (match_holds(&rule[j].select, packet))
				summary_add(&c->seen[j], packet);
	}
}

static int read_capture(struct report *report, size_t first, const char *path,
			struct report_run *state)
{
	char position[PACKET_POSITION];
	struct capture_reader *reader;
	struct packet packet;
	int ret;

	ret = input_open("report", path, &report->input, &reader);
	if (ret)
		return ret;
	/* Damage may hide TLPs, so the run is not judged */
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

/* No case expects a hinted write elsewhere. Return: as add_rule() */
static int add_other(struct report_run *run)
{
	int ret = add_rule(run, "else th=1 link=%s %s : count=0", run->link,
			   run->writes);

	if (ret)
		fprintf(stderr, "tph report: link %s: %s\n", run->link,
			run->error);
	return ret;
}

/* A rule that does not hold is a fault of the case. Return: 0; -ENOMEM */
static int judge(struct report_case *c, const struct expect_rule *rule)
{
	char *text;
	size_t size;
	FILE *out;

	if (expect_rule_holds(rule))
		return 0;
	out = open_memstream(&text, &size);
	if (!out)
		return -ENOMEM;
	fprintf(out, "%s\n", rule->text);
	expect_rule_report(rule, out);
	if (fclose(out))
		return -ENOMEM;
	text[size - 1] = '\0';
	json_object_array_add(c->faults, json_object_new_string(text));
	free(text);
	return 0;
}

int report_add(struct report *report, const char *run, const char *cases,
	       const char *capture, const char *link, const char *sent)
{
	struct report_run state = {.link = link, .sent = sent};
	const struct expect_rule *rules;
	size_t first = report->ncases;
	int ret;

	ret = read_cases(report, run, cases, &state);
	if (!ret)
		ret = add_other(&state);
	if (!ret)
		ret = read_capture(report, first, capture, &state);
	rules = state.rules.rules;
	for (size_t i = first; i < report->ncases && !ret; i++) {
		struct report_case *c = &report->cases[i];

		for (size_t j = 0; j < c->nwindows && !ret; j++)
			ret = judge(c, &rules[c->rule + j]);
	}
	if (!ret)
		ret = judge(&report->cases[first],
			    &rules[state.rules.count - 1]);
	expect_free(&state.rules);
	return ret;
}

void report_free(struct report *report)
{
	for (size_t i = 0; i < report->ncases; i++) {
		json_object_put(report->cases[i].in);
		free(report->cases[i].seen);
	}
	free(report->cases);
}
