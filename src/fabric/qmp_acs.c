// SPDX-License-Identifier: BSD-3-Clause
/*
 * ACS Control and AER of QEMU's ports. QEMU's monitor reads memory, and so
 * configuration space, where the host bridge maps it. The guest's module vm/ports
 * adds ACS to ports without it and stores ACS Control in the Cache Line Size.
 */
#include <errno.h>
#include <string.h>
#include <linux/pci_regs.h>

#include "fabric/qmp.h"

#define ACS_SHOWN 0x80 /* as in vm/ports */
#define CAPS_MAX  32

/* Return: 0; -ENOENT there is none; as qmp_read_dword() */
static int find_acs(struct qmp *qmp, uint64_t space, unsigned int *ret_offset)
{
	unsigned int at = PCI_CFG_SPACE_SIZE;

	for (unsigned int i = 0; i < CAPS_MAX && at >= PCI_CFG_SPACE_SIZE;
	     i++) {
		uint32_t header;
		int ret = qmp_read_dword(qmp, space + at, &header);

		if (ret)
			return ret;
		if (!header || header == UINT32_MAX)
			break;
		if (PCI_EXT_CAP_ID(header) == PCI_EXT_CAP_ID_ACS) {
			*ret_offset = at;
			return 0;
		}
		at = PCI_EXT_CAP_NEXT(header);
	}
	return -ENOENT;
}

/* Return: 0; -ENOENT it has none; as qmp_read_dword() */
static int read_control(struct qmp *qmp, uint64_t space, uint8_t *ret_enabled)
{
	unsigned int at = 0;
	uint32_t value;
	int ret = qmp_read_dword(qmp, space + PCI_CACHE_LINE_SIZE, &value);

	if (ret)
		return ret;
	if (value == UINT32_MAX) /* no such function */
		return -ENOENT;
	if (value & ACS_SHOWN) {
		*ret_enabled = value & ~ACS_SHOWN;
		return 0;
	}
	ret = find_acs(qmp, space, &at);
	if (!ret)
		ret = qmp_read_dword(qmp, space + at + PCI_ACS_CAP, &value);
	if (!ret)
		*ret_enabled = value >> 8 * (PCI_ACS_CTRL - PCI_ACS_CAP);
	return ret;
}

/* Guests see no Egress Control: that of the topology stays. */
static void take_control(const struct pcie_acs *acs, uint8_t enabled,
			 struct bridge_place *place)
{
	place->acs = (enabled & acs->capable & ~PCIE_ACS_EC) |
		     (acs->enabled & PCIE_ACS_EC);
	place->controlled = true;
}

int qmp_read_acs(struct qmp *qmp, const struct hierarchy *h,
		 struct placement *to)
{
	uint64_t base;
	int ret = qmp_read_machine(qmp, "MCFG", &base);

	for (unsigned int i = 0; i < h->nbridges && !ret; i++) {
		const struct pcie_port *port = h->bridges[i].port;
		struct bridge_place *place = &to->bridges[i];
		const uint64_t space = base + ((uint64_t)place->bdf << 12);
		uint8_t enabled;

		if (!port->acs.capable || !place->placed)
			continue;
		ret = read_control(qmp, space, &enabled);
		if (!ret)
			take_control(&port->acs, enabled, place);
		else if (ret == -ENOENT)
			ret = 0;
	}
	return ret == -EREMOTEIO ? 0 : ret;
}

/*
 * QEMU stores the DWs of the log in big-endian order, but registers are read in
 * little-endian order. So these DWs have the wire's first byte lowest, and the guest
 * reads it as the highest, as sec 7.8.4.8 defines it.
 */
static int inject(struct qmp *qmp, const char *id, const struct violation *v)
{
	const uint32_t *h = v->header, *p = v->prefix;
	struct json_object *json;
	char prefixes[64] = "";
	int ret;

	for (unsigned int i = 0; v->nprefix && i < 4; i++)
		snprintf(prefixes + strlen(prefixes),
			 sizeof(prefixes) - strlen(prefixes), " %#x", p[i]);
	ret = qmp_monitor(qmp, &json,
			  "pcie_aer_inject_error %s%s ACSV %#x %#x %#x %#x%s",
			  v->answered ? "-a " : "", id, h[0], h[1], h[2], h[3],
			  prefixes);
	if (!ret)
		json_object_put(json);
	return ret;
}

int qmp_inject(struct qmp *qmp, const struct hierarchy *h,
	       const struct violations *violations)
{
	int ret = 0;

	for (unsigned int i = 0; i < h->nbridges && !ret; i++) {
		if (!violations->at[i])
			continue;
		ret = inject(qmp, h->bridges[i].id, &violations->first[i]);
		if (ret == -EREMOTEIO)
			ret = 0;
	}
	return ret;
}
