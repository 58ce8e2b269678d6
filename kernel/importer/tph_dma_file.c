// SPDX-License-Identifier: GPL-2.0-only
/*
 * The character device: handles, and user memory by way of a bounce buffer
 */
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/uaccess.h>

#include "tph_dma.h"

#define TPH_DMA_BOUNCE		SZ_64K

/**
 * struct tph_dma_file - an open file
 * @td:		engine
 * @node:	in &tph_dma.files
 * @imports:	struct tph_dma_import_obj by handle
 * @lock:	protects @bounce
 * @bounce:	where user memory passes through
 * @bounce_dma:	its bus address
 */
struct tph_dma_file {
	struct tph_dma *td;
	struct list_head node;
	struct xarray imports;
	struct mutex lock;	/* bounce */
	void *bounce;
	dma_addr_t bounce_dma;
};

static int tph_dma_open(struct inode *inode, struct file *filp)
{
	struct tph_dma *td = container_of(filp->private_data, struct tph_dma,
					  misc);
	struct tph_dma_file *file;

	file = kzalloc_obj(*file);
	if (!file)
		return -ENOMEM;

	file->bounce = dma_alloc_coherent(&td->pdev->dev, TPH_DMA_BOUNCE,
					  &file->bounce_dma, GFP_KERNEL);
	if (!file->bounce) {
		kfree(file);
		return -ENOMEM;
	}

	file->td = td;
	mutex_init(&file->lock);
	xa_init_flags(&file->imports, XA_FLAGS_ALLOC1);
	kref_get(&td->kref);

	/* misc_deregister() comes first in remove and excludes open */
	down_write(&td->remove);
	list_add(&file->node, &td->files);
	up_write(&td->remove);

	filp->private_data = file;
	return 0;
}

/* Give back the imports and the buffer */
static void tph_dma_file_clear(struct tph_dma_file *file)
{
	struct tph_dma_import_obj *obj;
	unsigned long handle;

	xa_for_each(&file->imports, handle, obj) {
		xa_erase(&file->imports, handle);
		tph_dma_import_put(obj);
	}

	list_del(&file->node);
	dma_free_coherent(&file->td->pdev->dev, TPH_DMA_BOUNCE, file->bounce,
			  file->bounce_dma);
}

static int tph_dma_release(struct inode *inode, struct file *filp)
{
	struct tph_dma_file *file = filp->private_data;
	struct tph_dma *td = file->td;

	down_write(&td->remove);
	if (!td->dead)
		tph_dma_file_clear(file);
	up_write(&td->remove);

	xa_destroy(&file->imports);
	kfree(file);
	tph_dma_put(td);
	return 0;
}

/* The device goes away: its files stay, but can do nothing any more. */
void tph_dma_release_files(struct tph_dma *td)
{
	struct tph_dma_file *file, *next;

	down_write(&td->remove);
	td->dead = true;
	list_for_each_entry_safe(file, next, &td->files, node)
		tph_dma_file_clear(file);
	up_write(&td->remove);
}

/* Find an import and hold it */
static struct tph_dma_import_obj *tph_dma_find(struct tph_dma_file *file,
					       u32 handle)
{
	struct tph_dma_import_obj *obj;

	xa_lock(&file->imports);
	obj = xa_load(&file->imports, handle);
	if (obj)
		tph_dma_import_get(obj);
	xa_unlock(&file->imports);

	return obj;
}

static long tph_dma_ioctl_import(struct tph_dma_file *file, void __user *arg)
{
	struct tph_dma_import import;
	struct tph_dma_import_obj *obj;
	struct tph_dma_state state;
	int ret;

	if (copy_from_user(&import, arg, sizeof(import)))
		return -EFAULT;

	if (import.flags & ~(TPH_DMA_IMPORT_NO_TPH | TPH_DMA_IMPORT_ONLY_8 |
			     TPH_DMA_IMPORT_ONLY_16))
		return -EINVAL;

	obj = tph_dma_import(file->td, import.dmabuf_fd, import.flags);
	if (IS_ERR(obj))
		return PTR_ERR(obj);

	tph_dma_import_state(obj, &state);
	import.applied = state.applied;
	import.st = state.st;
	import.ph = state.ph;
	import.reserved = 0;

	/* From here on another thread may release the handle */
	ret = xa_alloc(&file->imports, &import.handle, obj, xa_limit_31b,
		       GFP_KERNEL);
	if (ret) {
		tph_dma_import_put(obj);
		return ret;
	}

	if (copy_to_user(arg, &import, sizeof(import))) {
		obj = xa_erase(&file->imports, import.handle);
		if (obj)
			tph_dma_import_put(obj);
		return -EFAULT;
	}

	return 0;
}

