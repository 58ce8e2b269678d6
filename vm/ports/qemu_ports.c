// SPDX-License-Identifier: GPL-2.0-only
/*
 * Capabilities that QEMU's ports lack: TPH completers (root ports) and Access
 * Control Services (root ports and downstream ports).
 *
 * The kernel reads capabilities at boot, before this module is loaded. So bind
 * drivers again for TPH, and remove the root port and rescan the bus for ACS. The
 * module cannot be unloaded: there is no way to know that the last reader has left
 * the operations of a bus (pci_bus_read_config_dword() takes no lock on x86).
 *
 * ACS Control is stored in the Cache Line Size of QEMU's port: it is writable, and
 * has no meaning in PCI Express. The fabric reads it there by QMP. The kernel reads
 * the register as 0.
 */
#include <linux/bitfield.h>
#include <linux/module.h>
#include <linux/pci.h>

#define PORTS_MAX 64
#define HOPS_MAX  16
/* Offset of the capability; QEMU's ports have no registers there */
#define ACS_AT	 0xff0
#define ACS_SIZE 12
/* Tells the fabric that the other bits are ACS Control */
#define ACS_SHOWN 0x80
/* Egress Control is missing: it would need a vector */
#define ACS_MAY                                                           \
	(PCI_ACS_SV | PCI_ACS_TB | PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_UF | \
	 PCI_ACS_DT)

static int completer = -1;
module_param(completer, int, 0444);
MODULE_PARM_DESC(
	completer,
	"TPH Completer Supported of root ports: 0 none, 1 TPH, 2 reserved, 3 Extended TPH too");

static char *acs;
module_param(acs, charp, 0444);
MODULE_PARM_DESC(
	acs,
	"PATH=HAS/ENABLED,...: ACS of ports, bits as in the registers; PATH is 00:03.0/00.0/01.0 (bus of the first, then device.function of each hop)");

/*
 * @bus, @devfn: its path, @hops of @devfn
 * @last: offset of QEMU's last extended capability except ACS
 * @has: ACS Capability; @on: ACS Control at reset
 */
struct port {
	u8 bus, devfn[HOPS_MAX];
	unsigned int hops;
	u16 last;
	u8 has, on;
};

static struct port ports[PORTS_MAX];
static unsigned int nports;

/* The operations of all root buses before */
static struct pci_ops *host_ops;
static struct pci_ops shown_ops;

/* Bus numbers and devices change during a scan, the path does not. */
static bool is_at(const struct port *port, const struct pci_bus *bus,
		  unsigned int devfn)
{
	unsigned int i = port->hops;

	while (i-- && port->devfn[i] == devfn) {
		if (pci_is_root_bus((struct pci_bus *)bus))
			return !i && bus->number == port->bus;
		if (!bus->self)
			return false;
		devfn = bus->self->devfn;
		bus = bus->parent;
	}
	return false;
}

static const struct port *port_at(const struct pci_bus *bus, unsigned int devfn)
{
	for (unsigned int i = 0; i < nports; i++)
		if (is_at(&ports[i], bus, devfn))
			return &ports[i];
	return NULL;
}

/* Return: offset of the PCI Express capability, and *@flags its register; 0: none */
static int express_of(struct pci_bus *bus, unsigned int devfn, u16 *flags)
{
	u32 pos = 0, header = 0;
	int left = PCI_CFG_SPACE_SIZE / 4;

	if (host_ops->read(bus, devfn, PCI_CAPABILITY_LIST, 1, &pos))
		return 0;

	for (; pos >= PCI_STD_HEADER_SIZEOF && left; left--) {
		if (host_ops->read(bus, devfn, pos & ~3, 4, &header))
			return 0;
		if ((header & 0xff) == PCI_CAP_ID_EXP) {
			*flags = header >> 16;
			return pos & ~3;
		}
		pos = (header >> 8) & 0xff;
	}
	return 0;
}

/* Return: offset of Device Capabilities 2 of a root port; 0: not a root port */
static int devcap2_of(struct pci_bus *bus, unsigned int devfn)
{
	u16 flags;
	int pos = express_of(bus, devfn, &flags);

	if (!pos ||
	    FIELD_GET(PCI_EXP_FLAGS_TYPE, flags) != PCI_EXP_TYPE_ROOT_PORT)
		return 0;
	return pos + PCI_EXP_DEVCAP2;
}

