// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ST table: one entry for each tag in use, shared by mappings with the same
 * tag. The tag 0 is one like any other.
 */
#include <linux/pci.h>
#include <linux/pci-tph.h>

#include "tph_dma.h"

void tph_dma_st_init(struct tph_dma *td)
{
	mutex_init(&td->st_lock);

	/* The engine picks an entry for each descriptor: device specific mode */
	if (pcie_enable_tph_ext(td->pdev, PCI_TPH_ST_DS_MODE,
				PCI_TPH_REQ_EXT_TPH))
		return;

	td->nr_st = min_t(unsigned int, pcie_tph_get_st_table_size(td->pdev),
			  DMA_ST_ENTRIES);
	td->tph = true;
}

void tph_dma_st_exit(struct tph_dma *td)
{
	if (td->tph)
		pcie_disable_tph(td->pdev);
}

/* Return: the index of an entry that holds @st; -ENOSPC; -errno */
int tph_dma_st_get(struct tph_dma *td, u16 st)
{
	int free = -ENOSPC;
	unsigned int i;
	int ret;

	guard(mutex)(&td->st_lock);

	for (i = 0; i < td->nr_st; i++) {
		if (td->st[i].users && td->st[i].st == st) {
			td->st[i].users++;
			return i;
		}
		if (!td->st[i].users && free < 0)
			free = i;
	}

	if (free < 0)
		return free;

	/*
	 * No mapping uses this entry, so no request does, but other entries may
	 * be in use: TPH must not be disabled for the write.
	 */
	ret = pcie_tph_set_unused_st_entry(td->pdev, free, st);
	if (ret)
		return ret;

	td->st[free].st = st;
	td->st[free].users = 1;
	return free;
}

void tph_dma_st_put(struct tph_dma *td, int index)
{
	guard(mutex)(&td->st_lock);

	td->st[index].users--;
}
