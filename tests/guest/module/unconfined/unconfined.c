// SPDX-License-Identifier: GPL-2.0-only
/*
 * For tests: marks the accelerator at a place as one that does not confine
 * Steering Tags to itself, as a quirk would, until it is unloaded.
 */
#include <linux/module.h>
#include <linux/pci.h>

static int bus;
module_param(bus, int, 0444);
MODULE_PARM_DESC(bus, "Its bus; device and function are 0");

static struct pci_dev *marked;

static int __init unconfined_init(void)
{
	marked = pci_get_domain_bus_and_slot(0, bus, 0);
	if (!marked)
		return -ENODEV;
	marked->tph_unconfined = 1;
	return 0;
}
module_init(unconfined_init);

static void __exit unconfined_exit(void)
{
	marked->tph_unconfined = 0;
	pci_dev_put(marked);
}
module_exit(unconfined_exit);

MODULE_DESCRIPTION("A device that does not confine Steering Tags, for tests");
MODULE_LICENSE("GPL");
