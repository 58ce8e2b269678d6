// SPDX-License-Identifier: BSD-3-Clause
#include "device/device.h"

#define MAX_PAYLOAD 256

void device_configure(struct pcie_config *config,
		      const struct device_endpoint *endpoint,
		      const struct device_params *params)
{
	const struct pcie_express_params express = {
		.tph_completer = endpoint->tph_completer,
		.eetlp = params->eetlp,
		.max_payload =
			params->max_payload ? params->max_payload : MAX_PAYLOAD,
		.rc_integrated = params->rc_integrated,
		.flr = true,
	};

	if (params->pf) {
		pcie_config_init_vf(config, &endpoint->identity);
	} else {
		pcie_config_init(config, &endpoint->identity);
		pcie_config_add_pm(config);
	}
	pcie_config_add_express(config, &express);
	pcie_config_add_msix(config, endpoint->vectors, endpoint->bar,
			     endpoint->table, endpoint->pba);
	if (!params->pf) {
		pcie_config_add_aer(config);
		pcie_config_add_dsn(config, params->serial);
	}
	if (params->acs)
		pcie_config_add_acs(config, params->acs, params->acs_enable);
	if (params->ari)
		pcie_config_add_ari(config);
}

void device_configure_tph(struct pcie_config *config,
			  const struct device_params *params,
			  unsigned int entries)
{
	if (params->st_entries != DEVICE_ST_DEFAULT)
		entries = (unsigned int)params->st_entries;
	pcie_config_add_tph(config, entries, params->tph_ext);
}
