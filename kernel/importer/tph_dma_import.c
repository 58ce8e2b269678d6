// SPDX-License-Identifier: GPL-2.0-only
/*
 * Import of dma-bufs with TLP Processing Hints: the part that other importers
 * may want to look at.
 *
 *  - The attach ops say that this importer asks for hints.
 *  - It asks each time before it maps, also when it maps again after the exporter
 *    has invalidated the mapping.
 *  - If it cannot apply the hints it reports that before it maps. The exporter
 *    decides in map_dma_buf() whether the mapping may go without them.
 *  - Copies run without the dma_resv lock; a fence covers each of them.
 */
#include <linux/dma-resv.h>
#include <linux/pci.h>
#include <linux/pci-tph.h>

#include "tph_dma.h"

/**
 * struct tph_dma_import_obj - an imported dma-buf
 * @td:		engine
 * @kref:	the handle has a reference, and each call that uses it
 * @attach:	attachment
 * @widths:	mask of the tag widths that the engine can send
 * @unmap:	takes down a mapping that the exporter has invalidated
 * @sgt:	mapping or NULL; this and the following: under the dma_resv lock
 * @invalid:	the exporter has invalidated @sgt
 * @hint:	hints of the mapping, hint.width 0: none
 * @st_index:	entry of the ST table for them
 */
struct tph_dma_import_obj {
	struct tph_dma *td;
	struct kref kref;
	struct dma_buf_attachment *attach;
	unsigned int widths;
	struct work_struct unmap;

	struct sg_table *sgt;
	bool invalid;
	struct dma_buf_pci_tph hint;
	int st_index;
};

/* Ask for the hints, and find them a place in the ST table */
static void tph_dma_get_hint(struct tph_dma_import_obj *obj)
{
	struct dma_buf_pci_tph hint;
	int index;

	if (!obj->attach->importer_ops->allow_pci_tph ||
	    dma_buf_get_pci_tph(obj->attach, obj->widths, &hint))
		return;

	index = tph_dma_st_get(obj->td, hint.st);
	if (index < 0) {
		dma_buf_drop_pci_tph(obj->attach, index);
		return;
	}

	obj->hint = hint;
	obj->st_index = index;
}

static void tph_dma_put_hint(struct tph_dma_import_obj *obj)
{
	if (!obj->hint.width)
		return;

	tph_dma_st_put(obj->td, obj->st_index);
	obj->hint = (struct dma_buf_pci_tph){};
}

static void tph_dma_unmap(struct tph_dma_import_obj *obj)
{
	dma_resv_assert_held(obj->attach->dmabuf->resv);

	if (!obj->sgt)
		return;

	dma_buf_unmap_attachment(obj->attach, obj->sgt, DMA_FROM_DEVICE);
	obj->sgt = NULL;
	tph_dma_put_hint(obj);
}

static int tph_dma_map(struct tph_dma_import_obj *obj)
{
	struct dma_resv *resv = obj->attach->dmabuf->resv;
	struct sg_table *sgt;
	long wait;

	dma_resv_assert_held(resv);

	if (obj->sgt && !obj->invalid)
		return 0;

	/*
	 * Copies into an invalidated mapping end before it is taken down. A
	 * first mapping waits until the exporter has put the memory in place.
	 */
	wait = dma_resv_wait_timeout(resv, obj->sgt ? DMA_RESV_USAGE_BOOKKEEP :
						      DMA_RESV_USAGE_KERNEL,
				     true, MAX_SCHEDULE_TIMEOUT);
	if (wait < 0)
		return wait;

	tph_dma_unmap(obj);

	tph_dma_get_hint(obj);
	sgt = dma_buf_map_attachment(obj->attach, DMA_FROM_DEVICE);
	if (IS_ERR(sgt)) {
		tph_dma_put_hint(obj);
		return PTR_ERR(sgt);
	}

	obj->sgt = sgt;
	obj->invalid = false;
	return 0;
}