/* Replace the bits @mask of the register @reg by @bits, as far as *@value has them */
static void show(u32 *value, int where, int size, int reg, u32 mask, u32 bits)
{
	if (where + size <= reg || where >= reg + 4)
		return;
	if (where > reg) {
		mask >>= 8 * (where - reg);
		bits >>= 8 * (where - reg);
	}
	if (size < 4)
		mask &= BIT(8 * size) - 1;
	*value = (*value & ~mask) | (bits & mask);
}

static u8 enabled(struct pci_bus *bus, unsigned int devfn)
{
	u32 value = 0;

	host_ops->read(bus, devfn, PCI_CACHE_LINE_SIZE, 1, &value);
	return value & ~ACS_SHOWN;
}

static void show_acs(const struct port *port, struct pci_bus *bus,
		     unsigned int devfn, int where, int size, u32 *value)
{
	show(value, where, size, PCI_CACHE_LINE_SIZE, 0xff, 0);
	show(value, where, size, port->last, 0xfff00000, (u32)ACS_AT << 20);
	show(value, where, size, ACS_AT, U32_MAX, PCI_EXT_CAP_ID_ACS | 1 << 16);
	if (where >= ACS_AT)
		show(value, where, size, ACS_AT + PCI_ACS_CAP, U32_MAX,
		     port->has | enabled(bus, devfn) << 16);
}

static int shown_read(struct pci_bus *bus, unsigned int devfn, int where,
		      int size, u32 *value)
{
	int ret = host_ops->read(bus, devfn, where, size, value);
	const struct port *port;
	int cap2;

	if (ret)
		return ret;

	port = port_at(bus, devfn);
	if (port)
		show_acs(port, bus, devfn, where, size, value);

	if (completer < 0 || where < PCI_STD_HEADER_SIZEOF ||
	    where >= PCI_CFG_SPACE_SIZE)
		return 0;
	cap2 = devcap2_of(bus, devfn);
	if (cap2)
		show(value, where, size, cap2, PCI_EXP_DEVCAP2_TPH_COMP_MASK,
		     FIELD_PREP(PCI_EXP_DEVCAP2_TPH_COMP_MASK, completer));
	return 0;
}

/* The kernel's own writes do not change the hidden register. */
static u32 keep_enabled(struct pci_bus *bus, unsigned int devfn, int where,
			int size, u32 value)
{
	u32 kept = 0;
	int at = PCI_CACHE_LINE_SIZE - where;

	if (at < 0 || at >= size)
		return value;
	host_ops->read(bus, devfn, PCI_CACHE_LINE_SIZE, 1, &kept);
	return (value & ~(0xffu << (8 * at))) | kept << (8 * at);
}

static int shown_write(struct pci_bus *bus, unsigned int devfn, int where,
		       int size, u32 value)
{
	const struct port *port = port_at(bus, devfn);
	int at = ACS_AT + PCI_ACS_CTRL - where;

	if (!port)
		return host_ops->write(bus, devfn, where, size, value);
	if (at >= 0 && at < size)
		return host_ops->write(bus, devfn, PCI_CACHE_LINE_SIZE, 1,
				       ACS_SHOWN |
					       (value >> (8 * at) & port->has));
	if (where >= ACS_AT)
		return 0;
	value = keep_enabled(bus, devfn, where, size, value);
	return host_ops->write(bus, devfn, where, size, value);
}

/* "00:03.0/00.0/01.0=0x5f/0x4". Return: the rest of the text, NULL: not valid */
static char *parse_port(char *text, struct port *port)
{
	unsigned int bus, device, function, has, on;
	int used = 0;

	if (sscanf(text, "%x:%x.%u%n", &bus, &device, &function, &used) < 3 ||
	    bus > 0xff)
		return NULL;
	port->bus = bus;
	for (;;) {
		if (device > 31 || function > 7 || port->hops == HOPS_MAX)
			return NULL;
		port->devfn[port->hops++] = PCI_DEVFN(device, function);
		text += used;
		if (*text != '/')
			break;
		if (sscanf(text, "/%x.%u%n", &device, &function, &used) < 2)
			return NULL;
	}
	if (sscanf(text, "=%x/%x%n", &has, &on, &used) < 2 || has & ~ACS_MAY ||
	    on & ~has)
		return NULL;
	port->has = has;
	port->on = on;
	return text + used;
}

