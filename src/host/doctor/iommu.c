// SPDX-License-Identifier: BSD-3-Clause
/* IOMMU groups and their domains, as far as VFIO needs them */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "ground.h"
#include "host/doctor/check.h"

/* Most types of domains that are told apart */
#define TYPES 8

/**
 * struct groups - groups of functions
 * @grouped:	functions in a group
 * @alone:	functions without a group
 * @types:	different types of domains
 * @type:	types
 * @last:	group that was looked at last; functions of a group are often neighbours
 */
struct groups {
	size_t grouped, alone, types;
	char type[TYPES][24];
	int32_t last;
};

static bool read_word(const char *path, char *buf, int size)
{
	FILE *file = fopen(path, "re");
	bool done;

	if (!file)
		return false;
	done = fgets(buf, size, file);
	fclose(file);
	if (done)
		buf[strcspn(buf, " \n")] = '\0';
	return done;
}

static void take_type(struct groups *groups, const char *sysfs, int32_t group)
{
	char path[PATH_MAX], type[sizeof(groups->type[0])];

	if (groups->last == group)
		return;
	groups->last = group;
	snprintf(path, sizeof(path), "%s/kernel/iommu_groups/%d/type", sysfs,
		 group);
	if (!read_word(path, type, sizeof(type)))
		return;
	for (size_t i = 0; i < groups->types; i++)
		if (!strcmp(groups->type[i], type))
			return;
	if (groups->types < TYPES)
		strcpy(groups->type[groups->types++], type);
}

static void take(struct groups *groups, const char *sysfs,
		 const struct tph_host_function *function)
{
	groups->grouped += !function->group.why;
	groups->alone += function->group.why == TPH_HOST_ABSENT;
	if (!function->group.why && sysfs)
		take_type(groups, sysfs, function->group.value);
}

static void report_groups(struct check *check, const struct groups *groups)
{
	const char *types = groups->types ? groups->type[0] : "not shown";
	struct doctor_result *result;

	for (size_t i = 1; i < groups->types; i++)
		types = check_text(check, "%s, %s", types, groups->type[i]);
	result = check_found(check, DOCTOR_OK, NULL,
			     "there is an IOMMU: VFIO can own functions");
	result->reg = "type of IOMMU groups";
	result->value = check_text(check, "%s", types);
	if (groups->types)
		result->file = check_text(check, "%s/kernel/iommu_groups",
					  check->source->sysfs);
}

static void report_none(struct check *check)
{
	static const char name[] =
		"module/vfio/parameters/enable_unsafe_noiommu_mode";
	char path[PATH_MAX], word[4] = "";
	struct doctor_result *result;

	snprintf(path, sizeof(path), "%s/%s",
		 check->source->sysfs ? check->source->sysfs : "", name);
	if (check->source->sysfs)
		read_word(path, word, sizeof(word));
	if (*word == 'Y') {
		result = check_found(
			check, DOCTOR_OK, NULL,
			"there is no IOMMU, and VFIO may own functions nevertheless");
		result->reg = "enable_unsafe_noiommu_mode";
		result->value = "Y";
		result->file = check_text(check, "%s", path);
		return;
	}
	result = check_found(
		check, DOCTOR_FAIL, NULL,
		"there is no IOMMU: VFIO cannot own functions and export their BARs");
	result->reg = "iommu_group";
	result->value = "no function has one";
	result->remedy =
		"Enable the IOMMU in the firmware (VT-d, AMD-Vi, SMMU) and by the kernel's arguments (intel_iommu=on iommu=pt), then look at acs.";
}

void check_iommu(struct check *check)
{
	const struct tph_host *host = check->source->host;
	const struct tph_host_function *function;
	struct groups groups = {.last = -1};

	for (size_t i = 0; (function = tph_host_at(host, i)); i++)
		take(&groups, check->source->sysfs, function);
	if (groups.grouped)
		report_groups(check, &groups);
	else if (groups.alone)
		report_none(check);
	else
		check_unknown(check, tph_host_at(host, 0)->group.why,
			      "IOMMU groups");
}