static long tph_dma_copy_in(struct tph_dma_file *file,
			    struct tph_dma_import_obj *obj,
			    const struct tph_dma_write *write)
{
	u64 done = 0;
	ssize_t ret;
	size_t len;

	if (write->offset > tph_dma_import_size(obj) ||
	    write->len > tph_dma_import_size(obj) - write->offset)
		return -EINVAL;

	ret = mutex_lock_interruptible(&file->lock);
	if (ret)
		return ret;

	while (done < write->len) {
		len = min_t(u64, write->len - done, TPH_DMA_BOUNCE);
		ret = -EFAULT;
		if (copy_from_user(file->bounce,
				   u64_to_user_ptr(write->user_addr) + done,
				   len))
			break;

		ret = tph_dma_import_write(obj, write->offset + done,
					   file->bounce_dma, len);
		if (ret < 0)
			break;
		done += ret;
		ret = 0;
	}

	mutex_unlock(&file->lock);
	return ret;
}

static long tph_dma_ioctl_write(struct tph_dma_file *file, void __user *arg)
{
	struct tph_dma_import_obj *obj;
	struct tph_dma_write write;
	long ret;

	if (copy_from_user(&write, arg, sizeof(write)))
		return -EFAULT;

	if (write.flags)
		return -EINVAL;

	obj = tph_dma_find(file, write.handle);
	if (!obj)
		return -ENOENT;

	ret = tph_dma_copy_in(file, obj, &write);
	tph_dma_import_put(obj);
	return ret;
}

static long tph_dma_ioctl_state(struct tph_dma_file *file, void __user *arg)
{
	struct tph_dma_import_obj *obj;
	struct tph_dma_state state;

	if (copy_from_user(&state, arg, sizeof(state)))
		return -EFAULT;

	obj = tph_dma_find(file, state.handle);
	if (!obj)
		return -ENOENT;

	tph_dma_import_state(obj, &state);
	tph_dma_import_put(obj);

	return copy_to_user(arg, &state, sizeof(state)) ? -EFAULT : 0;
}

static long tph_dma_ioctl_release(struct tph_dma_file *file, void __user *arg)
{
	struct tph_dma_import_obj *obj;
	u32 handle;

	if (get_user(handle, (u32 __user *)arg))
		return -EFAULT;

	obj = xa_erase(&file->imports, handle);
	if (!obj)
		return -ENOENT;

	tph_dma_import_put(obj);
	return 0;
}

static long tph_dma_ioctl(struct file *filp, unsigned int cmd,
			  unsigned long arg)
{
	struct tph_dma_file *file = filp->private_data;
	void __user *uarg = (void __user *)arg;
	long ret = -ENODEV;

	down_read(&file->td->remove);
	if (file->td->dead)
		goto out;

	switch (cmd) {
	case TPH_DMA_IMPORT:
		ret = tph_dma_ioctl_import(file, uarg);
		break;
	case TPH_DMA_WRITE:
		ret = tph_dma_ioctl_write(file, uarg);
		break;
	case TPH_DMA_STATE:
		ret = tph_dma_ioctl_state(file, uarg);
		break;
	case TPH_DMA_RELEASE:
		ret = tph_dma_ioctl_release(file, uarg);
		break;
	default:
		ret = -ENOTTY;
	}
out:
	up_read(&file->td->remove);
	return ret;
}

const struct file_operations tph_dma_fops = {
	.owner = THIS_MODULE,
	.open = tph_dma_open,
	.release = tph_dma_release,
	.unlocked_ioctl = tph_dma_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};
