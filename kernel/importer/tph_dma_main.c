// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reference importer of dma-bufs with TLP Processing Hints: driver of the
 * OpenTPH DMA engine, a device that exists as a model for virtual machines.
 */
#include <linux/dma-mapping.h>
#include <linux/idr.h>
#include <linux/module.h>

#include "tph_dma.h"

static DEFINE_IDA(tph_dma_ida);

static void tph_dma_free(struct kref *kref)
{
	struct tph_dma *td = container_of(kref, struct tph_dma, kref);

	ida_free(&tph_dma_ida, td->id);
	kfree(td->misc.name);
	kfree(td);
}

void tph_dma_put(struct tph_dma *td)
{
	kref_put(&td->kref, tph_dma_free);
}

static struct tph_dma *tph_dma_alloc(struct pci_dev *pdev)
{
	struct tph_dma *td;

	td = kzalloc_obj(*td);
	if (!td)
		return NULL;

	td->id = ida_alloc(&tph_dma_ida, GFP_KERNEL);
	if (td->id < 0)
		goto err_free;

	td->misc.minor = MISC_DYNAMIC_MINOR;
	td->misc.fops = &tph_dma_fops;
	td->misc.parent = &pdev->dev;
	td->misc.name = kasprintf(GFP_KERNEL, "tph_dma%d", td->id);
	if (!td->misc.name)
		goto err_ida;

	td->pdev = pdev;
	kref_init(&td->kref);
	init_rwsem(&td->remove);
	INIT_LIST_HEAD(&td->files);
	return td;

err_ida:
	ida_free(&tph_dma_ida, td->id);
err_free:
	kfree(td);
	return NULL;
}

static int tph_dma_init(struct tph_dma *td)
{
	struct pci_dev *pdev = td->pdev;
	int ret;

	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;

	td->regs = pcim_iomap_region(pdev, DMA_BAR_REGS, "tph_dma");
	if (IS_ERR(td->regs))
		return PTR_ERR(td->regs);

	if (readl(td->regs + DMA_REG_ID) != DMA_ID_MAGIC ||
	    readl(td->regs + DMA_REG_VERSION) != DMA_VERSION)
		return -ENODEV;

	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (ret)
		return ret;

	pci_set_master(pdev);

	ret = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSIX);
	if (ret < 0)
		return ret;

	ret = tph_dma_ring_init(td);
	if (ret)
		goto err_vectors;

	ret = request_irq(pci_irq_vector(pdev, DMA_VECTOR_RING), tph_dma_irq, 0,
			  "tph_dma", td);
	if (ret)
		goto err_vectors;

	return 0;

err_vectors:
	pci_free_irq_vectors(pdev);
	return ret;
}

static void tph_dma_exit(struct tph_dma *td)
{
	tph_dma_ring_stop(td);
	free_irq(pci_irq_vector(td->pdev, DMA_VECTOR_RING), td);
	pci_free_irq_vectors(td->pdev);
	pci_clear_master(td->pdev);
}

static int tph_dma_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct tph_dma *td;
	int ret;

	td = tph_dma_alloc(pdev);
	if (!td)
		return -ENOMEM;

	ret = tph_dma_init(td);
	if (ret)
		goto err_put;

	tph_dma_st_init(td);

	ret = misc_register(&td->misc);
	if (ret)
		goto err_exit;

	pci_set_drvdata(pdev, td);
	pci_info(pdev, "%s: TPH %s\n", td->misc.name, td->tph ? "on" : "off");
	return 0;

err_exit:
	tph_dma_st_exit(td);
	tph_dma_exit(td);
err_put:
	tph_dma_put(td);
	return ret;
}

static void tph_dma_remove(struct pci_dev *pdev)
{
	struct tph_dma *td = pci_get_drvdata(pdev);

	misc_deregister(&td->misc);
	tph_dma_release_files(td);
	tph_dma_st_exit(td);
	tph_dma_exit(td);
	tph_dma_put(td);
}

static const struct pci_device_id tph_dma_ids[] = {
	{ PCI_DEVICE(DMA_VENDOR_ID, DMA_DEVICE_ID) },
	{}
};
MODULE_DEVICE_TABLE(pci, tph_dma_ids);

static struct pci_driver tph_dma_driver = {
	.name = "tph_dma",
	.id_table = tph_dma_ids,
	.probe = tph_dma_probe,
	.remove = tph_dma_remove,
};
module_pci_driver(tph_dma_driver);

MODULE_IMPORT_NS("DMA_BUF");
MODULE_DESCRIPTION("Reference importer of dma-bufs with TLP Processing Hints");
MODULE_LICENSE("GPL");
