// SPDX-License-Identifier: BSD-3-Clause
/*
 * Turns the output of the bench programs into a table and a file: each figure,
 * its yardstick, and their ratio.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"Usage: bench-report FILE [NAME=VALUE]...\n"
	"Read figures, one line of JSON each, from standard input; print a table\n"
	"and write them to FILE (docs/bench.md), with the members NAME.\n";

/* @cpu: 0 if unknown */
struct side {
	const char *name;
	double min, median, p99, cpu;
};

static double number(const json_object *object, const char *name)
{
	json_object *value = json_object_object_get(object, name);

	if (!json_object_is_type(value, json_type_double))
		return 0;
	return json_object_get_double(value);
}

/* Return: false if something is missing. */
static bool read_side(const json_object *object, const char *name,
		      struct side *ret)
{
	const json_object *times = json_object_object_get(object, "ns");
	struct side side = {
		.name = json_object_get_string(
			json_object_object_get(object, name)),
		.min = number(times, "min"),
		.median = number(times, "median"),
		.p99 = number(times, "p99"),
		.cpu = number(object, "cpu_ns"),
	};

	if (!side.name || !(side.min > 0) || !(side.median >= side.min) ||
	    !(side.p99 >= side.median) || side.cpu < 0)
		return false;
	*ret = side;
	return true;
}

static const char *with_unit(double value, const char *const units[4],
			     char *buf, size_t size)
{
	unsigned int i = 0;

	while (value >= 1000 && i < 3) {
		value /= 1000;
		i++;
	}
	snprintf(buf, size, "%.*f %s",
		 value < 10    ? 2
		 : value < 100 ? 1
			       : 0,
		 value, units[i]);
	return buf;
}

static const char *time_of(double value, char buf[24])
{
	static const char *const units[4] = {"ns", "us", "ms", "s"};

	return with_unit(value, units, buf, 24);
}

static const char *rate_of(double value, char buf[24])
{
	static const char *const units[4] = {"/s", "k/s", "M/s", "G/s"};

	return with_unit(1e9 / value, units, buf, 24);
}

static void add_number(json_object *object, const char *name, double value)
{
	char text[32];

	snprintf(text, sizeof(text), "%.6g", value);
	json_object_object_add(object, name,
			       json_object_new_double_s(value, text));
}

/* Check, print and complete one figure. Return: false if it is invalid. */
static bool take(json_object *figure)
{
	json_object *yard = json_object_object_get(figure, "yardstick");
	char a[24], b[24], c[24], d[24], e[24], of_cpu[24] = "-";
	struct side it, beside;
	bool cpu;

	if (!json_object_is_type(figure, json_type_object) ||
	    !json_object_is_type(yard, json_type_object) ||
	    !read_side(figure, "figure", &it) ||
	    !read_side(yard, "name", &beside))
		return false;
	cpu = it.cpu > 0 && beside.cpu > 0;
	if (cpu)
		snprintf(of_cpu, sizeof(of_cpu), "%.3g", it.cpu / beside.cpu);
	printf("%-24s %8s %8s %8s %9s  %-16s %8s %7.3g %7.3g %7s\n", it.name,
	       time_of(it.min, a), time_of(it.median, b), time_of(it.p99, c),
	       rate_of(it.median, d), beside.name, time_of(beside.median, e),
	       it.median / beside.median, it.min / beside.min, of_cpu);
	add_number(figure, "per_second", 1e9 / it.median);
	add_number(yard, "per_second", 1e9 / beside.median);
	add_number(figure, "ratio", it.median / beside.median);
	add_number(figure, "ratio_min", it.min / beside.min);
	if (cpu)
		add_number(figure, "ratio_cpu", it.cpu / beside.cpu);
	return true;
}

/* Return: figures of @in; NULL after a message. */
static json_object *read_all(FILE *in)
{
	json_object *figures = json_object_new_array(), *figure;
	size_t size = 0, number = 0;
	char *line = NULL;

	printf("%-24s %8s %8s %8s %9s  %-16s %8s %7s %7s %7s\n", "", "min",
	       "median", "p99", "rate", "beside", "median", "ratio", "of min",
	       "of CPU");
	while (figures && getline(&line, &size, in) > 0) {
		number++;
		figure = json_tokener_parse(line);
		if (figure && take(figure)) {
			json_object_array_add(figures, figure);
			continue;
		}
		fprintf(stderr, "bench-report: line %zu is not a figure: %s",
			number, line);
		json_object_put(figure);
		json_object_put(figures);
		figures = NULL;
	}
	free(line);
	if (figures && !json_object_array_length(figures)) {
		fputs("bench-report: no figures in the input\n", stderr);
		json_object_put(figures);
		figures = NULL;
	}
	return figures;
}

/* Parse NAME=VALUE. Return: false if it is not of this form. */
static bool add_member(json_object *results, const char *text)
{
	const char *sign = strchr(text, '=');
	char name[32];

	if (!sign || sign == text || sign - text >= (int)sizeof(name))
		return false;
	memcpy(name, text, sign - text);
	name[sign - text] = 0;
	json_object_object_add(results, name, json_object_new_string(sign + 1));
	return true;
}

int main(int argc, char **argv)
{
	json_object *results = json_object_new_object(), *figures;
	int ret = 1;

	for (int i = 2; i < argc; i++)
		if (!add_member(results, argv[i]))
			argc = 0;
	if (argc < 2) {
		fputs(usage, stderr);
		json_object_put(results);
		return 2;
	}
	figures = read_all(stdin);
	if (figures) {
		json_object_object_add(results, "figures", figures);
		ret = json_object_to_file_ext(argv[1], results,
					      JSON_C_TO_STRING_PRETTY) < 0;
		if (ret)
			fprintf(stderr, "bench-report: %s: %s\n", argv[1],
				strerror(errno));
	}
	json_object_put(results);
	return ret;
}
