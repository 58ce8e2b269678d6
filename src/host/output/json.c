// SPDX-License-Identifier: BSD-3-Clause
/*
 * The exchange format, that of rdma_topo (rdma-core 64). Its reader wants realpath,
 * config and modalias of each object, and ignores members that it does not know: ours
 * are in "opentph" of each function, facts of the kernel in the first one.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "error/error.h"
#include "ground.h"
#include "host/output/output.h"

#define CONFIG_SIZE 0x1000

static bool add_config(struct json_object *json,
		       const struct host_config *config, unsigned int flags)
{
	uint8_t bytes[CONFIG_SIZE] = {0};
	char *text;
	bool ok;

	if (config->kept)
		memcpy(bytes, config->bytes, config->kept);
	if (!(flags & TPH_HOST_WRITE_IDENTITY))
		output_clear(config, bytes);
	text = host_pack(bytes, config->size);
	ok = text && output_add(json, "config", json_object_new_string(text));
	free(text);
	return ok;
}

/* As the kernel's pci_uevent() has it */
static bool add_modalias(struct json_object *json,
			 const struct tph_host_function *function)
{
	uint32_t subsystem = host_config(function)->subsystem;
	char text[80];

	snprintf(text, sizeof(text),
		 "pci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X",
		 function->vendor, function->device, subsystem >> 16,
		 subsystem & 0xffff, function->class_code >> 16 & 0xff,
		 function->class_code >> 8 & 0xff, function->class_code & 0xff);
	return output_add(json, "modalias", json_object_new_string(text));
}

static bool add_number(struct json_object *json, const char *name,
		       struct tph_host_value value)
{
	if (value.why == TPH_HOST_ABSENT)
		return output_null(json, name);
	return value.why ||
	       output_add(json, name, json_object_new_int(value.value));
}

/* Our own members; those that are unknown are missing */
static bool add_own(struct json_object *json,
		    const struct tph_host_function *function,
		    struct json_object *kernel)
{
	struct json_object *own = json_object_new_object();
	bool ok = own;

	if (ok && !function->driver_why)
		ok = function->driver ? output_add(own, "driver",
						   json_object_new_string(
							   function->driver))
				      : output_null(own, "driver");
	if (ok && function->physfn)
		ok = output_add(own, "physfn",
				json_object_new_string(function->physfn->bdf));
	if (ok && kernel)
		ok = output_add(own, "kernel", json_object_get(kernel));
	if (ok && json_object_object_length(own))
		return output_add(json, "opentph", own);
	json_object_put(own);
	return ok;
}

/* Vital Product Data and names, of the dump that was read or of sysfs */
static bool add_identity(struct json_object *json,
			 const struct tph_host_function *function)
{
	const struct host_config *config = host_config(function);

	if (host_sysfs(function->host))
		return output_sysfs(json, function);
	return (!config->vpd ||
		output_add(json, "vpd", json_object_new_string(config->vpd))) &&
	       (!config->names ||
		output_add(json, "subsystems",
			   json_tokener_parse(config->names)));
}

static struct json_object *
make_function(const struct tph_host_function *function, unsigned int flags,
	      struct json_object *kernel)
{
	struct json_object *json = json_object_new_object();
	char path[8192];

	if (json && output_place(function, path, sizeof(path)) &&
	    output_add(json, "realpath", json_object_new_string(path)) &&
	    add_config(json, host_config(function), flags) &&
	    add_modalias(json, function) &&
	    add_number(json, "iommu_group", function->group) &&
	    add_number(json, "numa_node", function->numa) &&
	    (!(flags & TPH_HOST_WRITE_IDENTITY) ||
	     add_identity(json, function)) &&
	    add_own(json, function, kernel))
		return json;
	json_object_put(json);
	return NULL;
}

/* Does only text have this capability? */
static bool is_beyond(const struct tph_host_function *function,
		      enum tph_host_cap cap)
{
	struct tph_host_value place = function->caps[cap];

	return !place.why &&
	       (place.value <= 0 || place.value >= host_config(function)->size);
}

/* Bytes must be known, and all facts of registers must come from them */
static int check(const struct tph_host *host)
{
	const struct tph_host_function *function;
	enum tph_host_form form = tph_host_form(host);
	bool ok;

	for (size_t i = 0; (function = tph_host_at(host, i)); i++) {
		ok = host_config(function)->size || form == TPH_HOST_LIVE ||
		     form == TPH_HOST_JSON;
		for (enum tph_host_cap c = TPH_HOST_EXP; c < TPH_HOST_CAPS; c++)
			ok &= !is_beyond(function, c);
		if (!ok)
			return error_fail(
				-ENODATA,
				"%s: no bytes of its registers are known; make the dump by lspci -xxxx",
				function->bdf);
	}
	return 0;
}

static int write_function(const struct tph_host_function *function, FILE *file,
			  unsigned int flags, struct json_object *kernel)
{
	struct json_object *json = make_function(function, flags, kernel);
	const char *text = NULL;

	if (json)
		text = json_object_to_json_string_ext(
			json, JSON_C_TO_STRING_PLAIN |
				      JSON_C_TO_STRING_NOSLASHESCAPE);
	if (text)
		fputs(text, file);
	json_object_put(json);
	return text ? 0 : error_fail(-ENOMEM, "out of memory");
}

int tph_host_write(const struct tph_host *host, FILE *file, unsigned int flags)
{
	struct json_object *kernel = NULL;
	int ret;

	if (flags & ~(unsigned int)TPH_HOST_WRITE_IDENTITY)
		return error_fail(-EINVAL, "flags 0x%x: unknown bit", flags);
	ret = check(host);
	if (ret)
		return ret;
	if (!output_kernel(host, flags, &kernel))
		return error_fail(-ENOMEM, "out of memory");
	for (size_t i = 0; i < tph_host_count(host) && !ret; i++) {
		fputs(i ? ",\n" : "[\n", file);
		ret = write_function(tph_host_at(host, i), file, flags,
				     i ? NULL : kernel);
	}
	json_object_put(kernel);
	fputs("\n]\n", file);
	if (!ret && (fflush(file) || ferror(file)))
		ret = error_fail(-EIO, "the dump cannot be written");
	return ret;
}
