// SPDX-License-Identifier: BSD-3-Clause
/* Facts of the kernel in the exchange format: our own object */
#include <errno.h>

#include "error/error.h"
#include "host/input/item.h"

static int take_string(struct items *items, struct json_object *kernel,
		       const char *name, const char **member)
{
	const char *text = item_string(kernel, name);

	if (!text)
		return 0;
	*member = host_string(items->dump.host, text);
	return *member ? 0 : error_fail(-ENOMEM, "out of memory");
}

/* "y", "m" or "n" */
static void take_option(struct json_object *options, const char *name,
			struct tph_host_value *value)
{
	const char *text = item_string(options, name);

	if (text && (*text == 'y' || *text == 'm' || *text == 'n') && !text[1])
		*value = (struct tph_host_value){.value = *text == 'n' ? 0
								       : *text};
}

int item_kernel(struct items *items, struct json_object *json)
{
	struct tph_host_kernel *kernel = host_kernel(items->dump.host);
	struct json_object *options;
	int ret;

	if (!json_object_is_type(json, json_type_object))
		return 0;
	if (json_object_object_get_ex(json, "options", &options) &&
	    json_object_is_type(options, json_type_object))
		for (size_t i = 0; i < TPH_HOST_OPTIONS; i++)
			take_option(options, tph_host_option_name(i),
				    &kernel->options[i]);
	ret = take_string(items, json, "release", &kernel->release);
	if (!ret)
		ret = take_string(items, json, "cmdline", &kernel->cmdline);
	return ret ? ret : take_string(items, json, "config", &kernel->config);
}
