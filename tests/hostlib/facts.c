// SPDX-License-Identifier: BSD-3-Clause
/*
 * Prints the facts that a dump gives, one a line: address, name, value or
 * (reason), between tabs.
 *
 * Usage: host-facts auto|hex|text FILE
 */
#include <stdio.h>
#include <string.h>

#include <opentph/error.h>

#include "ground.h"
#include "host/host.h"

static const char *const forms[] = {
	[TPH_HOST_AUTO] = "auto",
	[TPH_HOST_HEX] = "hex",
	[TPH_HOST_TEXT] = "text",
};

static const char *const caps[TPH_HOST_CAPS] = {
	"header", "express", "tph", "acs", "ats", "sriov", "pasid", "dev3",
};

static void print(const struct tph_host_function *function, const char *name,
		  const char *part, struct tph_host_value value)
{
	printf("%s\t%s%s%s\t", function->bdf, name, *part ? "." : "", part);
	if (value.why)
		printf("(%s)\n", tph_host_why_text(value.why));
	else
		printf("%d\n", value.value);
}

static void print_function(const struct tph_host_function *function)
{
	const char *bdf = function->bdf;

	printf("%s\tclass\t%06x\n", bdf, function->class_code);
	if (function->vendor)
		printf("%s\tids\t%04x:%04x\n", bdf, function->vendor,
		       function->device);
	printf("%s\tname\t%s\n", bdf,
	       function->name ? function->name : "(none)");
	print(function, "group", "", function->group);
	print(function, "node", "", function->numa);
	printf("%s\tdriver\t%s\n", bdf,
	       function->driver_why ? tph_host_why_text(function->driver_why)
	       : function->driver   ? function->driver
				    : "(none)");
	for (enum tph_host_cap i = TPH_HOST_EXP; i < TPH_HOST_CAPS; i++)
		print(function, "cap", caps[i], function->caps[i]);
	for (enum tph_host_field i = 0; i < TPH_HOST_FIELD_COUNT; i++)
		print(function, tph_host_field_info(i)->reg,
		      tph_host_field_info(i)->name, tph_host_get(function, i));
	for (size_t i = 0; i < function->st_count; i++)
		printf("%s\tst.%zu\t%04x\n", bdf, i, function->st[i]);
}

int main(int argc, char **argv)
{
	struct tph_host_source source = {.path = argc == 3 ? argv[2] : NULL};
	struct tph_host *host;

	for (size_t i = 0; argc == 3 && i < ARRAY_SIZE(forms); i++)
		if (forms[i] && !strcmp(argv[1], forms[i]))
			source.form = (enum tph_host_form)i;
	if (argc != 3)
		return 2;
	if (tph_host_read(&source, &host)) {
		fprintf(stderr, "%s\n", tph_error());
		return 1;
	}
	for (size_t i = 0; i < tph_host_count(host); i++)
		print_function(tph_host_at(host, i));
	for (size_t i = 0; tph_host_note(host, i); i++)
		printf("note\t%s\n", tph_host_note(host, i));
	tph_host_free(host);
	return 0;
}