static void tph_dma_unmap_work(struct work_struct *work)
{
	struct tph_dma_import_obj *obj =
		container_of(work, struct tph_dma_import_obj, unmap);
	struct dma_resv *resv = obj->attach->dmabuf->resv;

	dma_resv_lock(resv, NULL);
	if (obj->sgt && obj->invalid) {
		dma_resv_wait_timeout(resv, DMA_RESV_USAGE_BOOKKEEP, false,
				      MAX_SCHEDULE_TIMEOUT);
		tph_dma_unmap(obj);
	}
	dma_resv_unlock(resv);
}

/*
 * No copy starts into the mapping any more. Those that run have fences, on which
 * the exporter waits with the dma_resv lock held: unmapping is for later.
 */
static void tph_dma_invalidate(struct dma_buf_attachment *attach)
{
	struct tph_dma_import_obj *obj = attach->importer_priv;

	if (!obj->sgt)
		return;

	obj->invalid = true;
	queue_work(system_dfl_wq, &obj->unmap);
}

static const struct dma_buf_attach_ops tph_dma_attach_ops = {
	.allow_peer2peer = true,
	.allow_pci_tph = true,
	.invalidate_mappings = tph_dma_invalidate,
};

static const struct dma_buf_attach_ops tph_dma_attach_ops_plain = {
	.allow_peer2peer = true,
	.invalidate_mappings = tph_dma_invalidate,
};

/* The engine chooses the width for each request, within what is enabled */
static unsigned int tph_dma_widths(struct tph_dma *td, u32 flags)
{
	unsigned int widths = 0;

	if (!td->tph || (flags & TPH_DMA_IMPORT_NO_TPH))
		return 0;

	switch (pcie_tph_enabled_req_type(td->pdev)) {
	case PCI_TPH_REQ_EXT_TPH:
		widths = DMA_BUF_PCI_TPH_ST8 | DMA_BUF_PCI_TPH_ST16;
		break;
	case PCI_TPH_REQ_TPH_ONLY:
		widths = DMA_BUF_PCI_TPH_ST8;
		break;
	}

	if (flags & TPH_DMA_IMPORT_ONLY_8)
		widths &= DMA_BUF_PCI_TPH_ST8;
	if (flags & TPH_DMA_IMPORT_ONLY_16)
		widths &= DMA_BUF_PCI_TPH_ST16;

	return widths;
}

struct tph_dma_import_obj *tph_dma_import(struct tph_dma *td, int fd,
					  u32 flags)
{
	struct tph_dma_import_obj *obj;
	struct dma_buf *dmabuf;
	int ret;

	obj = kzalloc_obj(*obj);
	if (!obj)
		return ERR_PTR(-ENOMEM);

	kref_init(&obj->kref);
	INIT_WORK(&obj->unmap, tph_dma_unmap_work);
	obj->td = td;
	obj->widths = tph_dma_widths(td, flags);

	dmabuf = dma_buf_get(fd);
	if (IS_ERR(dmabuf)) {
		ret = PTR_ERR(dmabuf);
		goto err_free;
	}

	obj->attach = dma_buf_dynamic_attach(dmabuf, &td->pdev->dev,
					     flags & TPH_DMA_IMPORT_NO_TPH ?
					     &tph_dma_attach_ops_plain :
					     &tph_dma_attach_ops, obj);
	if (IS_ERR(obj->attach)) {
		ret = PTR_ERR(obj->attach);
		goto err_put;
	}

	/* Map now: a tag that cannot be had shall fail the import */
	dma_resv_lock(dmabuf->resv, NULL);
	ret = tph_dma_map(obj);
	dma_resv_unlock(dmabuf->resv);
	if (ret)
		goto err_detach;

	return obj;

err_detach:
	dma_buf_detach(dmabuf, obj->attach);
err_put:
	dma_buf_put(dmabuf);
err_free:
	kfree(obj);
	return ERR_PTR(ret);
}

static void tph_dma_import_free(struct kref *kref)
{
	struct tph_dma_import_obj *obj =
		container_of(kref, struct tph_dma_import_obj, kref);
	struct dma_buf *dmabuf = obj->attach->dmabuf;

	/* No call uses the import any more, so no copy runs */
	dma_resv_lock(dmabuf->resv, NULL);
	tph_dma_unmap(obj);
	dma_resv_unlock(dmabuf->resv);

	/* Not mapped: no invalidation queues it again. It uses the attachment */
	cancel_work_sync(&obj->unmap);
	dma_buf_detach(dmabuf, obj->attach);
	dma_buf_put(dmabuf);
	kfree(obj);
}

