// SPDX-License-Identifier: BSD-3-Clause
/* Facts of the running kernel: release, command line, configuration */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "ground.h"
#include "host/input/input.h"

static const char *const names[TPH_HOST_OPTIONS] = {
	[TPH_HOST_PCIE_TPH] = "CONFIG_PCIE_TPH",
	[TPH_HOST_PCI_P2PDMA] = "CONFIG_PCI_P2PDMA",
	[TPH_HOST_VFIO_PCI_DMABUF] = "CONFIG_VFIO_PCI_DMABUF",
	[TPH_HOST_DMABUF_MOVE_NOTIFY] = "CONFIG_DMABUF_MOVE_NOTIFY",
	[TPH_HOST_IOMMUFD] = "CONFIG_IOMMUFD",
};

const char *tph_host_option_name(enum tph_host_option option)
{
	return names[option];
}

/* First line of a file. Return: it, NULL if it cannot be read. */
static const char *first_line(struct tph_host *host, const char *root,
			      const char *name)
{
	char path[PATH_MAX], text[8192];
	const char *line;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	file = fopen(path, "re");
	if (!file)
		return NULL;
	line = fgets(text, sizeof(text), file);
	fclose(file);
	if (!line)
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	return host_string(host, text);
}

/* "CONFIG_X=y", or "# CONFIG_X is not set" */
static void take_option(struct tph_host_kernel *kernel, const char *line)
{
	size_t n;

	for (size_t i = 0; i < TPH_HOST_OPTIONS; i++) {
		n = strlen(names[i]);
		if (!strncmp(line, names[i], n) && line[n] == '=')
			kernel->options[i].value = line[n + 1];
	}
}

/* Plain or compressed. Return: false if it cannot be read. */
static bool take_config(struct tph_host_kernel *kernel, const char *path)
{
	gzFile file = gzopen(path, "re");
	char line[512];

	if (!file)
		return false;
	for (size_t i = 0; i < TPH_HOST_OPTIONS; i++)
		kernel->options[i] = (struct tph_host_value){0};
	while (gzgets(file, line, sizeof(line)))
		take_option(kernel, line);
	gzclose(file);
	return true;
}

void input_kernel(struct tph_host *host, const char *root)
{
	static const char *const files[] = {"proc/config.gz", "boot/config-%s",
					    "lib/modules/%s/config"};
	struct tph_host_kernel *kernel = host_kernel(host);
	char path[PATH_MAX], name[128];

	kernel->why = TPH_HOST_UNREADABLE;
	for (size_t i = 0; i < TPH_HOST_OPTIONS; i++)
		kernel->options[i].why = TPH_HOST_UNREADABLE;
	kernel->release = first_line(host, root, "proc/sys/kernel/osrelease");
	kernel->cmdline = first_line(host, root, "proc/cmdline");
	for (size_t i = 0; i < ARRAY_SIZE(files) && !kernel->config; i++) {
		snprintf(name, sizeof(name), files[i],
			 kernel->release ? kernel->release : "");
		snprintf(path, sizeof(path), "%s/%s", root, name);
		if (take_config(kernel, path))
			kernel->config = host_string(host, path);
	}
}
