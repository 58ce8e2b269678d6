// SPDX-License-Identifier: BSD-3-Clause
/* tph doctor: find out why a tag does not arrive */
#include <stdlib.h>
#include <string.h>

#include <opentph/error.h>

#include "cli/command.h"
#include "cli/doctor/print.h"
#include "cli/host.h"
#include "cli/options.h"

static const char usage[] =
	"Usage: tph doctor [OPTION]...\n"
	"Check what steering tags need: kernel, IOMMU, ports, functions, dma-bufs.\n"
	"      --id ID      make this check only; may be given several times\n"
	"      --list       list the checks\n"
	"      --json       print a JSON object for each result\n" HOST_OPTION_USAGE
	"Exit status: 0 all is ok, 1 a check failed, 2 something is unknown, or wrong\n"
	"arguments.\n";

/* Most --id options */
#define MAX_IDS 64

/**
 * struct run - one run
 * @options:	machine
 * @json:	print JSON
 * @list:	list the checks
 * @ids:	checks to make
 * @count:	number of @ids; 0: all checks
 */
struct run {
	struct host_options options;
	bool json, list;
	const char *ids[MAX_IDS];
	size_t count;
};

static int take_id(void *data, const char *value)
{
	struct run *run = data;
	const char *id;

	for (size_t i = 0; (id = doctor_id(i, NULL)); i++)
		if (!strcmp(id, value))
			break;
	if (!id || run->count == MAX_IDS) {
		fprintf(stderr, "tph doctor: --id %s: %s\n", value,
			id ? "too many checks"
			   : "there is no such check; see tph doctor --list");
		return TPH_EXIT_USAGE;
	}
	run->ids[run->count++] = id;
	return -1;
}

static int list(void)
{
	const char *id, *question;

	for (size_t i = 0; (id = doctor_id(i, &question)); i++)
		printf("%-18s  %s\n", id, question);
	return TPH_EXIT_OK;
}

static bool is_asked(const struct run *run, const char *id)
{
	for (size_t i = 0; i < run->count; i++)
		if (!strcmp(run->ids[i], id))
			return true;
	return !run->count;
}

/* Return: 0; -errno */
static int ask(const struct run *run, struct doctor *doctor)
{
	const char *id;
	int ret = 0;

	for (size_t i = 0; !ret && (id = doctor_id(i, NULL)); i++)
		if (is_asked(run, id))
			ret = doctor_ask(doctor, id);
	return ret;
}

static int judge(const struct doctor_result *first)
{
	bool unknown = false;

	for (const struct doctor_result *r = first; r; r = r->next) {
		if (r->state == DOCTOR_FAIL)
			return TPH_EXIT_BROKEN;
		unknown |= r->state == DOCTOR_UNKNOWN;
	}
	return unknown ? TPH_EXIT_USAGE : TPH_EXIT_OK;
}

static struct doctor_source source_of(const struct host_options *options,
				      const struct tph_host *host)
{
	struct doctor_source source = {.host = host};

	if (options->file)
		return source;
	source.sysfs = options->sysfs ? options->sysfs : "/sys";
	source.root =
		options->root ? options->root : (options->sysfs ? NULL : "");
	if (!options->sysfs && !options->root)
		source.probe = doctor_verbs;
	return source;
}

static int examine(const struct run *run, const struct tph_host *host)
{
	const struct doctor_source source = source_of(&run->options, host);
	struct doctor *doctor;
	int status = TPH_EXIT_USAGE;

	if (doctor_create(&source, &doctor)) {
		fprintf(stderr, "tph doctor: %s\n", tph_error());
		return status;
	}
	if (ask(run, doctor)) {
		fprintf(stderr, "tph doctor: %s\n", tph_error());
	} else {
		(run->json ? print_json : print_text)(doctor_results(doctor),
						      stdout);
		status = judge(doctor_results(doctor));
	}
	doctor_free(doctor);
	return status;
}

int cmd_doctor(int argc, char **argv)
{
	struct run run = {0};
	const struct option_row rows[] = {
		{"id", .take = take_id},
		{"list", .flag = &run.list},
		{"json", .flag = &run.json},
		HOST_OPTION_ROWS(&run.options),
		{0},
	};
	const struct options options = {usage, rows, &run, 0, 0};
	int status = options_parse(&options, argc, argv);
	struct tph_host *host;

	if (status >= 0)
		return status;
	if (run.list)
		return list();
	status = host_open(&run.options, argv[0], &host);
	if (status >= 0)
		return status;
	status = examine(&run, host);
	tph_host_free(host);
	return status;
}
