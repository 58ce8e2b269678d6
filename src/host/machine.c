// SPDX-License-Identifier: BSD-3-Clause
/* The machine: its functions, strings and remarks */
#include <errno.h>
#include <search.h>
#include <stdarg.h>
#include <stdlib.h>

#include "error/error.h"
#include "host/model.h"

/* Memory that lives as long as the machine */
struct kept {
	struct kept *next;
	char data[];
};

int host_begin(enum tph_host_form form, struct tph_host **ret_host)
{
	struct tph_host *host = calloc(1, sizeof(*host));

	if (!host)
		return error_fail(-ENOMEM, "out of memory");
	host->form = form;
	host->kernel.why = TPH_HOST_NOT_IN_DUMP;
	for (size_t i = 0; i < TPH_HOST_OPTIONS; i++)
		host->kernel.options[i].why = TPH_HOST_NOT_IN_DUMP;
	*ret_host = host;
	return 0;
}

static void leave(void *place)
{
}

void tph_host_free(struct tph_host *host)
{
	struct kept *kept, *next;

	if (!host)
		return;
	tdestroy(host->places, leave);
	for (size_t i = 0; i < host->count; i++)
		free(model_of(host->functions[i]));
	free(host->functions);
	for (kept = host->kept; kept; kept = next) {
		next = kept->next;
		free(kept);
	}
	free(host);
}

void *host_keep(struct tph_host *host, const void *data, size_t len)
{
	struct kept *kept = malloc(sizeof(*kept) + len);

	if (!kept)
		return NULL;
	kept->next = host->kept;
	host->kept = kept;
	return memcpy(kept->data, data, len);
}

const char *host_string(struct tph_host *host, const char *text)
{
	return host_keep(host, text, strlen(text) + 1);
}

void host_note(struct tph_host *host, const char *format, ...)
{
	char text[200];
	va_list args;
	size_t at = host->note_count;

	if (at == HOST_MAX_NOTES)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	host->notes[at] =
		host_string(host, at == HOST_MAX_NOTES - 1
					  ? "further remarks are left out"
					  : text);
	host->note_count += !!host->notes[at];
}

const char *tph_host_note(const struct tph_host *host, size_t index)
{
	return index < host->note_count ? host->notes[index] : NULL;
}

int model_compare(const struct tph_host_function *a,
		  const struct tph_host_function *b)
{
	if (a->domain != b->domain)
		return a->domain < b->domain ? -1 : 1;
	return (a->bus << 8 | a->devfn) - (b->bus << 8 | b->devfn);
}

static int compare_places(const void *a, const void *b)
{
	return model_compare(a, b);
}

static int grow(struct tph_host *host)
{
	size_t room = host->room ? host->room * 2 : 64;
	struct tph_host_function **functions;

	if (host->count < host->room)
		return 0;
	if (host->count >= HOST_MAX_FUNCTIONS)
		return error_fail(-EFBIG, "more than %d functions",
				  HOST_MAX_FUNCTIONS);
	functions = realloc(host->functions, room * sizeof(*functions));
	if (!functions)
		return error_fail(-ENOMEM, "out of memory");
	host->functions = functions;
	host->room = room;
	return 0;
}

static void start(struct tph_host *host, struct model_function *function,
		  struct host_address address, enum tph_host_why why)
{
	struct tph_host_function *pub = &function->pub;
	const struct tph_host_value unknown = {.why = why};

	*pub = (struct tph_host_function){
		.host = host,
		.domain = address.domain,
		.bus = address.bus,
		.devfn = address.devfn,
		.top = unknown,
		.group = unknown,
		.numa = unknown,
		.driver_why = why,
	};
	snprintf(pub->bdf, sizeof(pub->bdf), "%04x:%02x:%02x.%x",
		 address.domain, address.bus, address.devfn >> 3,
		 address.devfn & 7);
	for (size_t i = 0; i < TPH_HOST_CAPS; i++)
		pub->caps[i] = unknown;
	pub->caps[TPH_HOST_HEADER].why = TPH_HOST_KNOWN;
	function->lost = false;
	function->config = (struct host_config){0};
	for (size_t i = 0; i < TPH_HOST_FIELD_COUNT; i++)
		function->fields[i] = unknown;
}

int host_add(struct tph_host *host, struct host_address address,
	     enum tph_host_why why, struct tph_host_function **ret_function)
{
	struct model_function *function;
	struct tph_host_function **place;
	int ret = grow(host);

	if (ret)
		return ret;
	function = malloc(sizeof(*function));
	if (!function)
		return error_fail(-ENOMEM, "out of memory");
	start(host, function, address, why);
	place = tsearch(&function->pub, &host->places, compare_places);
	if (!place || *place != &function->pub) {
		free(function);
		if (!place)
			return error_fail(-ENOMEM, "out of memory");
		*ret_function = *place;
		return 0;
	}
	host->functions[host->count++] = &function->pub;
	*ret_function = &function->pub;
	return 0;
}

enum tph_host_form tph_host_form(const struct tph_host *host)
{
	return host->form;
}

size_t tph_host_count(const struct tph_host *host)
{
	return host->count;
}

const struct tph_host_function *tph_host_at(const struct tph_host *host,
					    size_t index)
{
	return index < host->count ? host->functions[index] : NULL;
}

int tph_host_find(const struct tph_host *host, const char *bdf,
		  const struct tph_host_function **ret_function)
{
	struct tph_host_function *const *place;
	struct tph_host_function key;
	struct host_address address;
	size_t n = host_address_parse(bdf, &address);

	if (!n || bdf[n])
		return error_fail(-EINVAL,
				  "%.40s: not a PCI address; use dddd:bb:dd.f",
				  bdf);
	key.domain = address.domain;
	key.bus = address.bus;
	key.devfn = address.devfn;
	place = tfind(&key, &host->places, compare_places);
	if (!place)
		return error_fail(-ENODEV, "%.40s: there is no such function",
				  bdf);
	*ret_function = *place;
	return 0;
}

int host_set_sysfs(struct tph_host *host, const char *path)
{
	host->sysfs = host_string(host, path);
	return host->sysfs ? 0 : error_fail(-ENOMEM, "out of memory");
}

const char *host_sysfs(const struct tph_host *host)
{
	return host->sysfs;
}

struct tph_host_kernel *host_kernel(struct tph_host *host)
{
	return &host->kernel;
}

const struct tph_host_kernel *tph_host_kernel(const struct tph_host *host)
{
	return &host->kernel;
}
