// SPDX-License-Identifier: BSD-3-Clause
#include "device/dma/dma.h"

#include <errno.h>
#include <stdlib.h>

#include "device/dma/engine.h"
#include "ground.h"

static struct dma *dma_of(struct pcie_function *fn)
{
	return container_of(fn, struct dma, fn);
}

static void dma_write(struct pcie_function *fn, unsigned int bar,
		      uint64_t offset, const struct tlp *tlp)
{
	/* Poisoned data must not be used */
	if (bar == DMA_BAR_REGS && !tlp->ep)
		regs_write(&dma_regs, dma_of(fn), offset, tlp);
}

static int dma_read(struct pcie_function *fn, unsigned int bar, uint64_t offset,
		    void *buf, size_t len)
{
	if (bar != DMA_BAR_REGS)
		return TLP_CPL_UR;
	regs_read(&dma_regs, dma_of(fn), offset, buf, len);
	return TLP_CPL_SC;
}

/* Bus Master Enable may be set again */
static void dma_config_written(struct pcie_function *fn, unsigned int offset,
			       unsigned int len)
{
	if (dma_busy(dma_of(fn)))
		pcie_function_kick(fn);
}

static void dma_function_reset(struct pcie_function *fn)
{
	dma_reset(dma_of(fn));
}

static bool dma_run(struct pcie_function *fn)
{
	return dma_step(dma_of(fn));
}

static void dma_destroy(struct pcie_function *fn)
{
	pcie_sriov_free(fn);
	free(dma_of(fn));
}

static const struct pcie_function_ops dma_function_ops = {
	.write = dma_write,
	.read = dma_read,
	.config_written = dma_config_written,
	.reset = dma_function_reset,
	.run = dma_run,
	.destroy = dma_destroy,
};

static void configure(struct pcie_function *fn,
		      const struct device_params *params)
{
	static const struct device_endpoint endpoint = {
		.identity =
			{
				.vendor = DMA_VENDOR_ID,
				.device = DMA_DEVICE_ID,
				.subsystem_vendor = DMA_VENDOR_ID,
				.subsystem = DMA_DEVICE_ID,
				.class_code = DMA_CLASS,
				.revision = DMA_VERSION,
			},
		.vectors = DMA_MSIX_VECTORS,
		.bar = DMA_BAR_MSIX,
		.table = DMA_MSIX_TABLE,
		.pba = DMA_MSIX_PBA,
	};

	fn->pf = params->pf;
	fn->vf = params->vf;
	device_configure(&fn->config, &endpoint, params);
	device_configure_tph(&fn->config, params, DMA_ST_ENTRIES);
	fn->bars[DMA_BAR_REGS] =
		(struct pcie_bar){.size = DMA_REGS_SIZE, .is64 = true};
	fn->bars[DMA_BAR_MSIX] = (struct pcie_bar){.size = DMA_MSIX_SIZE};
	device_configure_vfs(fn, params);
}

static int create_vf(struct pcie_function *pf, unsigned int n,
		     struct pcie_function **ret_vf)
{
	return device_create_vf(dma_create, &dma_of(pf)->params, pf, n, ret_vf);
}

int dma_create(const struct device_params *params,
	       struct pcie_function **ret_fn)
{
	struct dma *dma;
	int err;

	/* The function has no memory of its own */
	if (!device_params_valid(params) || params->memory ||
	    params->partitions)
		return -EINVAL;
	dma = calloc(1, sizeof(*dma));
	if (!dma)
		return -ENOMEM;
	configure(&dma->fn, params);
	dma->params = *params;
	pcie_function_init(&dma->fn, &dma_function_ops, params->name);
	err = params->vfs ? pcie_sriov_init(&dma->fn, dma->fn.bars, create_vf)
			  : 0;
	if (err) {
		free(dma);
		return err;
	}
	*ret_fn = &dma->fn;
	return 0;
}
