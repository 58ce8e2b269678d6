// SPDX-License-Identifier: BSD-3-Clause
/* VFs that are like their PF */
#include <linux/pci_regs.h>

#include "device/device.h"

void device_configure_vfs(struct pcie_function *fn,
			  const struct device_params *params)
{
	const struct pcie_sriov_params sriov = {
		.total = params->vfs,
		.offset = params->vf_offset,
		.stride = 1,
		/* One driver for both */
		.device = pcie_config_get(&fn->config, PCI_DEVICE_ID, 2),
		.number = params->number,
		.first = params->first_pf,
		.bars = fn->bars,
	};

	if (params->vfs)
		pcie_config_add_sriov(&fn->config, &sriov);
}

int device_create_vf(int (*create)(const struct device_params *params,
				   struct pcie_function **ret_fn),
		     const struct device_params *params,
		     struct pcie_function *pf, unsigned int n,
		     struct pcie_function **ret_vf)
{
	struct device_params of_vf = *params;
	struct pcie_function *vf;
	int ret;

	of_vf.name = pf->name;
	of_vf.vfs = 0;
	of_vf.pf = pf;
	of_vf.vf = n;
	ret = create(&of_vf, &vf);
	if (ret)
		return ret;
	ret = pcie_root_add_function(pf->root, vf);
	if (ret)
		vf->ops->destroy(vf);
	else
		*ret_vf = vf;
	return ret;
}
