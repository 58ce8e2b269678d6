// SPDX-License-Identifier: BSD-3-Clause
/*
 * compare-fields DUMP EK: compare the output of "tph dump --json" (DUMP) and of
 * "tshark -T ek" with the dissector (EK) for a capture, TLP by TLP and field
 * by field, in both directions. Prints the first differences, then the names of
 * all fields that were compared. Exit status 0: no difference, 1: some, 2: bad
 * input.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EK_PREFIX "tlp_tlp_"
#define MAX_SHOWN 20

/* Fields of the file, not of the TLP */
static const char *const only_dump[] = {"number",   "offset",  "time_ns",
					"captured", "missing", "line",
					"rules",    NULL};
/* Compared with tph follow, and expert information */
static const char *const only_tshark[] = {
	"request_in", "response_in", "latency", "bad", "unexpected", NULL};

static unsigned long differences, packets;
static struct json_object *seen;

static bool listed(const char *const *list, const char *name)
{
	for (; *list; list++)
		if (!strcmp(*list, name))
			return true;
	return false;
}

/* Next line of @file as JSON. Return: NULL at its end */
static struct json_object *read_object(FILE *file, const char *path)
{
	static char *line;
	static size_t size;
	struct json_object *object;

	if (getline(&line, &size, file) < 0)
		return NULL;
	object = json_tokener_parse(line);
	if (json_object_is_type(object, json_type_object))
		return object;
	fprintf(stderr, "%s: no JSON object: %s", path, line);
	exit(2);
}

/* The next packet that tshark decodes as a TLP; the caller owns @ret_line */
static struct json_object *read_tlp(FILE *file, const char *path,
				    struct json_object **ret_line)
{
	struct json_object *line, *layers, *tlp;

	while ((line = read_object(file, path))) {
		if (json_object_object_get_ex(line, "layers", &layers) &&
		    json_object_object_get_ex(layers, "tlp", &tlp)) {
			*ret_line = line;
			return tlp;
		}
		json_object_put(line);
	}
	return NULL;
}

/* Numbers are text in the output of tshark, and in tph's if they are in hex */
static bool number_of(struct json_object *value, unsigned long long *ret_number)
{
	const char *text = json_object_get_string(value);
	char *end;

	if (json_object_is_type(value, json_type_string) &&
	    strncmp(text, "0x", 2) &&
	    strspn(text, "0123456789") != strlen(text))
		return false;
	errno = 0;
	*ret_number = strtoull(text, &end, 0);
	return !errno && end != text && !*end;
}

static bool same(struct json_object *dump, struct json_object *tshark)
{
	unsigned long long a, b;

	if (json_object_is_type(dump, json_type_array)) {
		size_t n = json_object_array_length(dump);

		/* tshark makes no array of one value */
		if (!json_object_is_type(tshark, json_type_array))
			return n == 1 &&
			       same(json_object_array_get_idx(dump, 0), tshark);
		if (json_object_array_length(tshark) != n)
			return false;
		for (size_t i = 0; i < n; i++)
			if (!same(json_object_array_get_idx(dump, i),
				  json_object_array_get_idx(tshark, i)))
				return false;
		return true;
	}
	if (json_object_is_type(dump, json_type_boolean))
		return json_object_is_type(tshark, json_type_boolean) &&
		       json_object_equal(dump, tshark);
	if (!json_object_is_type(tshark, json_type_string))
		return false;
	if (number_of(dump, &a))
		return number_of(tshark, &b) && a == b;
	return json_object_equal(dump, tshark);
}

static void differ(const char *name, struct json_object *dump,
		   struct json_object *tshark)
{
	if (differences++ >= MAX_SHOWN)
		return;
	printf("TLP %lu: %s: tph: %s, tshark: %s\n", packets, name,
	       dump ? json_object_to_json_string(dump) : "none",
	       tshark ? json_object_to_json_string(tshark) : "none");
}

static void compare(struct json_object *dump, struct json_object *tshark)
{
	struct json_object *other;
	char key[128];

	json_object_object_foreach(dump, name, value)
	{
		if (listed(only_dump, name))
			continue;
		snprintf(key, sizeof(key), EK_PREFIX "%s", name);
		if (!json_object_object_get_ex(tshark, key, &other))
			other = NULL;
		if (!other || !same(value, other))
			differ(name, value, other);
		json_object_object_add(seen, name, NULL);
	}
	json_object_object_foreach(tshark, long_name, theirs)
	{
		const char *short_name = long_name + strlen(EK_PREFIX);

		if (!strncmp(long_name, "_ws_", 4))
			continue;
		if (strncmp(long_name, EK_PREFIX, strlen(EK_PREFIX)))
			differ(long_name, NULL, theirs);
		else if (!listed(only_tshark, short_name) &&
			 !json_object_object_get_ex(dump, short_name, NULL))
			differ(short_name, NULL, theirs);
	}
}

int main(int argc, char **argv)
{
	struct json_object *dump, *tlp, *line = NULL;
	FILE *ours, *theirs;

	if (argc != 3)
		return 2;
	ours = fopen(argv[1], "r");
	theirs = fopen(argv[2], "r");
	if (!ours || !theirs) {
		perror(ours ? argv[2] : argv[1]);
		return 2;
	}
	seen = json_object_new_object();
	while ((dump = read_object(ours, argv[1]))) {
		packets++;
		tlp = read_tlp(theirs, argv[2], &line);
		if (!tlp) {
			printf("TLP %lu: tshark has no more\n", packets);
			return 1;
		}
		compare(dump, tlp);
		json_object_put(dump);
		json_object_put(line);
	}
	if (read_tlp(theirs, argv[2], &line)) {
		printf("TLP %lu: tph has no more\n", packets + 1);
		return 1;
	}
	json_object_object_foreach(seen, name, value)
	{
		(void)value;
		printf("%s\n", name);
	}
	fprintf(stderr, "%lu TLPs, %lu differences\n", packets, differences);
	return differences || !packets;
}
