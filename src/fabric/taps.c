// SPDX-License-Identifier: BSD-3-Clause
/* Taps: write the TLPs of links to a capture file, one interface per link. */
#include "fabric/taps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capture/capture.h"

struct taps {
	struct hierarchy *h;
	struct capture_writer *writer;
	int failed; /* the first error of a write, negative */
	struct pcie_tap tap;
	int interface[]; /* by the link's index */
};

static void see(void *ctx, struct pcie_link *link, bool up, const void *tlp,
		size_t len)
{
	struct taps *taps = ctx;
	struct timespec now;
	int ret;

	clock_gettime(CLOCK_REALTIME, &now);
	ret = capture_write(taps->writer,
			    taps->interface[link - taps->h->links],
			    up ? CAPTURE_UP : CAPTURE_DOWN,
			    now.tv_sec * 1000000000ull + now.tv_nsec, tlp, len,
			    NULL, 0);
	if (ret && !taps->failed)
		taps->failed = ret;
}

/* Is @name one of the words of a comma separated list? */
static bool is_listed(const char *list, const char *name, size_t len)
{
	while (*list) {
		size_t n = strcspn(list, ",");

		if (n == len && !strncmp(list, name, n))
			return true;
		list += n;
		list += *list == ',';
	}
	return false;
}

/* Each word must name a link: a misspelt name would lose a capture. */
static int check_list(const struct hierarchy *h, const char *list, char *error)
{
	while (list && *list) {
		size_t n = strcspn(list, ",");
		unsigned int i = 0;

		while (i < h->nlinks && (strlen(h->links[i].name) != n ||
					 strncmp(h->links[i].name, list, n)))
			i++;
		if (i == h->nlinks) {
			snprintf(error, FABRIC_ERROR_MAX,
				 "unknown link \"%.*s\"", (int)n, list);
			return -EINVAL;
		}
		list += n;
		list += *list == ',';
	}
	return 0;
}

static int add_tap(struct taps *taps, unsigned int i)
{
	struct pcie_link *link = &taps->h->links[i];
	int ret = capture_add_interface(taps->writer, link->name, NULL);

	if (ret < 0)
		return ret;
	taps->interface[i] = ret;
	pcie_link_tap(link, &taps->tap);
	return 0;
}

int taps_open(struct hierarchy *h, const char *path, const char *links,
	      bool drop, struct taps **ret_taps, char *error)
{
	struct taps *taps;
	int ret = check_list(h, links, error);

	if (ret)
		return ret;
	taps = calloc(1, sizeof(*taps) + h->nlinks * sizeof(taps->interface[0]));
	ret = taps ? capture_create(path, CAPTURE_LINKTYPE_USER0, &taps->writer)
		   : -ENOMEM;
	if (ret) {
		snprintf(error, FABRIC_ERROR_MAX, "%s: %s", path,
			 strerror(-ret));
		free(taps);
		return ret;
	}
	taps->h = h;
	pcie_tap_init(&taps->tap, see, taps);
	for (unsigned int i = 0; i < h->nlinks && !ret; i++)
		if (!links || is_listed(links, h->links[i].name,
					strlen(h->links[i].name)))
			ret = add_tap(taps, i);
	if (!ret)
		ret = capture_go_live(taps->writer, drop);
	if (ret) {
		snprintf(error, FABRIC_ERROR_MAX, "%s: %s", path,
			 strerror(-ret));
		taps_close(taps);
		return ret;
	}
	*ret_taps = taps;
	return 0;
}

int taps_flush(struct taps *taps)
{
	int ret = capture_flush(taps->writer);

	if (ret && !taps->failed)
		taps->failed = ret;
	return taps->failed;
}

uint64_t taps_lost(const struct taps *taps)
{
	return capture_lost(taps->writer);
}

int taps_close(struct taps *taps)
{
	int ret, failed;

	if (!taps)
		return 0;
	for (unsigned int i = 0; i < taps->h->nlinks; i++)
		pcie_link_tap(&taps->h->links[i], NULL);
	failed = taps->failed;
	ret = capture_close(taps->writer);
	free(taps);
	return failed ? failed : ret;
}