/* Return: the bus of the port, and *@devfn; NULL: no such port */
static struct pci_bus *find_port(const struct port *port, unsigned int *devfn)
{
	struct pci_bus *bus = pci_find_bus(0, port->bus);

	for (unsigned int i = 0; bus && i + 1 < port->hops; i++) {
		struct pci_dev *dev = pci_get_slot(bus, port->devfn[i]);

		bus = dev ? dev->subordinate : NULL;
		pci_dev_put(dev);
	}
	*devfn = port->devfn[port->hops - 1];
	return bus;
}

/* Return: 0; -ENODEV there are none; -EEXIST one comes after ACS */
static int find_last(struct pci_bus *bus, unsigned int devfn, u16 *last)
{
	int pos = PCI_CFG_SPACE_SIZE, left = PCI_CFG_SPACE_EXP_SIZE / 8;
	u32 header = 0;

	*last = 0;
	for (; pos >= PCI_CFG_SPACE_SIZE && left; left--) {
		if (host_ops->read(bus, devfn, pos, 4, &header) || !header ||
		    header == U32_MAX)
			break;
		if (PCI_EXT_CAP_ID(header) != PCI_EXT_CAP_ID_ACS)
			*last = pos;
		else if (PCI_EXT_CAP_NEXT(header))
			return -EEXIST;
		pos = PCI_EXT_CAP_NEXT(header);
	}
	return *last ? 0 : -ENODEV;
}

/* Return: 0; -ENODEV not there, or no such port; -EEXIST */
static int start_port(struct port *port)
{
	unsigned int devfn;
	struct pci_bus *bus = find_port(port, &devfn);
	u16 flags = 0;
	int ret;

	if (!bus || !express_of(bus, devfn, &flags))
		return -ENODEV;
	flags = FIELD_GET(PCI_EXP_FLAGS_TYPE, flags);
	if (flags != PCI_EXP_TYPE_ROOT_PORT && flags != PCI_EXP_TYPE_DOWNSTREAM)
		return -ENODEV;
	ret = find_last(bus, devfn, &port->last);
	if (ret)
		return ret;
	return host_ops->write(bus, devfn, PCI_CACHE_LINE_SIZE, 1,
			       ACS_SHOWN | port->on);
}

static int __init start_ports(void)
{
	int ret = 0;

	for (char *text = acs; text && *text && !ret; nports++) {
		if (nports == PORTS_MAX)
			return -E2BIG;
		text = parse_port(text, &ports[nports]);
		if (!text || (*text && *text++ != ','))
			return -EINVAL;
		ret = start_port(&ports[nports]);
	}
	return ret;
}

static int __init qemu_ports_init(void)
{
	struct pci_bus *bus = NULL;
	int ret;

	if (completer > PCI_EXP_DEVCAP2_TPH_COMP_EXT_TPH)
		return -EINVAL;

	while ((bus = pci_find_next_bus(bus))) {
		if (host_ops && bus->ops != host_ops)
			return -EOPNOTSUPP;
		host_ops = bus->ops;
	}
	if (!host_ops || !host_ops->read || !host_ops->write)
		return -ENODEV;

	ret = start_ports();
	if (ret)
		return ret;

	shown_ops = *host_ops;
	shown_ops.read = shown_read;
	shown_ops.write = shown_write;
	while ((bus = pci_find_next_bus(bus)))
		pci_bus_set_ops(bus, &shown_ops);

	pr_info("qemu_ports: TPH completer type %d, ACS at %u ports\n",
		completer, nports);
	return 0;
}
module_init(qemu_ports_init);

MODULE_DESCRIPTION("Capabilities that QEMU's ports lack");
MODULE_LICENSE("GPL");
