// SPDX-License-Identifier: BSD-3-Clause
/* Addresses of BARs, as TLPs carry them */
#include <endian.h>
#include <errno.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libtph/lib.h"
#include "libtph/sys.h"

/* Line @bar of "resource": first and last address of the CPU, flags */
static int read_resource(const char *bdf, unsigned int bar, uint64_t *ret_first,
			 uint64_t *ret_last)
{
	char path[LIB_PATH_MAX], text[4096], *p = text;
	int ret;

	pci_path(path, bdf, "resource");
	ret = sys_read_file(path, text, sizeof(text));
	if (ret < 0)
		return error_fail(ret, "%s: %s", path, strerror(-ret));
	while (bar-- && p)
		p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL;
	if (!p)
		return -ENOENT;
	*ret_first = strtoull(p, &p, 16);
	*ret_last = strtoull(p, &p, 16);
	return *ret_last && *ret_last >= *ret_first ? 0 : -ENOENT;
}

/*
 * A host bridge may translate addresses, so that the register has another than the CPU
 * uses. Return: the register, or 0
 */
static uint64_t read_register(const char *bdf, unsigned int bar)
{
	uint32_t regs[2] = {0, 0};
	unsigned int n = bar < 5 ? 2 : 1;

	if (tph_pci_config_read(bdf, PCI_BASE_ADDRESS_0 + 4 * bar, regs, 4 * n))
		return 0;
	regs[0] = le32toh(regs[0]);
	if (regs[0] & PCI_BASE_ADDRESS_SPACE_IO)
		return regs[0] & ~3u;
	if ((regs[0] & PCI_BASE_ADDRESS_MEM_TYPE_MASK) !=
	    PCI_BASE_ADDRESS_MEM_TYPE_64)
		regs[1] = 0;
	return (uint64_t)le32toh(regs[1]) << 32 | (regs[0] & ~15u);
}

int tph_pci_bar(const char *bdf, unsigned int bar, uint64_t *ret_base,
		uint64_t *ret_limit)
{
	char full[TPH_BDF_SIZE];
	uint64_t first, last, base;
	int ret = pci_lookup(bdf, full);

	if (!ret)
		ret = bar > 5 ? -ENOENT
			      : read_resource(full, bar, &first, &last);
	if (ret == -ENOENT)
		return error_fail(ret, "%s: has no BAR %u", full, bar);
	if (ret)
		return ret;
	base = read_register(full, bar);
	/* A virtual function has no registers of its own */
	if (!base)
		base = first;
	*ret_base = base;
	*ret_limit = base + (last - first);
	return 0;
}
