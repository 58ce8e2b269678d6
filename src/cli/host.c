// SPDX-License-Identifier: BSD-3-Clause
#include "cli/host.h"

#include <stdio.h>
#include <string.h>

#include <opentph/error.h>

#include "cli/command.h"
#include "ground.h"

static const struct {
	const char *name;
	enum tph_host_form form;
} forms[] = {
	{"hex", TPH_HOST_HEX},
	{"text", TPH_HOST_TEXT},
	{"json", TPH_HOST_JSON},
};

static int refuse(const char *command, const char *message)
{
	fprintf(stderr, "%s: %s\n", command, message);
	return TPH_EXIT_USAGE;
}

static int take_form(const char *name, const char *command,
		     enum tph_host_form *form)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		if (strcmp(name, forms[i].name))
			continue;
		*form = forms[i].form;
		return -1;
	}
	fprintf(stderr, "%s: --form %s: expected hex, text or json\n", command,
		name);
	return TPH_EXIT_USAGE;
}

static int take_source(const struct host_options *options, const char *command,
		       struct tph_host_source *source)
{
	if (options->file && options->sysfs)
		return refuse(command,
			      "--file and --sysfs name two machines: use one");
	if (options->file && options->root)
		return refuse(
			command,
			"--root is for a machine by sysfs, not for a dump");
	if (!options->file && options->form)
		return refuse(command, "--form needs --file");
	*source = (struct tph_host_source){
		.path = options->file,
		.sysfs = options->sysfs,
		.root = options->root,
	};
	return options->form ? take_form(options->form, command, &source->form)
			     : -1;
}

static bool needs_root(const struct tph_host *host)
{
	const struct tph_host_function *function;

	for (size_t i = 0; (function = tph_host_at(host, i)); i++)
		if (function->caps[TPH_HOST_EXP].why == TPH_HOST_NO_ROOT)
			return true;
	return false;
}

static void print_notes(const struct tph_host *host,
			const struct host_options *options, const char *command)
{
	const char *name = options->file    ? options->file
			   : options->sysfs ? options->sysfs
					    : "/sys";
	const char *note;

	for (size_t i = 0; (note = tph_host_note(host, i)); i++)
		fprintf(stderr, "%s: %s: %s\n", command, name, note);
	if (!options->says_root && needs_root(host))
		fprintf(stderr,
			"%s: most registers need root: 64 bytes of each function can be read\n",
			command);
}

int host_open(const struct host_options *options, const char *command,
	      struct tph_host **ret_host)
{
	struct tph_host_source source;
	int status = take_source(options, command, &source);

	if (status >= 0)
		return status;
	if (tph_host_read(&source, ret_host))
		return refuse(command, tph_error());
	print_notes(*ret_host, options, command);
	return -1;
}

int host_find(const struct tph_host *host, const char *bdf, const char *command,
	      const struct tph_host_function **ret_function)
{
	return tph_host_find(host, bdf, ret_function)
		       ? refuse(command, tph_error())
		       : -1;
}

const char *host_type_name(int32_t type)
{
	static const char *const names[] = {
		[TPH_HOST_ENDPOINT] = "Endpoint",
		[TPH_HOST_LEGACY_ENDPOINT] = "Legacy Endpoint",
		[TPH_HOST_ROOT_PORT] = "Root Port",
		[TPH_HOST_UPSTREAM] = "Upstream Port",
		[TPH_HOST_DOWNSTREAM] = "Downstream Port",
		[TPH_HOST_PCIE_TO_PCI] = "PCIe to PCI Bridge",
		[TPH_HOST_PCI_TO_PCIE] = "PCI to PCIe Bridge",
		[TPH_HOST_RCIEP] = "RC Integrated Endpoint",
		[TPH_HOST_RCEC] = "RC Event Collector",
	};

	return (size_t)type < ARRAY_SIZE(names) ? names[type] : NULL;
}

void host_type(const struct tph_host_function *function, char text[HOST_TYPE])
{
	struct tph_host_value type = tph_host_port_type(function);
	const char *name = type.why ? NULL : host_type_name(type.value);

	if (type.why == TPH_HOST_ABSENT)
		name = "conventional";
	snprintf(text, HOST_TYPE, "%s%s", name ? name : "",
		 !name || type.derived ? "?" : "");
}
