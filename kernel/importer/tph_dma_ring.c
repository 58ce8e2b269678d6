// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engine: descriptors in, fences out
 */
#include <linux/bitfield.h>
#include <linux/dma-mapping.h>
#include <linux/io-64-nonatomic-lo-hi.h>

#include "tph_dma.h"

#define TPH_DMA_TIMEOUT		msecs_to_jiffies(10000)

static const char *tph_dma_fence_name(struct dma_fence *fence)
{
	return "tph_dma";
}

static const struct dma_fence_ops tph_dma_fence_ops = {
	.get_driver_name = tph_dma_fence_name,
	.get_timeline_name = tph_dma_fence_name,
};

static void tph_dma_start(struct tph_dma *td)
{
	td->head = 0;
	td->tail = 0;
	writel(lower_32_bits(td->ring_dma), td->regs + DMA_REG_RING_LO);
	writel(upper_32_bits(td->ring_dma), td->regs + DMA_REG_RING_HI);
	writel(TPH_DMA_RING_ORDER, td->regs + DMA_REG_RING_ORDER);
	writel(DMA_INT_DONE | DMA_INT_ERROR, td->regs + DMA_REG_INT_MASK);
	writel(DMA_CTRL_ENABLE, td->regs + DMA_REG_CTRL);
}

int tph_dma_ring_init(struct tph_dma *td)
{
	spin_lock_init(&td->lock);
	sema_init(&td->slots, TPH_DMA_RING_SIZE - 1);
	td->fence_context = dma_fence_context_alloc(1);

	td->ring = dmam_alloc_coherent(&td->pdev->dev,
				       TPH_DMA_RING_SIZE * sizeof(*td->ring),
				       &td->ring_dma, GFP_KERNEL);
	if (!td->ring)
		return -ENOMEM;

	writel(DMA_CTRL_RESET, td->regs + DMA_REG_CTRL);
	tph_dma_start(td);
	return 0;
}

static int tph_dma_code_errno(u32 status)
{
	switch (FIELD_GET(DMA_DESC_CODE, status)) {
	case DMA_CODE_OK:
		return 0;
	case DMA_CODE_HINT:
		return -EOPNOTSUPP;
	default:
		return -EIO;
	}
}

/* Take the oldest job out of the ring */
static void tph_dma_end_job(struct tph_dma *td, int error)
{
	u32 slot = td->head++ % TPH_DMA_RING_SIZE;
	struct tph_dma_job *job = td->jobs[slot];

	td->jobs[slot] = NULL;
	if (error)
		dma_fence_set_error(&job->fence, error);
	dma_fence_signal(&job->fence);
	dma_fence_put(&job->fence);
	up(&td->slots);
}

irqreturn_t tph_dma_irq(int irq, void *data)
{
	struct tph_dma *td = data;
	struct dma_desc *desc;
	unsigned long flags;
	u32 status;

	/*
	 * The next interrupt comes when a status bit is set anew. The write is
	 * posted: without the read a job may end after the look at the ring, but
	 * before its bit is cleared.
	 */
	writel(DMA_INT_DONE | DMA_INT_ERROR, td->regs + DMA_REG_INT_STATUS);
	readl(td->regs + DMA_REG_INT_STATUS);

	spin_lock_irqsave(&td->lock, flags);
	while (td->head != td->tail) {
		desc = &td->ring[td->head % TPH_DMA_RING_SIZE];
		status = le32_to_cpu(READ_ONCE(desc->status));
		if (!(status & DMA_DESC_DONE))
			break;
		tph_dma_end_job(td, tph_dma_code_errno(status));
	}
	spin_unlock_irqrestore(&td->lock, flags);

	return IRQ_HANDLED;
}

static void tph_dma_stop_locked(struct tph_dma *td)
{
	writel(DMA_CTRL_RESET, td->regs + DMA_REG_CTRL);
	/* Posted: the engine has stopped when a read comes back */
	readl(td->regs + DMA_REG_STATUS);
	while (td->head != td->tail)
		tph_dma_end_job(td, -EIO);
}

/* Stop the engine and end all jobs. */
void tph_dma_ring_stop(struct tph_dma *td)
{
	unsigned long flags;

	spin_lock_irqsave(&td->lock, flags);
	tph_dma_stop_locked(td);
	spin_unlock_irqrestore(&td->lock, flags);
}

/* Wait for a free descriptor; tph_dma_submit() uses it, or tph_dma_cancel(). */
int tph_dma_begin(struct tph_dma *td)
{
	return down_interruptible(&td->slots);
}

void tph_dma_cancel(struct tph_dma *td)
{
	up(&td->slots);
}

/**
 * tph_dma_submit() - start a copy
 * @td:		engine
 * @job:	zeroed memory for it, freed with its fence
 * @copy:	the copy
 *
 * After tph_dma_begin(). Does not sleep and cannot fail, so that the caller's
 * dma_resv lock covers the mapping, the start and the fence.
 *
 * Return: the fence of the copy, with a reference for the caller.
 */
struct dma_fence *tph_dma_submit(struct tph_dma *td, struct tph_dma_job *job,
				 const struct tph_dma_copy *copy)
{
	u32 flags = DMA_DESC_IRQ;
	struct dma_desc desc = {
		.src = cpu_to_le64(copy->src),
		.dst = cpu_to_le64(copy->dst),
		.len = cpu_to_le32(copy->len),
	};
	unsigned long irqflags;
	u32 slot;

	if (copy->hint) {
		/* The mapping was made on the promise that the hint is sent */
		flags |= DMA_DESC_TH | DMA_DESC_TH_REQUIRED;
		if (copy->hint->width == DMA_BUF_PCI_TPH_ST16)
			flags |= DMA_DESC_ST_EXT;
		desc.ph = copy->hint->ph;
		desc.st_index = cpu_to_le16(copy->st_index);
	}
	desc.flags = cpu_to_le32(flags);

	spin_lock_irqsave(&td->lock, irqflags);
	dma_fence_init(&job->fence, &tph_dma_fence_ops, NULL,
		       td->fence_context, ++td->fence_seqno);
	slot = td->tail++ % TPH_DMA_RING_SIZE;
	td->jobs[slot] = job;
	td->ring[slot] = desc;
	dma_fence_get(&job->fence);
	writel(td->tail % TPH_DMA_RING_SIZE, td->regs + DMA_REG_TAIL);
	spin_unlock_irqrestore(&td->lock, irqflags);

	return &job->fence;
}

/*
 * Wait for a copy. A fence must signal in bounded time: an engine that does not
 * answer is reset, which ends all its jobs.
 */
int tph_dma_wait(struct tph_dma *td, struct dma_fence *fence)
{
	unsigned long flags;

	if (!dma_fence_wait_timeout(fence, false, TPH_DMA_TIMEOUT)) {
		pci_err(td->pdev, "engine does not answer\n");
		spin_lock_irqsave(&td->lock, flags);
		/* Somebody else may have been faster, and new jobs run */
		if (!dma_fence_is_signaled(fence)) {
			tph_dma_stop_locked(td);
			tph_dma_start(td);
		}
		spin_unlock_irqrestore(&td->lock, flags);
	}

	return fence->error;
}
