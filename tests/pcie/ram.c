// SPDX-License-Identifier: BSD-3-Clause
#include "tests/pcie/ram.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct ram *ram_of(struct pcie_function *fn)
{
	return (struct ram *)fn;
}

static uint8_t *at(struct ram *ram, unsigned int bar, uint64_t offset)
{
	return bar ? ram->regs + offset : ram->memory + offset;
}

static void ram_write(struct pcie_function *fn, unsigned int bar,
		      uint64_t offset, const struct tlp *tlp)
{
	struct ram *ram = ram_of(fn);
	uint8_t *to = at(ram, bar, offset);

	ram->writes++;
	ram->seen = *tlp;
	for (unsigned int i = 0; i < tlp->length * 4u && !tlp->ep; i++) {
		uint8_t be = i / 4 == 0			 ? tlp->first_be
			     : i / 4 == tlp->length - 1u ? tlp->last_be
							 : 0xf;

		if (be >> i % 4 & 1)
			to[i] = tlp->payload[i];
	}
	if (ram->on_write)
		ram->on_write(ram);
}

static int ram_read(struct pcie_function *fn, unsigned int bar, uint64_t offset,
		    void *buf, size_t len)
{
	struct ram *ram = ram_of(fn);

	ram->reads++;
	memcpy(buf, at(ram, bar, offset), len);
	return ram->status;
}

static void ram_config_written(struct pcie_function *fn, unsigned int offset,
			       unsigned int len)
{
	struct ram *ram = ram_of(fn);

	ram->configs++;
	ram->config_offset = offset;
	ram->config_len = len;
}

static void ram_reset(struct pcie_function *fn)
{
	struct ram *ram = ram_of(fn);

	ram->resets++;
	memset(ram->memory, 0, sizeof(ram->memory));
}

static bool ram_run(struct pcie_function *fn)
{
	struct ram *ram = ram_of(fn);

	ram->runs++;
	return ram->on_run && ram->on_run(ram);
}

/* Only VFs are allocated */
static void ram_destroy(struct pcie_function *fn)
{
	pcie_sriov_free(fn);
	if (fn->pf)
		free(ram_of(fn));
}

static const struct pcie_function_ops ops = {
	.write = ram_write,
	.read = ram_read,
	.config_written = ram_config_written,
	.reset = ram_reset,
	.run = ram_run,
	.destroy = ram_destroy,
};

/* The same for a PF and its VFs, which have neither power states nor AER */
static void configure(struct ram *ram, const struct ram_params *params)
{
	static const struct pcie_identity identity = {
		.vendor = 0x1b36,
		.device = 0x00a2,
		.class_code = 0x050000,
	};
	const struct pcie_express_params express = {
		.tph_completer = params->completer,
		.eetlp = params->eetlp,
		.rc_integrated = params->rc_integrated,
		.max_payload = 512,
		.flr = true,
	};

	if (ram->fn.pf) {
		pcie_config_init_vf(&ram->fn.config, &identity);
	} else {
		pcie_config_init(&ram->fn.config, &identity);
		pcie_config_add_pm(&ram->fn.config);
	}
	pcie_config_add_msix(&ram->fn.config, RAM_VECTORS, 2, RAM_TABLE,
			     RAM_PBA);
	pcie_config_add_express(&ram->fn.config, &express);
	if (!ram->fn.pf)
		pcie_config_add_aer(&ram->fn.config);
	pcie_config_add_tph(&ram->fn.config, 8, params->eetlp);
	if (params->acs)
		pcie_config_add_acs(&ram->fn.config, params->acs, 0);
	if (params->ari)
		pcie_config_add_ari(&ram->fn.config);
	ram->fn.bars[0] = (struct pcie_bar){RAM_SIZE, true, true, true};
	ram->fn.bars[2] = (struct pcie_bar){.size = RAM_REGS_SIZE};
}

static int create_vf(struct pcie_function *pf, unsigned int n,
		     struct pcie_function **ret_vf)
{
	struct ram *ram = ram_of(pf), *vf;
	int ret;

	if (ram->vfs_possible && n >= ram->vfs_possible)
		return -ENOMEM;
	vf = calloc(1, sizeof(*vf));
	if (!vf)
		return -ENOMEM;
	vf->fn.pf = pf;
	vf->fn.vf = n;
	configure(vf, &ram->params);
	pcie_function_init(&vf->fn, &ops, "vf");
	*ret_vf = &vf->fn;
	ret = pcie_root_add_function(pf->root, &vf->fn);
	if (ret)
		free(vf);
	return ret;
}

int ram_init(struct ram *ram, const char *name, const struct ram_params *params)
{
	struct pcie_sriov_params sriov = params->sriov;

	memset(ram, 0, sizeof(*ram));
	ram->params = *params;
	configure(ram, params);
	if (sriov.total) {
		sriov.bars = ram->fn.bars;
		pcie_config_add_sriov(&ram->fn.config, &sriov);
	}
	pcie_function_init(&ram->fn, &ops, name);
	if (!sriov.total)
		return 0;
	return pcie_sriov_init(&ram->fn, ram->fn.bars, create_vf);
}
