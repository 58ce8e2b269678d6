// SPDX-License-Identifier: BSD-3-Clause
/* tph doctor: find out why a tag does not arrive */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <opentph/error.h>

#include "cli/command.h"
#include "cli/doctor/print.h"
#include "cli/host.h"
#include "cli/options.h"

static const char usage[] =
	"Usage: tph doctor [OPTION]...\n"
	"       tph doctor --dump FILE [--with-identity] [OPTION]...\n"
	"Check the needs of steering tags: kernel, IOMMU, ports, functions, dma-bufs.\n"
	"      --id ID      make this check only; may be given several times\n"
	"      --list       list the checks\n"
	"      --json       print a JSON object for each result\n"
	"      --dump FILE  write the machine to FILE and check nothing; - is standard\n"
	"                   output\n"
	"      --with-identity  dump serial numbers, names of network interfaces and the\n"
	"                   kernel's whole command line too\n" HOST_OPTION_USAGE
	"Exit status: 0 all is ok or dumped, 1 a check failed, 2 something is unknown, or\n"
	"wrong arguments.\n";

/* Most --id options */
#define MAX_IDS 64

/**
 * struct run - one run
 * @options:	machine
 * @dump:	file to write the machine to, NULL: check it
 * @identity:	write also identities of the machine
 * @json:	print JSON
 * @list:	list the checks
 * @ids:	checks to make
 * @count:	number of @ids; 0: all checks
 */
struct run {
	struct host_options options;
	const char *dump;
	bool identity, json, list;
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

/* A dump without its end must not be read by anybody. Return: enum tph_exit */
static int dump(const struct run *run, const struct tph_host *host)
{
	bool to_stdout = !strcmp(run->dump, "-");
	FILE *file = to_stdout ? stdout : fopen(run->dump, "we");
	int ret;

	if (!file) {
		fprintf(stderr, "tph doctor: %s: %s\n", run->dump,
			strerror(errno));
		return TPH_EXIT_USAGE;
	}
	ret = tph_host_write(host, file,
			     run->identity ? TPH_HOST_WRITE_IDENTITY : 0);
	if (ret)
		fprintf(stderr, "tph doctor: %s: %s\n", run->dump, tph_error());
	if (!to_stdout && fclose(file) && !ret) {
		ret = -errno;
		fprintf(stderr, "tph doctor: %s: %s\n", run->dump,
			strerror(-ret));
	}
	if (ret && !to_stdout)
		unlink(run->dump);
	return ret ? TPH_EXIT_USAGE : TPH_EXIT_OK;
}

int cmd_doctor(int argc, char **argv)
{
	struct run run = {0};
	const struct option_row rows[] = {
		{"id", .take = take_id},
		{"list", .flag = &run.list},
		{"json", .flag = &run.json},
		{"dump", .text = &run.dump},
		{"with-identity", .flag = &run.identity},
		HOST_OPTION_ROWS(&run.options),
		{0},
	};
	const struct options options = {usage, rows, &run, 0, 0};
	int status = options_parse(&options, argc, argv);
	struct tph_host *host;

	if (status >= 0)
		return status;
	if ((run.dump && (run.list || run.json || run.count)) ||
	    (run.identity && !run.dump))
		return options_refuse(&options);
	if (run.list)
		return list();
	run.options.says_root = !run.json && !run.dump;
	status = host_open(&run.options, argv[0], &host);
	if (status >= 0)
		return status;
	status = run.dump ? dump(&run, host) : examine(&run, host);
	tph_host_free(host);
	return status;
}
