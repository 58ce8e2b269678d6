// SPDX-License-Identifier: GPL-2.0-only
/*
 * For tests: a VFIO driver of PCI devices that exports no dma-bufs, as most of those
 * for one device.
 */
#include <linux/iommufd.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/vfio.h>
#include <linux/vfio_pci_core.h>

static int plain_vfio_open(struct vfio_device *core)
{
	struct vfio_pci_core_device *vdev =
		container_of(core, struct vfio_pci_core_device, vdev);
	int ret = vfio_pci_core_enable(vdev);

	if (!ret)
		vfio_pci_core_finish_enable(vdev);
	return ret;
}

static const struct vfio_device_ops plain_vfio_ops = {
	.name = "plain-vfio",
	.init = vfio_pci_core_init_dev,
	.release = vfio_pci_core_release_dev,
	.open_device = plain_vfio_open,
	.close_device = vfio_pci_core_close_device,
	.ioctl = vfio_pci_core_ioctl,
	.get_region_info_caps = vfio_pci_ioctl_get_region_info,
	.device_feature = vfio_pci_core_ioctl_feature,
	.read = vfio_pci_core_read,
	.write = vfio_pci_core_write,
	.mmap = vfio_pci_core_mmap,
	.request = vfio_pci_core_request,
	.match = vfio_pci_core_match,
	.bind_iommufd = vfio_iommufd_physical_bind,
	.unbind_iommufd = vfio_iommufd_physical_unbind,
	.attach_ioas = vfio_iommufd_physical_attach_ioas,
	.detach_ioas = vfio_iommufd_physical_detach_ioas,
};

static int plain_vfio_probe(struct pci_dev *pdev,
			    const struct pci_device_id *id)
{
	struct vfio_pci_core_device *vdev;
	int ret;

	vdev = vfio_alloc_device(vfio_pci_core_device, vdev, &pdev->dev,
				 &plain_vfio_ops);
	if (IS_ERR(vdev))
		return PTR_ERR(vdev);
	dev_set_drvdata(&pdev->dev, vdev);
	ret = vfio_pci_core_register_device(vdev);
	if (ret)
		vfio_put_device(&vdev->vdev);
	return ret;
}

static void plain_vfio_remove(struct pci_dev *pdev)
{
	struct vfio_pci_core_device *vdev = dev_get_drvdata(&pdev->dev);

	vfio_pci_core_unregister_device(vdev);
	vfio_put_device(&vdev->vdev);
}

static const struct pci_device_id plain_vfio_ids[] = {
	{PCI_DRIVER_OVERRIDE_DEVICE_VFIO(PCI_ANY_ID, PCI_ANY_ID)}, {}};

static struct pci_driver plain_vfio_driver = {
	.name = "plain-vfio",
	.id_table = plain_vfio_ids,
	.probe = plain_vfio_probe,
	.remove = plain_vfio_remove,
	.driver_managed_dma = true,
};
module_pci_driver(plain_vfio_driver);

MODULE_DESCRIPTION("A VFIO driver that exports no dma-bufs, for tests");
MODULE_LICENSE("GPL");
