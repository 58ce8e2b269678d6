/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reference importer of dma-bufs with TLP Processing Hints
 */
#ifndef OPENTPH_TPH_DMA_H
#define OPENTPH_TPH_DMA_H

#include <linux/dma-buf.h>
#include <linux/dma-fence.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "tph_dma_hw.h"
#include "tph_dma_uapi.h"

#define TPH_DMA_RING_ORDER	6
#define TPH_DMA_RING_SIZE	BIT(TPH_DMA_RING_ORDER)

/**
 * struct tph_dma_st - an entry of the ST table
 * @users:	mappings that use it; 0: no request does
 * @st:		its value
 */
struct tph_dma_st {
	unsigned int users;
	u16 st;
};

/**
 * struct tph_dma - one DMA engine
 * @pdev:	the device
 * @regs:	BAR 0
 * @misc:	/dev/tph_dma<n>
 * @id:		n
 * @kref:	one reference of the driver, one of each open file
 * @remove:	held for reading by file operations, for writing by remove
 * @dead:	the device is gone, protected by @remove
 * @files:	open files, protected by @remove (write)
 * @ring:	descriptors
 * @ring_dma:	their bus address
 * @lock:	protects the following
 * @jobs:	the jobs in the ring
 * @head:	oldest job, free running
 * @tail:	next free descriptor, free running
 * @fence_context: of the jobs' fences
 * @fence_seqno: of the last job
 * @slots:	counts free descriptors
 * @tph:	TPH is enabled for the device
 * @st_lock:	protects @st
 * @st:		the ST table
 * @nr_st:	its entries
 */
struct tph_dma {
	struct pci_dev *pdev;
	void __iomem *regs;
	struct miscdevice misc;
	int id;
	struct kref kref;
	struct rw_semaphore remove;
	bool dead;
	struct list_head files;

	struct dma_desc *ring;
	dma_addr_t ring_dma;
	spinlock_t lock;	/* ring, see above */
	struct tph_dma_job *jobs[TPH_DMA_RING_SIZE];
	u32 head, tail;
	u64 fence_context, fence_seqno;
	struct semaphore slots;

	bool tph;
	struct mutex st_lock;	/* st */
	struct tph_dma_st st[DMA_ST_ENTRIES];
	unsigned int nr_st;
};

/* One copy by the engine; its fence is signalled when the last write is sent */
struct tph_dma_job {
	struct dma_fence fence;
};

/**
 * struct tph_dma_copy - source, destination and hints of a job
 * @src:	bus address
 * @dst:	bus address
 * @len:	bytes
 * @hint:	hints, NULL for none
 * @st_index:	entry of the ST table that holds the tag
 */
struct tph_dma_copy {
	dma_addr_t src, dst;
	u32 len;
	const struct dma_buf_pci_tph *hint;
	int st_index;
};

/* tph_dma_ring.c: the engine */
int tph_dma_ring_init(struct tph_dma *td);
void tph_dma_ring_stop(struct tph_dma *td);
irqreturn_t tph_dma_irq(int irq, void *data);
int tph_dma_begin(struct tph_dma *td);
void tph_dma_cancel(struct tph_dma *td);
struct dma_fence *tph_dma_submit(struct tph_dma *td, struct tph_dma_job *job,
				 const struct tph_dma_copy *copy);
int tph_dma_wait(struct tph_dma *td, struct dma_fence *fence);

/* tph_dma_st.c: the ST table */
void tph_dma_st_init(struct tph_dma *td);
void tph_dma_st_exit(struct tph_dma *td);
int tph_dma_st_get(struct tph_dma *td, u16 st);
void tph_dma_st_put(struct tph_dma *td, int index);

/* tph_dma_import.c: dma-bufs */
struct tph_dma_import_obj;
struct tph_dma_import_obj *tph_dma_import(struct tph_dma *td, int fd,
					  u32 flags);
void tph_dma_import_get(struct tph_dma_import_obj *obj);
void tph_dma_import_put(struct tph_dma_import_obj *obj);
void tph_dma_import_state(struct tph_dma_import_obj *obj,
			  struct tph_dma_state *state);
u64 tph_dma_import_size(struct tph_dma_import_obj *obj);
ssize_t tph_dma_import_write(struct tph_dma_import_obj *obj, u64 offset,
			     dma_addr_t src, size_t len);

/* tph_dma_file.c: the character device */
extern const struct file_operations tph_dma_fops;
void tph_dma_release_files(struct tph_dma *td);
void tph_dma_put(struct tph_dma *td);

#endif
