// SPDX-License-Identifier: BSD-3-Clause
/*
 * Identities of a live machine. They are read only for a dump that wants them:
 * to read Vital Product Data takes a second on some devices.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ground.h"
#include "host/output/output.h"

#define VPD_SIZE 0x8000

static bool add_vpd(struct json_object *json, int dir)
{
	int fd = openat(dir, "vpd", O_RDONLY | O_CLOEXEC);
	uint8_t bytes[VPD_SIZE];
	size_t size = 0;
	ssize_t n = 0;
	char *text;
	bool ok;

	/* It needs root, and few devices have it */
	if (fd < 0)
		return true;
	while (size < sizeof(bytes) &&
	       (n = read(fd, bytes + size, sizeof(bytes) - size)) > 0)
		size += (size_t)n;
	close(fd);
	if (n < 0 || !size)
		return true;
	text = host_pack(bytes, size);
	ok = text && output_add(json, "vpd", json_object_new_string(text));
	free(text);
	return ok;
}

/* Names in the folder @name. Return: false without memory. */
static bool add_names(struct json_object *json, int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct json_object *names;
	struct dirent *entry;
	DIR *folder;
	bool ok = true;

	if (fd < 0)
		return true;
	folder = fdopendir(fd);
	if (!folder) {
		close(fd);
		return false;
	}
	names = json_object_new_array();
	while (ok && (entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			ok = names && !json_object_array_add(
					      names, json_object_new_string(
							     entry->d_name));
	closedir(folder);
	/* Takes over @names, NULL too */
	return output_add(json, name, names) && ok;
}

bool output_sysfs(struct json_object *json,
		  const struct tph_host_function *function)
{
	static const char *const names[] = {"drm", "infiniband", "net", "nvme"};
	struct json_object *all = json_object_new_object();
	bool ok = all;
	char path[PATH_MAX];
	int dir;

	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s",
		 host_sysfs(function->host), function->bdf);
	dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < ARRAY_SIZE(names) && ok && dir >= 0; i++)
		ok = add_names(all, dir, names[i]);
	ok = ok && (dir < 0 || add_vpd(json, dir));
	if (dir >= 0)
		close(dir);
	return output_add(json, "subsystems", all) && ok;
}
