// SPDX-License-Identifier: BSD-3-Clause
/*
 * An object of the exchange format, the one of rdma_topo (rdma-core 64): realpath,
 * config and modalias are required, iommu_group and numa_node may be null or missing.
 * Our own members are in the object "opentph".
 */
#include "host/input/item.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "error/error.h"
#include "ground.h"

#define NO_SPACE "out of memory"

/* 32 KiB of Vital Product Data that cannot be compressed, as base64 */
#define MAX_KEPT 44000

static void note(struct items *items, const char *text)
{
	host_note(items->dump.host, "item %lu: %s", items->number, text);
}

static int add_link(struct items *items, struct item_link link)
{
	size_t room = items->link_room ? items->link_room * 2 : 64;
	struct item_link *links;

	if (items->link_count == items->link_room) {
		links = realloc(items->links, room * sizeof(*links));
		if (!links)
			return error_fail(-ENOMEM, NO_SPACE);
		items->links = links;
		items->link_room = room;
	}
	items->links[items->link_count++] = link;
	return 0;
}

/* Whole @text is an address */
static bool parse_address(const char *text, size_t len,
			  struct host_address *ret_address)
{
	return len && host_address_parse(text, ret_address) == len;
}

/*
 * The folder that holds the one of a function: a bridge, a root bus ("pci0000:00"), or
 * "devices", the one of symbolic links, which says nothing
 */
static int take_place(struct items *items, struct tph_host_function *function,
		      const char *path, const char *end)
{
	struct item_link link = {.function = function, .parent = true};
	size_t len = 0;

	while (end - len > path && end[-1 - (ptrdiff_t)len] != '/')
		len++;
	if (!strncmp(end - len, "pci", 3)) {
		function->top = (struct tph_host_value){.value = 1};
		return 0;
	}
	if (!strncmp(end - len, "devices/", 8))
		return 0;
	host_set_lost(function);
	return parse_address(end - len, len, &link.to) ? add_link(items, link)
						       : 0;
}

/* An integer, @least at least; null: the function has no such property */
static void take_number(struct items *items, struct json_object *item,
			const char *name, int32_t least,
			struct tph_host_value *value)
{
	struct json_object *member;
	int64_t number;

	if (!json_object_object_get_ex(item, name, &member))
		return;
	number = json_object_get_int64(member);
	if (!member)
		value->why = TPH_HOST_ABSENT;
	else if (json_object_is_type(member, json_type_int) &&
		 number >= least && number <= INT32_MAX)
		*value = (struct tph_host_value){.value = (int32_t)number};
	else
		host_note(items->dump.host, "item %lu: %s is out of range",
			  items->number, name);
}

/* The kernel's IDs; those of VFs are not in their configuration space */
static void take_ids(struct items *items, struct tph_host_function *function,
		     const char *alias)
{
	unsigned int vendor, device, sub_vendor, sub_device, base, sub, i;
	struct host_config config = {0};

	if (!alias ||
	    sscanf(alias, "pci:v%8xd%8xsv%8xsd%8xbc%2xsc%2xi%2x", &vendor,
		   &device, &sub_vendor, &sub_device, &base, &sub, &i) != 7 ||
	    (vendor | device | sub_vendor | sub_device) > UINT16_MAX) {
		note(items, "modalias is malformed");
		return;
	}
	function->vendor = (uint16_t)vendor;
	function->device = (uint16_t)device;
	function->class_code = (base << 16 | sub << 8 | i) & 0xffffff;
	config.subsystem = sub_vendor << 16 | sub_device;
	host_set_config(function, &config);
}

/* Keep @text for a dump of this dump. Return: 0; -ENOMEM. */
static int keep_text(struct items *items, const char *name, const char *text,
		     const char **ret_kept)
{
	if (!text)
		return 0;
	if (strlen(text) > MAX_KEPT) {
		host_note(items->dump.host, "item %lu: %s is too long",
			  items->number, name);
		return 0;
	}
	*ret_kept = host_string(items->dump.host, text);
	return *ret_kept ? 0 : error_fail(-ENOMEM, NO_SPACE);
}

/* Members that identify the machine. Return: 0; -ENOMEM. */
static int take_identity(struct items *items,
			 struct tph_host_function *function,
			 struct json_object *item)
{
	struct host_config config = *host_config(function);
	struct json_object *names;
	const char *text = NULL;
	int ret =
		keep_text(items, "vpd", item_string(item, "vpd"), &config.vpd);

	if (json_object_object_get_ex(item, "subsystems", &names) &&
	    json_object_is_type(names, json_type_object))
		text = json_object_to_json_string(names);
	if (!ret)
		ret = keep_text(items, "subsystems", text, &config.names);
	host_set_config(function, &config);
	return ret;
}

