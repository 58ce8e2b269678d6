// SPDX-License-Identifier: BSD-3-Clause
/*
 * The tag of a CPU is known to firmware only: function 0xf of the Root Port's _DSM (PCI
 * Firmware Specification 3.3, 4.6.15). A ConnectX makes the kernel call it; without one
 * the tables of ACPI can only show that there is no _DSM of this kind.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground.h"
#include "host/doctor/rdma.h"

#define GUID_TEXT "e5c937d0-3553-4d7a-9117-ea4d19c3434d"
#define MAX_TABLE (64u << 20)

/* The GUID as ToUUID() of ASL stores it */
static const uint8_t guid[16] = {0xd0, 0x37, 0xc9, 0xe5, 0x53, 0x35,
				 0x7a, 0x4d, 0x91, 0x17, 0xea, 0x4d,
				 0x19, 0xc3, 0x43, 0x4d};

/* The first CPU that this process may use */
static int first_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof(set), &set))
		return 0;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &set))
			return cpu;
	return 0;
}

/* Return: true if the function's Root Port was asked, with an answer */
static bool call_by(struct check *check,
		    const struct tph_host_function *function)
{
	struct doctor_result *result;
	char device[RDMA_NAME_SIZE];
	const char *call = "ibv_alloc_dmah";
	int cpu = first_cpu(), error;

	if (!rdma_is_mlx5(function) || rdma_device(check, function, device))
		return false;
	error = -check->source->probe(device, cpu, &call);
	if (error && (error != EINVAL || strcmp(call, "ibv_alloc_dmah")))
		return false;
	if (error) {
		result = check_found(
			check, DOCTOR_FAIL, function,
			"firmware has no tag of CPU %d for this Root Port",
			cpu);
		result->remedy =
			"Look for TPH in the firmware's settings of PCIe, or update the firmware of the machine; tags for peers do not need it.";
	} else {
		result = check_found(check, DOCTOR_OK, function,
				     "firmware has a tag of CPU %d", cpu);
	}
	result->reg = check_text(check, "%s", call);
	result->value = error ? check_errno(error) : "success";
	return true;
}

/**
 * struct tables - ACPI tables
 * @read:	tables that were read
 * @denied:	tables that may not be read
 * @found:	path of one that has the GUID
 */
struct tables {
	size_t read, denied;
	char found[PATH_MAX];
};

static void search(struct tables *tables, FILE *file, const char *path)
{
	size_t size = 0, room = 0, n;
	uint8_t *data = NULL, *more;

	do {
		if (size == room) {
			room = room ? room * 2 : 65536;
			more = room > MAX_TABLE ? NULL : realloc(data, room);
			if (!more)
				break;
			data = more;
		}
		n = fread(data + size, 1, room - size, file);
		size += n;
	} while (n);
	tables->read += size > 0;
	if (size && memmem(data, size, guid, sizeof(guid)))
		snprintf(tables->found, sizeof(tables->found), "%s", path);
	free(data);
}

static void take_table(struct tables *tables, const char *folder,
		       const char *name)
{
	char path[PATH_MAX];
	FILE *file;

	/* Only these have code */
	if (strncmp(name, "DSDT", 4) && strncmp(name, "SSDT", 4))
		return;
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "re");
	if (!file) {
		tables->denied += errno == EACCES || errno == EPERM;
		return;
	}
	search(tables, file, path);
	fclose(file);
}

static void take_folder(struct tables *tables, const char *folder)
{
	struct dirent *entry;
	DIR *dir = opendir(folder);

	if (!dir)
		return;
	while ((entry = readdir(dir)))
		take_table(tables, folder, entry->d_name);
	closedir(dir);
}

static void report_tables(struct check *check, const struct tables *tables)
{
	struct doctor_result *result;

	if (*tables->found) {
		result = check_found(
			check, DOCTOR_UNKNOWN, NULL,
			"firmware has a _DSM for PCI; only a call shows whether it knows tags (function 15)");
		result->value = "there";
		result->file = check_text(check, "%s", tables->found);
		result->remedy =
			"Disassemble the table and look for a comparison of Arg2 with 0x0F.";
		result->command = check_text(check, "iasl -p /tmp/table -d %s",
					     tables->found);
	} else if (tables->denied) {
		result = check_found(check, DOCTOR_UNKNOWN, NULL,
				     "tables of ACPI: needs root");
		result->value = "not read";
		result->remedy = DOCTOR_AS_ROOT;
		result->root = true;
	} else if (tables->read) {
		result = check_found(
			check, DOCTOR_FAIL, NULL,
			"firmware has no _DSM for PCI: it knows no tags of CPUs");
		result->value = "not there";
		result->remedy =
			"Update the firmware of the machine; tags for peers do not need it.";
	} else {
		result = check_found(check, DOCTOR_UNKNOWN, NULL,
				     "there are no tables of ACPI to read");
		result->value = "not read";
	}
	result->reg = GUID_TEXT;
	if (!result->file)
		result->file = check_text(check, "%s/firmware/acpi/tables",
					  check->source->sysfs);
}

void check_dsm(struct check *check)
{
	const struct doctor_source *source = check->source;
	const struct tph_host_function *function;
	struct tables tables = {0};
	char path[PATH_MAX];
	size_t called = 0;

	if (!source->sysfs) {
		check_not_here(check, "tables of ACPI");
		return;
	}
	if (source->probe)
		for (size_t i = 0; (function = tph_host_at(source->host, i));
		     i++)
			called += call_by(check, function);
	if (called)
		return;
	snprintf(path, sizeof(path), "%s/firmware/acpi/tables", source->sysfs);
	take_folder(&tables, path);
	snprintf(path, sizeof(path), "%s/firmware/acpi/tables/dynamic",
		 source->sysfs);
	take_folder(&tables, path);
	report_tables(check, &tables);
}
