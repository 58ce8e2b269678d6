// SPDX-License-Identifier: BSD-3-Clause
#include <string.h>

#include "device/device.h"

bool device_params_valid(const struct device_params *params)
{
	uint16_t mps = params->max_payload;

	if (!params->name || !*params->name ||
	    strlen(params->name) >= PCIE_NAME_MAX)
		return false;
	if (params->tph_completer != PCIE_TPH_COMPLETER_NONE &&
	    params->tph_completer != PCIE_TPH_COMPLETER_TPH &&
	    params->tph_completer != PCIE_TPH_COMPLETER_EXT)
		return false;
	if (params->st_entries < DEVICE_ST_DEFAULT ||
	    params->st_entries > DEVICE_ST_MAX)
		return false;
	if (params->acs & ~PCIE_ACS_FUNCTION ||
	    params->acs_enable & ~params->acs)
		return false;
	if (params->vfs > 255 || (params->vfs && !params->ari))
		return false;
	return !mps || (mps >= 128 && mps <= 4096 && !(mps & (mps - 1)));
}