void tph_dma_import_get(struct tph_dma_import_obj *obj)
{
	kref_get(&obj->kref);
}

void tph_dma_import_put(struct tph_dma_import_obj *obj)
{
	kref_put(&obj->kref, tph_dma_import_free);
}

void tph_dma_import_state(struct tph_dma_import_obj *obj,
			  struct tph_dma_state *state)
{
	struct dma_resv *resv = obj->attach->dmabuf->resv;

	dma_resv_lock(resv, NULL);
	state->mapped = obj->sgt && !obj->invalid;
	state->applied = 0;
	if (obj->hint.width)
		state->applied |= TPH_DMA_APPLIED_TPH;
	if (obj->hint.width == DMA_BUF_PCI_TPH_ST16)
		state->applied |= TPH_DMA_APPLIED_ST16;
	state->st = obj->hint.st;
	state->ph = obj->hint.ph;
	dma_resv_unlock(resv);
}

u64 tph_dma_import_size(struct tph_dma_import_obj *obj)
{
	return obj->attach->dmabuf->size;
}

/* Bus address of @offset; *@len is cut to the contiguous part */
static int tph_dma_addr(struct sg_table *sgt, u64 offset, dma_addr_t *addr,
			size_t *len)
{
	struct scatterlist *sg;
	int i;

	for_each_sgtable_dma_sg(sgt, sg, i) {
		if (offset < sg_dma_len(sg)) {
			*addr = sg_dma_address(sg) + offset;
			*len = min_t(u64, *len, sg_dma_len(sg) - offset);
			return 0;
		}
		offset -= sg_dma_len(sg);
	}

	return -EINVAL;
}

/* Map if need be, start the copy and make it known: one critical section */
static struct dma_fence *tph_dma_start_copy(struct tph_dma_import_obj *obj,
					    struct tph_dma_job *job,
					    u64 offset, dma_addr_t src,
					    size_t *len)
{
	struct dma_resv *resv = obj->attach->dmabuf->resv;
	struct tph_dma_copy copy = { .src = src };
	struct dma_fence *fence;
	int ret;

	ret = dma_resv_lock_interruptible(resv, NULL);
	if (ret)
		return ERR_PTR(ret);

	ret = tph_dma_map(obj);
	if (!ret)
		ret = tph_dma_addr(obj->sgt, offset, &copy.dst, len);
	if (!ret)
		ret = dma_resv_reserve_fences(resv, 1);
	if (ret) {
		dma_resv_unlock(resv);
		return ERR_PTR(ret);
	}

	copy.len = *len;
	if (obj->hint.width) {
		copy.hint = &obj->hint;
		copy.st_index = obj->st_index;
	}
	fence = tph_dma_submit(obj->td, job, &copy);
	dma_resv_add_fence(resv, fence, DMA_RESV_USAGE_WRITE);
	dma_resv_unlock(resv);

	return fence;
}

/**
 * tph_dma_import_write() - copy into a dma-buf and wait for the end
 * @obj:	import
 * @offset:	where in the dma-buf
 * @src:	bus address of the data
 * @len:	bytes
 *
 * Return: bytes copied, at least 1 and at most @len; -errno
 */
ssize_t tph_dma_import_write(struct tph_dma_import_obj *obj, u64 offset,
			     dma_addr_t src, size_t len)
{
	struct tph_dma_job *job;
	struct dma_fence *fence;
	int ret;

	job = kzalloc_obj(*job);
	if (!job)
		return -ENOMEM;

	ret = tph_dma_begin(obj->td);
	if (ret)
		goto err_free;

	fence = tph_dma_start_copy(obj, job, offset, src, &len);
	if (IS_ERR(fence)) {
		ret = PTR_ERR(fence);
		goto err_cancel;
	}

	ret = tph_dma_wait(obj->td, fence);
	dma_fence_put(fence);

	return ret ?: len;

err_cancel:
	tph_dma_cancel(obj->td);
err_free:
	kfree(job);
	return ret;
}
