// SPDX-License-Identifier: BSD-3-Clause
/* The machine that sysfs shows: facts that are not in configuration space */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error/error.h"
#include "host/input/input.h"

/**
 * struct place - folder of one function in sysfs
 * @dir:	the folder
 * @function:	function
 */
struct place {
	int dir;
	struct tph_host_function *function;
};

/* Last part of the link @name. Return: 0; -ENOENT; -errno. */
static int read_link(const struct place *place, const char *name, char *buf,
		     size_t size)
{
	char link[PATH_MAX];
	const char *base;
	ssize_t n = readlinkat(place->dir, name, link, sizeof(link) - 1);

	if (n < 0)
		return -errno;
	link[n] = '\0';
	base = strrchr(link, '/');
	base = base ? base + 1 : link;
	if (strlen(base) >= size)
		return -ENAMETOOLONG;
	strcpy(buf, base);
	return 0;
}

/* A decimal number in the file @name */
static struct tph_host_value read_number(const struct place *place,
					 const char *name)
{
	int fd = openat(place->dir, name, O_RDONLY | O_CLOEXEC);
	char text[16];
	ssize_t n;

	if (fd < 0)
		return (struct tph_host_value){
			.why = errno == ENOENT ? TPH_HOST_ABSENT
					       : TPH_HOST_UNREADABLE};
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return (struct tph_host_value){.why = TPH_HOST_UNREADABLE};
	text[n] = '\0';
	return (struct tph_host_value){.value = atoi(text)};
}

static void take_group(const struct place *place)
{
	char text[32];
	int ret = read_link(place, "iommu_group", text, sizeof(text));

	if (ret)
		place->function->group.why =
			ret == -ENOENT ? TPH_HOST_ABSENT : TPH_HOST_UNREADABLE;
	else
		place->function->group =
			(struct tph_host_value){.value = atoi(text)};
}

static int take_driver(struct tph_host *host, const struct place *place)
{
	char text[64];
	int ret = read_link(place, "driver", text, sizeof(text));

	place->function->driver_why =
		!ret || ret == -ENOENT ? TPH_HOST_KNOWN : TPH_HOST_UNREADABLE;
	if (ret)
		return 0;
	place->function->driver = host_string(host, text);
	return place->function->driver ? 0 : -ENOMEM;
}

/* The link exists without root, the SR-IOV capability cannot be read */
static void take_physfn(struct tph_host *host, const struct place *place)
{
	const struct tph_host_function *pf;
	char text[TPH_BDF_SIZE];

	if (!read_link(place, "physfn", text, sizeof(text)) &&
	    !tph_host_find(host, text, &pf) && pf != place->function)
		place->function->physfn = (struct tph_host_function *)pf;
}

static int take(struct tph_host *host, int devices,
		struct tph_host_function *function)
{
	struct place place = {.dir = openat(devices, function->bdf,
					    O_PATH | O_CLOEXEC),
			      .function = function};
	int ret;

	/* It may be unplugged by now */
	if (place.dir < 0)
		return 0;
	function->numa = read_number(&place, "numa_node");
	take_group(&place);
	take_physfn(host, &place);
	ret = take_driver(host, &place);
	close(place.dir);
	return ret;
}

int input_live(struct tph_host *host, const struct tph_host_source *source)
{
	const char *sysfs = source->sysfs ? source->sysfs : "/sys";
	const char *root = source->root;
	char path[PATH_MAX];
	int devices, ret;

	snprintf(path, sizeof(path), "%s/bus/pci/devices", sysfs);
	devices = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (devices < 0)
		return error_fail(-errno, "%s: %s", path, strerror(errno));
	ret = host_set_sysfs(host, sysfs);
	if (!ret)
		ret = pcilib_live(host, sysfs);
	for (size_t i = 0; i < tph_host_count(host) && !ret; i++)
		ret = take(host, devices,
			   (struct tph_host_function *)tph_host_at(host, i));
	close(devices);
	if (root || !source->sysfs)
		input_kernel(host, root ? root : "");
	return ret;
}
