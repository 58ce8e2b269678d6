// SPDX-License-Identifier: BSD-3-Clause
/* VFs as Linux enables them: drivers/pci/iov.c */
#include "pcie/tree/vfs.h"

#include <errno.h>

#include "pcie/regs.h"

static uint32_t read16(struct pcie_root *root, const struct pcie_function *pf,
		       unsigned int reg)
{
	uint32_t value;

	pcie_root_config_read(root, pf->bdf, pf->config.sriov + reg, 2, &value);
	return value;
}

static void write16(struct pcie_root *root, const struct pcie_function *pf,
		    unsigned int reg, uint32_t value)
{
	pcie_root_config_write(root, pf->bdf, pf->config.sriov + reg, 2, value);
}

void root_report_ari(struct pcie_root *root, const struct pcie_function *pf,
		     bool ari)
{
	uint32_t control = read16(root, pf, PCI_SRIOV_CTRL);

	control &= ~PCI_SRIOV_CTRL_ARI;
	write16(root, pf, PCI_SRIOV_CTRL,
		control | (ari ? PCI_SRIOV_CTRL_ARI : 0));
}

static void disable(struct pcie_root *root, const struct pcie_function *pf)
{
	const uint32_t control = read16(root, pf, PCI_SRIOV_CTRL);

	write16(root, pf, PCI_SRIOV_CTRL,
		control & ~(PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE));
	write16(root, pf, PCI_SRIOV_NUM_VF, 0);
}

/* Return: true if each VF answers, at the ID that the registers give */
static bool found(struct pcie_root *root, const struct pcie_function *pf,
		  unsigned int n)
{
	const uint16_t first = pf->bdf + read16(root, pf, PCI_SRIOV_VF_OFFSET);
	const uint16_t stride = read16(root, pf, PCI_SRIOV_VF_STRIDE);
	uint32_t value;

	for (unsigned int i = 0; i < n; i++)
		if (pcie_root_config_read(root, first + i * stride,
					  PCI_CLASS_REVISION, 4, &value))
			return false;
	return true;
}

int pcie_root_set_vfs(struct pcie_root *root, const struct pcie_function *pf,
		      unsigned int n)
{
	uint32_t control;

	if (!pf->config.sriov || n > read16(root, pf, PCI_SRIOV_TOTAL_VF))
		return -EINVAL;
	control = read16(root, pf, PCI_SRIOV_CTRL);
	if (!n) {
		disable(root, pf);
		return 0;
	}
	if (control & PCI_SRIOV_CTRL_VFE)
		return -EBUSY;
	write16(root, pf, PCI_SRIOV_NUM_VF, n);
	write16(root, pf, PCI_SRIOV_CTRL,
		control | PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE);
	if (found(root, pf, n))
		return 0;
	disable(root, pf);
	return -EIO;
}
