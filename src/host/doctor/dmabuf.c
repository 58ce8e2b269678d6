// SPDX-License-Identifier: BSD-3-Clause
/*
 * dma-bufs whose owner asked for hints, and importers that did not apply them: fdinfo
 * of each open descriptor that may be read.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <opentph/dmabuf.h>
#include <opentph/error.h>

#include "ground.h"
#include "host/doctor/check.h"

#define FDINFO_SIZE   65536
#define MAX_IMPORTERS 256
#define ATTEMPTS      16

static const char *const remedies[TPH_REASON_OTHER + 1] = {
	[TPH_REASON_IMPORTER] =
		"Use an importer that asks for hints (mlx5 without ON_DEMAND and without pinning); look at mlx5 and requester.",
	[TPH_REASON_PATH] =
		"Ask tph path for the path from the importer to the owner of the memory.",
	[TPH_REASON_WIDTH] =
		"Set an 8-bit and a 16-bit tag: the importer sends one width only.",
	[TPH_REASON_TABLE_FULL] =
		"Use fewer different tags with this importer, or release regions.",
	[TPH_REASON_ZERO_TAG] = "Set a tag other than 0.",
	[TPH_REASON_UNSET] =
		"Set the tag before the dma-buf is registered, and register it again.",
	[TPH_REASON_STALE] =
		"The tag has changed since: register the dma-buf again.",
	[TPH_REASON_OVERRIDDEN] =
		"Register the dma-buf without a DMA handle, whose hints override the tag.",
	[TPH_REASON_OTHER] = "Look at the kernel's log.",
};

/**
 * struct buffers - dma-bufs
 * @check:	check
 * @proc:	folder of processes
 * @seen:	tsearch(3) tree of inodes: a dma-buf may have many descriptors
 * @tagged:	dma-bufs with hints
 * @applied:	importers that apply them
 * @lost:	importers that do not
 * @denied:	processes whose descriptors may not be read
 * @strange:	dma-bufs whose fdinfo is of another kernel
 */
struct buffers {
	struct check *check;
	const char *proc;
	void *seen;
	size_t tagged, applied, lost, denied, strange;
};

static int compare(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;

	return x < y ? -1 : x > y;
}

static void leave(void *inode)
{
}

/* Inode 0: unknown */
static bool is_new(struct buffers *buffers, uintptr_t inode)
{
	if (!inode)
		return true;
	if (tfind((void *)inode, &buffers->seen, compare))
		return false;
	tsearch((void *)inode, &buffers->seen, compare);
	return true;
}

static uintptr_t inode_of(const char *text)
{
	const char *at = strstr(text, "\nino:");

	return at ? strtoul(at + strlen("\nino:"), NULL, 10) : 0;
}

static void report(struct buffers *buffers, const char *file,
		   const struct tph_attachment *importer)
{
	const struct tph_host_function *function;
	struct check *check = buffers->check;
	struct doctor_result *result;

	buffers->applied += importer->applied;
	buffers->lost += !importer->applied;
	if (importer->applied)
		return;
	if (tph_host_find(check->source->host, importer->name, &function))
		result = check_found(
			check, DOCTOR_FAIL, NULL,
			"importer %s writes into a dma-buf without its tag: %s",
			importer->name, tph_reason_name(importer->reason));
	else
		result =
			check_found(check, DOCTOR_FAIL, function,
				    "writes into a dma-buf without its tag: %s",
				    tph_reason_name(importer->reason));
	result->reg = "pci-tph-attach";
	result->value =
		check_text(check, "%s none errno=%d (%s)", importer->name,
			   importer->error, check_errno(importer->error));
	result->file = check_text(check, "%s", file);
	result->remedy = remedies[importer->reason];
}

static void report_strange(struct buffers *buffers, const char *file)
{
	struct doctor_result *result = check_found(
		buffers->check, DOCTOR_UNKNOWN, NULL, "%s", tph_error());

	buffers->strange++;
	result->file = check_text(buffers->check, "%s", file);
	result->remedy = "Use the tph of the same series as the kernel.";
}

/* fdinfo of one descriptor. Return: false if a signal interrupted the kernel. */
static bool take_text(struct buffers *buffers, const char *file,
		      const char *text, size_t len)
{
	struct tph_attachment list[MAX_IMPORTERS];
	struct tph_asked asked;
	size_t n;
	int ret = tph_dmabuf_parse(text, len, &asked, list, MAX_IMPORTERS, &n);

	if (ret == -EPROTO && is_new(buffers, inode_of(text)))
		report_strange(buffers, file);
	if (ret || !asked.set || !is_new(buffers, inode_of(text)))
		return ret != -EINTR;
	buffers->tagged++;
	for (size_t i = 0; i < min(n, (size_t)MAX_IMPORTERS); i++)
		report(buffers, file, &list[i]);
	return true;
}

/* Return: bytes, 0 if it cannot be read */
static size_t read_text(int folder, const char *name, char *text, size_t size)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t len = 0;
	ssize_t n = 1;

	if (fd < 0)
		return 0;
	while (len < size - 1 && n > 0) {
		n = read(fd, text + len, size - 1 - len);
		if (n > 0)
			len += (size_t)n;
	}
	close(fd);
	text[len] = '\0';
	return len;
}

static void take_process(struct buffers *buffers, const char *pid)
{
	char path[PATH_MAX], file[PATH_MAX + 300], text[FDINFO_SIZE];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%s/fdinfo", buffers->proc, pid);
	dir = opendir(path);
	if (!dir) {
		buffers->denied += errno == EACCES || errno == EPERM;
		return;
	}
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		for (size_t i = 0; i < ATTEMPTS; i++) {
			size_t len = read_text(dirfd(dir), entry->d_name, text,
					       sizeof(text));

			if (take_text(buffers, file, text, len))
				break;
		}
	}
	closedir(dir);
}

static void summarize(struct buffers *buffers)
{
	struct check *check = buffers->check;
	struct doctor_result *result;

	if (buffers->denied) {
		result = check_found(
			check, DOCTOR_UNKNOWN, NULL,
			"descriptors of %zu process%s cannot be read",
			buffers->denied, buffers->denied == 1 ? "" : "es");
		result->file =
			check_text(check, "%s/PID/fdinfo", buffers->proc);
		result->root = geteuid() != 0;
		if (result->root)
			result->remedy = DOCTOR_AS_ROOT;
	}
	if (buffers->lost || buffers->strange)
		return;
	if (buffers->tagged)
		check_found(
			check, DOCTOR_OK, NULL,
			"%zu dma-buf%s with hints: all of %zu importer%s apply them",
			buffers->tagged, buffers->tagged == 1 ? "" : "s",
			buffers->applied, buffers->applied == 1 ? "" : "s");
	else if (!buffers->denied)
		check_found(check, DOCTOR_OK, NULL,
			    "no process has a dma-buf with hints");
}

void check_dmabuf(struct check *check)
{
	struct buffers buffers = {.check = check};
	struct dirent *entry;
	char path[PATH_MAX];
	DIR *dir;

	if (!check->source->root) {
		check_not_here(check, "dma-bufs of processes");
		return;
	}
	snprintf(path, sizeof(path), "%s/proc", check->source->root);
	dir = opendir(path);
	if (!dir) {
		check_unknown(check, TPH_HOST_UNREADABLE,
			      "dma-bufs of processes");
		return;
	}
	buffers.proc = path;
	while ((entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]))
			take_process(&buffers, entry->d_name);
	closedir(dir);
	tdestroy(buffers.seen, leave);
	summarize(&buffers);
}
