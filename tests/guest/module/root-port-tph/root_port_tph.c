// SPDX-License-Identifier: GPL-2.0-only
/*
 * For tests: root ports that complete requests with TLP Processing Hints.
 *
 * QEMU's root ports have no such bits in Device Capabilities 2, and no property
 * to set them. This shows them to the kernel, from the moment it is loaded; a
 * driver may have looked before, so bind it again if that matters. It cannot
 * be unloaded: it is unknown when the last reader has left the operations of a
 * bus (pci_bus_read_config_dword() takes no lock on x86).
 */
#include <linux/bitfield.h>
#include <linux/module.h>
#include <linux/pci.h>

static unsigned int completer = PCI_EXP_DEVCAP2_TPH_COMP_EXT_TPH;
module_param(completer, uint, 0444);
MODULE_PARM_DESC(
	completer,
	"TPH Completer Supported: 0 none, 1 TPH, 2 reserved, 3 Extended TPH too");

/* The operations of all root buses before */
static struct pci_ops *host_ops;
static struct pci_ops tph_ops;

/* Offset of @devfn's Device Capabilities 2, or 0 if it is not a root port */
static int devcap2_of(struct pci_bus *bus, unsigned int devfn)
{
	u32 pos = 0, header = 0;
	int left = PCI_CFG_SPACE_SIZE / 4;

	if (host_ops->read(bus, devfn, PCI_CAPABILITY_LIST, 1, &pos))
		return 0;

	for (; pos >= PCI_STD_HEADER_SIZEOF && left; left--) {
		if (host_ops->read(bus, devfn, pos & ~3, 4, &header))
			return 0;
		if ((header & 0xff) == PCI_CAP_ID_EXP)
			break;
		pos = (header >> 8) & 0xff;
	}

	if (pos < PCI_STD_HEADER_SIZEOF || !left ||
	    FIELD_GET(PCI_EXP_FLAGS_TYPE, header >> 16) !=
		    PCI_EXP_TYPE_ROOT_PORT)
		return 0;

	return (pos & ~3) + PCI_EXP_DEVCAP2;
}

static int tph_read(struct pci_bus *bus, unsigned int devfn, int where,
		    int size, u32 *value)
{
	u32 mask = PCI_EXP_DEVCAP2_TPH_COMP_MASK;
	u32 bits = FIELD_PREP(PCI_EXP_DEVCAP2_TPH_COMP_MASK, completer);
	int ret = host_ops->read(bus, devfn, where, size, value);
	int cap2;

	if (ret || where < PCI_STD_HEADER_SIZEOF || where >= PCI_CFG_SPACE_SIZE)
		return ret;

	cap2 = devcap2_of(bus, devfn);
	if (!cap2 || where < cap2 || where >= cap2 + 4)
		return ret;

	/* The read may begin after the register's first byte, and be short */
	mask >>= 8 * (where - cap2);
	bits >>= 8 * (where - cap2);
	if (size < 4)
		mask &= BIT(8 * size) - 1;
	*value = (*value & ~mask) | (bits & mask);

	return ret;
}

static int __init root_port_tph_init(void)
{
	struct pci_bus *bus = NULL;

	if (completer > PCI_EXP_DEVCAP2_TPH_COMP_EXT_TPH)
		return -EINVAL;

	while ((bus = pci_find_next_bus(bus))) {
		if (host_ops && bus->ops != host_ops)
			return -EOPNOTSUPP;
		host_ops = bus->ops;
	}
	if (!host_ops || !host_ops->read)
		return -ENODEV;

	tph_ops = *host_ops;
	tph_ops.read = tph_read;
	while ((bus = pci_find_next_bus(bus)))
		pci_bus_set_ops(bus, &tph_ops);

	pr_info("root_port_tph: TPH completer type %u\n", completer);
	return 0;
}
module_init(root_port_tph_init);

MODULE_DESCRIPTION("Root ports with TPH completer support, for tests");
MODULE_LICENSE("GPL");
