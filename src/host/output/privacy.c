// SPDX-License-Identifier: BSD-3-Clause
/* Parts that identify a machine are left out */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ground.h"
#include "host/output/output.h"

void output_clear(const struct host_config *config, uint8_t *bytes)
{
	for (size_t i = 0; i < config->identity_count; i++)
		memset(bytes + config->identity[i].offset, 0,
		       config->identity[i].size);
}

/* Beginnings of arguments */
static const char *const arguments[] = {
	"amd_iommu", "arm-smmu", "arm_smmu", "intel_iommu",
	"iommu",     "pci",	 "vfio",
};

static bool is_kept(const char *argument)
{
	for (size_t i = 0; i < ARRAY_SIZE(arguments); i++)
		if (!strncmp(argument, arguments[i], strlen(arguments[i])))
			return true;
	return false;
}

/* Return: end of an argument; blanks may stand between quotation marks */
static const char *end_of(const char *argument)
{
	bool quoted = false;

	for (; *argument && (quoted || !isspace((unsigned char)*argument));
	     argument++)
		quoted ^= *argument == '"';
	return argument;
}

char *output_cmdline(const char *cmdline)
{
	char *kept = calloc(1, strlen(cmdline) + 1);
	const char *end;

	for (; kept && *cmdline; cmdline = end) {
		while (isspace((unsigned char)*cmdline))
			cmdline++;
		end = end_of(cmdline);
		if (!is_kept(cmdline))
			continue;
		if (*kept)
			strcat(kept, " ");
		strncat(kept, cmdline, (size_t)(end - cmdline));
	}
	return kept;
}
