// SPDX-License-Identifier: BSD-3-Clause
/* The face that all accelerators show to software: identity and BARs */
#include <opentph/hw/accel.h>

#include "device/accel/accel.h"

void accel_configure(struct pcie_function *fn,
		     const struct device_params *params, uint64_t memory)
{
	const struct device_endpoint endpoint = {
		.identity =
			{
				.vendor = ACCEL_VENDOR_ID,
				.device = ACCEL_DEVICE_ID,
				.subsystem_vendor = ACCEL_VENDOR_ID,
				.subsystem = ACCEL_DEVICE_ID,
				.class_code = ACCEL_CLASS,
				.revision = ACCEL_VERSION,
			},
		.tph_completer = params->tph_completer,
		.vectors = ACCEL_MSIX_VECTORS,
		.bar = ACCEL_BAR_MSIX,
		.table = ACCEL_MSIX_TABLE,
		.pba = ACCEL_MSIX_PBA,
	};

	fn->pf = params->pf;
	fn->vf = params->vf;
	device_configure(&fn->config, &endpoint, params);
	fn->bars[ACCEL_BAR_REGS] =
		(struct pcie_bar){.size = ACCEL_REGS_SIZE, .is64 = true};
	fn->bars[ACCEL_BAR_MEM] = (struct pcie_bar){
		.size = memory,
		.is64 = true,
		.prefetchable = true,
		.in_place = true,
	};
	fn->bars[ACCEL_BAR_MSIX] = (struct pcie_bar){.size = ACCEL_MSIX_SIZE};
}
