// SPDX-License-Identifier: BSD-3-Clause
/* Devices, dma-bufs, imports */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "guest/revoke/revoke.h"

#define PAGE	  4096
#define PAGES_MAX 3

void revoke_open(struct revoke *r)
{
	revoke_expect(tph_pci_bind(r->bdf, "vfio-pci"), 0, "bind");
	revoke_expect(tph_accel_open(r->bdf, NULL, &r->accel), 0, "open");
}

void revoke_open_dma(struct revoke *r)
{
	revoke_expect(tph_pci_bind(r->dma_bdf, "tph_dma"), 0,
		      "bind the importer");
	revoke_expect(tph_dma_open(NULL, &r->dma), 0, "open the importer");
}

struct revoke_region *revoke_current(struct revoke *r)
{
	return atomic_load(&r->writers[REVOKE_CURRENT].region);
}

/* Each dma-buf is elsewhere, as far as the memory goes */
static void place(struct revoke *r, struct tph_range *range)
{
	range->len = PAGE * (1 + revoke_random(&r->seed, PAGES_MAX));
	if (r->next + range->len > r->size)
		r->next = 0;
	range->offset = r->next;
	r->next += range->len;
}

struct revoke_region *revoke_export(struct revoke *r)
{
	struct revoke_region *region = calloc(1, sizeof(*region));

	if (!region)
		revoke_fail("out of memory");
	region->nr_ranges = 1 + revoke_random(&r->seed, REVOKE_RANGES);
	for (size_t i = 0; i < region->nr_ranges; i++) {
		place(r, &region->ranges[i]);
		region->size += region->ranges[i].len;
		/* Not one after the other */
		r->next += PAGE;
	}
	region->only8 = !revoke_random(&r->seed, 4);
	revoke_expect(tph_dmabuf_export_ranges(tph_accel_device(r->accel),
					       ACCEL_BAR_MEM, region->ranges,
					       region->nr_ranges, &region->fd),
		      0, "export");
	return region;
}

int revoke_tag(struct revoke *r, const struct revoke_region *region)
{
	const struct tph_tag tag = {
		.st8_valid = true,
		.st8 = (uint8_t)r->tag,
		.st16_valid = true,
		.st16 = (uint16_t)r->tag,
		.ph = r->tag & 3,
		.required = r->required,
	};

	return tph_dmabuf_tag(tph_accel_device(r->accel), region->fd, &tag);
}

void revoke_import(struct revoke *r, struct revoke_region *region)
{
	uint16_t st = (uint16_t)(region->only8 ? r->tag & 0xff : r->tag);
	struct tph_dma_hint hint;

	region->dma = r->dma;
	revoke_expect(tph_dma_import(r->dma, region->fd,
				     region->only8 ? TPH_DMA_ONLY_8 : 0,
				     &region->handle, &hint),
		      0, "import");
	if (!hint.applied || hint.st16 == region->only8 || hint.st != st)
		revoke_fail("the import has tag %#x, not %#x",
			    hint.applied ? hint.st : 0u, st);
}

void revoke_free(struct revoke_region *region)
{
	if (!region)
		return;
	/* With its importer unbound the import is gone already */
	if (region->handle)
		revoke_expect(tph_dma_release(region->dma, region->handle), 0,
			      "release");
	close(region->fd);
	free(region);
}
