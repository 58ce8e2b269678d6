// SPDX-License-Identifier: BSD-3-Clause
#include "host/doctor/rdma.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

bool rdma_is_mlx5(const struct tph_host_function *function)
{
	return function->driver && !strcmp(function->driver, "mlx5_core");
}

int rdma_device(const struct check *check,
		const struct tph_host_function *function,
		char buf[RDMA_NAME_SIZE])
{
	struct dirent *entry;
	char path[PATH_MAX];
	int ret = -ENOENT;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/bus/pci/devices/%s/infiniband",
		 check->source->sysfs, function->bdf);
	dir = opendir(path);
	if (!dir)
		return ret;
	while (ret && (entry = readdir(dir))) {
		size_t n = strlen(entry->d_name);

		if (entry->d_name[0] == '.' || n >= RDMA_NAME_SIZE)
			continue;
		memcpy(buf, entry->d_name, n + 1);
		ret = 0;
	}
	closedir(dir);
	return ret;
}
