/* SPDX-License-Identifier: BSD-3-Clause */
/* Parts of the exchange format, for the files of this folder */
#ifndef HOST_OUTPUT_OUTPUT_H
#define HOST_OUTPUT_OUTPUT_H

#include <json-c/json.h>

#include "host/host.h"

/*
 * Add @value to @object, which takes it over. Return: false without memory, also if
 * @value is NULL, so that makers of values need no check.
 */
bool output_add(struct json_object *object, const char *name,
		struct json_object *value);

/* Add null. Return: false without memory. */
bool output_null(struct json_object *object, const char *name);

/* Path of a function in sysfs. Return: false if it does not fit into @size bytes. */
bool output_place(const struct tph_host_function *function, char *path,
		  size_t size);

/*
 * Facts of the kernel. Return: false without memory. *@ret_json is NULL if no fact is
 * known.
 */
bool output_kernel(const struct tph_host *host, unsigned int flags,
		   struct json_object **ret_json);

/*
 * Vital Product Data and names of network interfaces and so on, from sysfs. Return:
 * false without memory.
 */
bool output_sysfs(struct json_object *json,
		  const struct tph_host_function *function);

/* Set the identities in @bytes, of the size of @config, to 0 */
void output_clear(const struct host_config *config, uint8_t *bytes);

/*
 * Arguments of the kernel that steering tags depend on; others may have names and
 * serial numbers. Return: a string to release with free(); NULL without memory.
 */
char *output_cmdline(const char *cmdline);

#endif /* HOST_OUTPUT_OUTPUT_H */
