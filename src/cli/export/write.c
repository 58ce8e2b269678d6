// SPDX-License-Identifier: BSD-3-Clause
/* The reference importer */
#include "cli/export/export.h"
#include "ground.h"

static int write_zeroes(struct export *e, uint32_t region)
{
	static const char zeroes[65536];
	uint64_t done, piece;
	int ret = 0;

	for (done = 0; done < e->size && !ret; done += piece) {
		piece = min_t(uint64_t, e->size - done, sizeof(zeroes));
		ret = tph_dma_write(e->dma, region, done, zeroes, piece);
	}
	return ret;
}

int export_write(struct export *e)
{
	uint32_t region;
	int ret;

	ret = tph_dma_open(e->importer, &e->dma);
	if (!ret)
		ret = tph_dma_import(e->dma, e->fd, 0, &region, NULL);
	if (!ret)
		ret = write_zeroes(e, region);
	if (!ret)
		ret = tph_dma_state(e->dma, region, &e->hint);
	return ret;
}

bool export_untagged(const struct export *e)
{
	const struct tph_tag *tag = &e->state.asked.tag;

	return e->write && !e->hint.applied &&
	       (target_has_tag(&e->target) ||
		(e->state.asked.set && (tag->st8_valid || tag->st16_valid)));
}
