// SPDX-License-Identifier: BSD-3-Clause
/* Facts of the kernel */
#include <stdlib.h>

#include "host/output/output.h"

static bool add_text(struct json_object *json, const char *name,
		     const char *text)
{
	return !text || output_add(json, name, json_object_new_string(text));
}

static bool add_cmdline(struct json_object *json, const char *cmdline,
			unsigned int flags)
{
	char *kept;
	bool ok;

	if (!cmdline || flags & TPH_HOST_WRITE_IDENTITY)
		return add_text(json, "cmdline", cmdline);
	kept = output_cmdline(cmdline);
	ok = kept && add_text(json, "cmdline", kept);
	free(kept);
	return ok;
}

static bool add_options(struct json_object *json,
			const struct tph_host_value *values)
{
	struct json_object *options = json_object_new_object();
	bool ok = options;

	for (size_t i = 0; i < TPH_HOST_OPTIONS && ok; i++) {
		const char text[] = {
			values[i].value ? (char)values[i].value : 'n', '\0'};

		if (!values[i].why)
			ok = add_text(options, tph_host_option_name(i), text);
	}
	if (ok && json_object_object_length(options))
		return output_add(json, "options", options);
	json_object_put(options);
	return ok;
}

bool output_kernel(const struct tph_host *host, unsigned int flags,
		   struct json_object **ret_json)
{
	const struct tph_host_kernel *kernel = tph_host_kernel(host);
	struct json_object *json = json_object_new_object();
	bool ok = json && add_text(json, "release", kernel->release) &&
		  add_cmdline(json, kernel->cmdline, flags) &&
		  add_text(json, "config", kernel->config) &&
		  add_options(json, kernel->options);

	if (ok && json_object_object_length(json)) {
		*ret_json = json;
		return true;
	}
	json_object_put(json);
	*ret_json = NULL;
	return ok;
}
