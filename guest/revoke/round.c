// SPDX-License-Identifier: BSD-3-Clause
/*
 * Kinds of rounds. Each begins while writes succeed, ends the time of a tag and mostly
 * of a region, and ends when writes succeed again.
 */
#include <errno.h>
#include <unistd.h>

#include "guest/revoke/revoke.h"

static bool one_in(struct revoke *r, uint32_t n)
{
	return !revoke_random(&r->seed, n);
}

/*
 * Set the next tag while the region is in use: the writes of the present mapping keep
 * theirs. Neither of the two may be required. Return: the tag of the next mapping
 */
static unsigned int retag_in_use(struct revoke *r)
{
	struct revoke_region *region = revoke_current(r);
	unsigned int tag = r->tag;
	bool required = r->required, require = one_in(r, 4);
	int ret;

	r->tag++;
	r->required = require;
	ret = revoke_tag(r, region);
	r->required = required;
	r->tag = tag;
	revoke_expect(ret, required || require ? -EBUSY : 0,
		      "tag a region in use");
	return ret ? tag : tag + 1;
}

/* A tag for a region that nobody has imported */
static void retag_unused(struct revoke *r, struct revoke_region *region)
{
	r->tag++;
	r->required = one_in(r, 3);
	revoke_expect(revoke_tag(r, region), 0, "tag");
}

/* The region is revoked for ever: the second writer gets it, and the first a new one */
static void replace(struct revoke *r, unsigned int from)
{
	struct revoke_region *dead = revoke_current(r), *region;
	struct revoke_region *old =
		atomic_load(&r->writers[REVOKE_FORMER].region);

	revoke_refused(r);
	revoke_open(r);
	region = revoke_export(r);
	revoke_refused(r);
	retag_unused(r, region);
	revoke_quiet(r, from);
	revoke_import(r, region);
	revoke_give(r, REVOKE_FORMER, dead);
	revoke_give(r, REVOKE_CURRENT, region);
	revoke_free(old);
}

static void run_reset(struct revoke *r)
{
	unsigned int last = r->tag;
	int ret;

	if (!one_in(r, 4))
		last = retag_in_use(r);
	do
		ret = tph_device_reset(tph_accel_device(r->accel));
	while (ret == -EAGAIN);
	revoke_expect(ret, 0, "reset");
	/* From here on only the new tag */
	revoke_era(r, revoke_current(r), last);
}

static void run_close(struct revoke *r)
{
	if (one_in(r, 2))
		retag_in_use(r);
	tph_accel_close(r->accel);
	replace(r, revoke_era(r, revoke_current(r), r->tag));
}

static void *unbind(void *arg)
{
	struct revoke *r = arg;

	revoke_expect(tph_pci_unbind(r->bdf), 0, "unbind");
	return NULL;
}

/* The driver's removal waits for the owner to close the device */
static void unbind_exporter(struct revoke *r)
{
	pthread_t thread;

	revoke_expect(-pthread_create(&thread, NULL, unbind, r), 0,
		      "start a thread");
	usleep(revoke_random(&r->seed, 4000));
	tph_accel_close(r->accel);
	pthread_join(thread, NULL);
	replace(r, revoke_era(r, revoke_current(r), r->tag));
}

static void unbind_importer(struct revoke *r)
{
	struct revoke_region *region = revoke_current(r);
	struct revoke_region *old =
		atomic_load(&r->writers[REVOKE_FORMER].region);
	unsigned int from;

	revoke_expect(tph_pci_unbind(r->dma_bdf), 0, "unbind the importer");
	from = revoke_era(r, region, r->tag);
	revoke_refused(r);
	revoke_give(r, REVOKE_CURRENT, NULL);
	revoke_give(r, REVOKE_FORMER, NULL);
	tph_dma_close(r->dma);
	if (old)
		old->handle = 0;
	revoke_free(old);

	/* Nobody has attached the dma-buf any more */
	retag_unused(r, region);
	revoke_quiet(r, from);
	revoke_open_dma(r);
	revoke_import(r, region);
	revoke_give(r, REVOKE_CURRENT, region);
}

static void run_unbind(struct revoke *r)
{
	if (one_in(r, 2))
		unbind_exporter(r);
	else
		unbind_importer(r);
}

/* Memory decoding off and on: the importer maps again, with the tag of then */
static void retag_by_memory(struct revoke *r)
{
	struct tph_device *dev = tph_accel_device(r->accel);
	struct revoke_region *region = revoke_current(r);
	bool before = one_in(r, 2);
	unsigned int last = before ? retag_in_use(r) : r->tag, from;

	revoke_expect(tph_device_memory_enable(dev, false), 0, "memory off");
	from = revoke_era(r, region, last);
	revoke_refused(r);
	if (!before)
		r->tag = retag_in_use(r);
	/* A reset changes nothing about it */
	if (one_in(r, 4) && !tph_device_reset(dev))
		revoke_refused(r);
	revoke_quiet(r, from);
	revoke_expect(tph_device_memory_enable(dev, true), 0, "memory on");
}

static void retag_by_import(struct revoke *r)
{
	struct revoke_region *region = revoke_current(r);
	unsigned int from;

	/* Not yet in force: the mapping stays as it is */
	if (r->required || one_in(r, 2))
		retag_in_use(r);
	revoke_expect(tph_dma_release(region->dma, region->handle), 0,
		      "release");
	/* A write that had begun keeps the import */
	revoke_settle(r);
	from = revoke_era(r, region, r->tag);
	revoke_refused(r);
	/* The handle may get its number again */
	revoke_give(r, REVOKE_CURRENT, NULL);
	retag_unused(r, region);
	revoke_quiet(r, from);
	region->only8 = one_in(r, 4);
	revoke_import(r, region);
	revoke_give(r, REVOKE_CURRENT, region);
}

static void run_retag(struct revoke *r)
{
	if (one_in(r, 2))
		retag_by_memory(r);
	else
		retag_by_import(r);
}

const struct revoke_kind revoke_kinds[] = {
	{"reset", run_reset},
	{"close", run_close},
	{"unbind", run_unbind},
	{"retag", run_retag},
};
const unsigned int revoke_nkinds =
	sizeof(revoke_kinds) / sizeof(revoke_kinds[0]);