/* Our own members. Return: 0; -ENOMEM. */
static int take_own(struct items *items, struct tph_host_function *function,
		    struct json_object *item)
{
	struct item_link link = {.function = function};
	struct json_object *own, *driver, *kernel;
	const char *text;
	int ret;

	if (!json_object_object_get_ex(item, "opentph", &own) ||
	    !json_object_is_type(own, json_type_object))
		return 0;
	text = item_string(own, "driver");
	if (json_object_object_get_ex(own, "driver", &driver) &&
	    (text || !driver)) {
		function->driver_why = TPH_HOST_KNOWN;
		function->driver =
			text ? host_string(items->dump.host, text) : NULL;
		if (text && !function->driver)
			return error_fail(-ENOMEM, NO_SPACE);
	}
	text = item_string(own, "physfn");
	if (text && parse_address(text, strlen(text), &link.to)) {
		ret = add_link(items, link);
		if (ret)
			return ret;
	}
	return json_object_object_get_ex(own, "kernel", &kernel)
		       ? item_kernel(items, kernel)
		       : 0;
}

/* Return: 0; -EINVAL with a remark, @item is left out; -ENOMEM. */
static int unpack(struct items *items, struct json_object *item, uint8_t *bytes,
		  size_t *ret_size)
{
	struct json_object *config;
	int ret;

	if (!json_object_object_get_ex(item, "config", &config) ||
	    !json_object_is_type(config, json_type_string)) {
		note(items, "no config, left out");
		return -EINVAL;
	}
	ret = host_unpack(json_object_get_string(config),
			  (size_t)json_object_get_string_len(config), bytes,
			  DUMP_CONFIG_SIZE, ret_size);
	if (ret == -ENOMEM)
		return error_fail(ret, NO_SPACE);
	if (ret)
		note(items,
		     ret == -EFBIG ? "config has more than 4096 bytes, left out"
				   : "config is not base64 of zlib, left out");
	return ret ? -EINVAL : 0;
}

static int take_config(struct items *items, struct host_address address,
		       const uint8_t *bytes, size_t size)
{
	int ret = dump_function(&items->dump, address);

	for (size_t i = 0; i < size && !ret; i += DUMP_ROW)
		dump_row(&items->dump, bytes + i,
			 min_t(unsigned int, size - i, DUMP_ROW));
	return ret;
}

static int take_function(struct items *items, struct json_object *item,
			 struct host_address address, const char *path,
			 const char *name)
{
	size_t count = tph_host_count(items->dump.host), size;
	struct tph_host_function *function;
	uint8_t bytes[DUMP_CONFIG_SIZE];
	int ret = unpack(items, item, bytes, &size);

	if (ret)
		return ret == -EINVAL ? 0 : ret;
	ret = host_add(items->dump.host, address, TPH_HOST_NOT_IN_DUMP,
		       &function);
	if (ret)
		return ret;
	if (tph_host_count(items->dump.host) == count) {
		note(items, "a function that was there before, left out");
		return 0;
	}
	take_ids(items, function, item_string(item, "modalias"));
	take_number(items, item, "iommu_group", 0, &function->group);
	take_number(items, item, "numa_node", -1, &function->numa);
	ret = name > path ? take_place(items, function, path, name - 1) : 0;
	if (!ret)
		ret = take_identity(items, function, item);
	if (!ret)
		ret = take_own(items, function, item);
	return ret ? ret : take_config(items, address, bytes, size);
}

int item_take(struct items *items, struct json_object *item)
{
	struct host_address address;
	const char *path, *name;

	if (!json_object_is_type(item, json_type_object)) {
		note(items, "not an object, left out");
		return 0;
	}
	path = item_string(item, "realpath");
	if (!path) {
		note(items, "no realpath, left out");
		return 0;
	}
	name = strrchr(path, '/');
	name = name ? name + 1 : path;
	if (!parse_address(name, strlen(name), &address)) {
		note(items, "realpath is not one of a function, left out");
		return 0;
	}
	return take_function(items, item, address, path, name);
}

void items_end(struct items *items)
{
	const struct tph_host_function *to;
	char bdf[TPH_BDF_SIZE];

	for (size_t i = 0; i < items->link_count; i++) {
		const struct item_link *link = &items->links[i];

		snprintf(bdf, sizeof(bdf), "%04x:%02x:%02x.%x", link->to.domain,
			 link->to.bus, link->to.devfn >> 3, link->to.devfn & 7);
		if (tph_host_find(items->dump.host, bdf, &to))
			continue;
		if (link->parent)
			link->function->parent = (struct tph_host_function *)to;
		else
			link->function->physfn = (struct tph_host_function *)to;
	}
	free(items->links);
}
