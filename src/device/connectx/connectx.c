// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/connectx.h"

#include <errno.h>
#include <stdlib.h>

#include "device/connectx/command/cmdq.h"
#include "device/connectx/hca.h"
#include "device/connectx/iseg.h"
#include "device/connectx/transport/transport.h"
#include "device/connectx/uar.h"
#include "device/connectx/vsc.h"

#define VENDOR_ID  0x15b3
#define CLASS	   0x020700 /* InfiniBand controller */
#define ST_ENTRIES 64

static void write_bar(struct pcie_function *fn, unsigned int bar,
		      uint64_t offset, const struct tlp *tlp)
{
	struct cx_hca *hca = cx_hca_of(fn);

	if (offset < CX_ISEG_SIZE)
		regs_write(&cx_iseg, hca, offset, tlp);
	else
		cx_uar_write(hca, offset, tlp);
}

/* Doorbells are write-only: everything after the segment reads as 0. */
static int read_bar(struct pcie_function *fn, unsigned int bar, uint64_t offset,
		    void *buf, size_t len)
{
	regs_read(&cx_iseg, cx_hca_of(fn), offset, buf, len);
	return TLP_CPL_SC;
}

static void config_written(struct pcie_function *fn, unsigned int offset,
			   unsigned int len)
{
	cx_vsc_written(cx_hca_of(fn), offset, len);
}

static void reset(struct pcie_function *fn)
{
	struct cx_hca *hca = cx_hca_of(fn);

	cx_cmdq_reset(hca);
	cx_hca_reset(hca);
}

static bool run(struct pcie_function *fn)
{
	struct cx_hca *hca = cx_hca_of(fn);
	const bool more = cx_cmdq_run(hca);

	return cx_transport_run(hca) || more;
}

static void destroy(struct pcie_function *fn)
{
	struct cx_hca *hca = cx_hca_of(fn);

	cx_cmdq_reset(hca);
	cx_hca_free_objects(hca);
	free(hca);
}

static const struct pcie_function_ops ops = {
	.write = write_bar,
	.read = read_bar,
	.config_written = config_written,
	.reset = reset,
	.run = run,
	.destroy = destroy,
};

static void configure(struct cx_hca *hca, const struct device_params *params)
{
	struct pcie_function *fn = &hca->fn;
	static const struct device_endpoint endpoint = {
		.identity =
			{
				.vendor = VENDOR_ID,
				.device = CX_DEVICE_ID,
				.subsystem_vendor = VENDOR_ID,
				.subsystem = CX_DEVICE_ID,
				.class_code = CLASS,
			},
		.vectors = CX_VECTORS,
		.bar = CX_BAR,
		.table = CX_MSIX_TABLE,
		.pba = CX_MSIX_PBA,
	};

	device_configure(&fn->config, &endpoint, params);
	device_configure_tph(&fn->config, params, ST_ENTRIES);
	cx_vsc_add(hca);
	fn->bars[CX_BAR] = (struct pcie_bar){
		.size = CX_BAR_SIZE, .is64 = true, .prefetchable = true};
}

int connectx_create(const struct device_params *params,
		    struct pcie_function **ret_fn)
{
	struct cx_hca *hca;

	/* The function has no memory of its own */
	if (!device_params_valid(params) || params->memory ||
	    params->partitions)
		return -EINVAL;
	hca = calloc(1, sizeof(*hca));
	if (!hca)
		return -ENOMEM;
	hca->serial = params->serial;
	configure(hca, params);
	pcie_function_init(&hca->fn, &ops, params->name);
	cx_hca_reset(hca);
	*ret_fn = &hca->fn;
	return 0;
}
