// SPDX-License-Identifier: GPL-2.0-only
/*
 * For tests: writes to the TPH Requester capability of the function 0 of a bus
 * fail or are lost, as those to a function that is gone or that a hypervisor
 * emulates. Load it while no driver is bound. It cannot be unloaded: there is no
 * way to know that the last reader has left the operations of the bus.
 */
#include <linux/bitfield.h>
#include <linux/module.h>
#include <linux/pci.h>

static int bus;
module_param(bus, int, 0444);
MODULE_PARM_DESC(bus, "Number of the bus");

static bool table;
module_param(table, bool, 0444);
MODULE_PARM_DESC(table, "Writes to the ST table fail with a PCIBIOS code");

static bool control;
module_param(control, bool, 0444);
MODULE_PARM_DESC(control, "Writes to TPH Requester Control are lost");

static struct pci_ops *real_ops, our_ops;
static int tph_at, table_end;

static int write(struct pci_bus *pci_bus, unsigned int devfn, int where,
		 int size, u32 value)
{
	if (!devfn && control && where == tph_at + PCI_TPH_CTRL)
		return PCIBIOS_SUCCESSFUL;
	if (!devfn && table && where >= tph_at + PCI_TPH_BASE_SIZEOF &&
	    where < table_end)
		return PCIBIOS_DEVICE_NOT_FOUND;
	return real_ops->write(pci_bus, devfn, where, size, value);
}

static int __init config_write_init(void)
{
	struct pci_dev *dev = pci_get_domain_bus_and_slot(0, bus, 0);
	u32 capability;

	if (!dev)
		return -ENODEV;
	tph_at = pci_find_ext_capability(dev, PCI_EXT_CAP_ID_TPH);
	if (!tph_at) {
		pci_dev_put(dev);
		return -ENXIO;
	}
	pci_read_config_dword(dev, tph_at + PCI_TPH_CAP, &capability);
	table_end = tph_at + PCI_TPH_BASE_SIZEOF +
		    2 * (FIELD_GET(PCI_TPH_CAP_ST_MASK, capability) + 1);

	our_ops = *dev->bus->ops;
	our_ops.write = write;
	real_ops = pci_bus_set_ops(dev->bus, &our_ops);
	pci_dev_put(dev);
	return 0;
}
module_init(config_write_init);

MODULE_DESCRIPTION("Writes of TPH registers that fail or are lost, for tests");
MODULE_LICENSE("GPL");
