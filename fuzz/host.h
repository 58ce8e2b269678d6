/* SPDX-License-Identifier: BSD-3-Clause */
/* A machine from a dump in memory, and its consistency */
#ifndef FUZZ_HOST_H
#define FUZZ_HOST_H

#include <stdlib.h>
#include <string.h>

#include <opentph/host_path.h>

#include "host/host.h"
#include "host/input/input.h"

/*
 * Instead of libpci's: loading pci.ids takes most of the time, and names from there are
 * not of the input
 */
char *pci_lookup_name(struct pci_access *access, char *buf, int size, int flags,
		      ...);
char *pci_lookup_name(struct pci_access *access, char *buf, int size, int flags,
		      ...)
{
	return NULL;
}

static void check_text(const char *text)
{
	for (; text && *text; text++)
		if (*text < ' ' || *text > '~')
			abort();
}

static void check_value(struct tph_host_value value, uint32_t highest)
{
	if (value.why > TPH_HOST_UNREADABLE ||
	    (!value.why && (uint32_t)value.value > highest))
		abort();
}

/* Return: the highest value of a field */
static uint32_t most(uint32_t mask)
{
	return mask / (mask & -mask);
}

static void check_function(const struct tph_host_function *function)
{
	static volatile uint16_t sum;
	size_t depth = 0;

	check_text(function->name);
	check_text(function->driver);
	for (size_t i = 0; i < TPH_HOST_CAPS; i++)
		check_value(function->caps[i], 0xfff);
	for (size_t i = 0; i < TPH_HOST_FIELD_COUNT; i++)
		check_value(tph_host_get(function, i),
			    most(tph_host_field_info(i)->mask));
	if (!function->numa.why && function->numa.value < -1)
		abort();
	check_value(function->group, INT32_MAX);
	check_value(tph_host_port_type(function), 0xf);
	if (function->st_count > HOST_MAX_ST ||
	    (function->st_count && !function->st))
		abort();
	/* A sanitizer looks at each byte */
	for (size_t i = 0; i < function->st_count; i++)
		sum += function->st[i];
	/* The tree has no circle */
	for (; function->parent; function = function->parent)
		if (++depth > 256)
			abort();
}

/* Hops are in bounds, and a verdict names one of them; remedies end */
static void check_path(const struct tph_host_function *from,
		       const struct tph_host_function *to)
{
	static struct tph_host_path path;
	struct tph_host_remedy remedy;

	tph_host_path(from, to, &path);
	if (!path.count || path.count > TPH_HOST_HOPS ||
	    path.verdict[TPH_HOST_ST16].fate > path.verdict[TPH_HOST_ST8].fate)
		abort();
	for (enum tph_host_width i = 0; i < TPH_HOST_WIDTHS; i++) {
		if (path.verdict[i].hop >= path.count)
			abort();
		for (size_t n = 0; tph_host_path_remedy(&path, i, n, &remedy);
		     n++) {
			if (n > TPH_HOST_HOPS)
				abort();
			check_text(remedy.command);
		}
	}
}

/* Some pairs of a large machine: the time grows with the square */
static void check_paths(const struct tph_host *host)
{
	size_t count = tph_host_count(host), step = count / 8 + 1;

	for (size_t i = 0; i < count; i += step) {
		check_path(tph_host_at(host, i), NULL);
		for (size_t j = 0; j < count; j += step)
			check_path(tph_host_at(host, i), tph_host_at(host, j));
	}
}

/* Return: the machine, to be released with tph_host_free(); NULL: it is refused */
static struct tph_host *
host_input(const void *data, size_t len, enum tph_host_form form,
	   int (*input)(struct tph_host *host, FILE *file))
{
	struct tph_host *host;
	FILE *file;
	int ret;

	if (!len || host_begin(form, &host))
		return NULL;
	file = fmemopen((void *)data, len, "r");
	if (!file)
		abort();
	ret = input(host, file);
	fclose(file);
	for (size_t i = 0; tph_host_note(host, i); i++)
		check_text(tph_host_note(host, i));
	if (ret || !tph_host_count(host)) {
		tph_host_free(host);
		return NULL;
	}
	host_link(host);
	for (size_t i = 0; i < tph_host_count(host); i++)
		check_function(tph_host_at(host, i));
	check_paths(host);
	return host;
}

#endif /* FUZZ_HOST_H */
