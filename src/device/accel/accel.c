// SPDX-License-Identifier: BSD-3-Clause
#include "device/accel/accel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/accel/core.h"

/**
 * struct accel_function - the accelerator as a PCIe function
 * @fn:		function
 * @core:	the accelerator's state
 * @params:	for its VFs, each of which is an accelerator of its own
 */
struct accel_function {
	struct pcie_function fn;
	struct accel core;
	struct device_params params;
};

static struct accel_function *accel_of(struct pcie_function *fn)
{
	return (struct accel_function *)((char *)fn -
					 offsetof(struct accel_function, fn));
}

static uint64_t now(const void *ctx)
{
	return pcie_function_now(ctx);
}

static bool has_clock(const void *ctx)
{
	return pcie_function_has_clock(ctx);
}

static void accel_watch(struct pcie_function *fn, bool sent, const void *tlp,
			size_t len)
{
	accel_tap_see(&accel_of(fn)->core.tap, sent, tlp, len);
}

static void write_regs(struct accel_function *af, uint64_t offset,
		       const struct tlp *tlp)
{
	regs_write(&accel_regs, &af->core, offset, tlp);
	pcie_function_watch(&af->fn, accel_tap_is_on(&af->core.tap));
}

/* Raise due interrupts. The PCIe core holds masked ones. */
static void interrupt(struct accel_function *af)
{
	for (unsigned int v = 0; v < ACCEL_MSIX_VECTORS; v++) {
		if (!(af->core.vectors >> v & 1))
			continue;
		af->core.vectors &= ~(1u << v);
		pcie_function_msix(&af->fn, v);
	}
}

/* Only memory is in place, so runs are for it */
static void accel_write_run(struct pcie_function *fn, unsigned int bar,
			    uint64_t offset, const struct tlp *tlp,
			    unsigned int count, unsigned int *taken)
{
	struct accel_function *af = accel_of(fn);

	*taken = accel_ingress_run(&af->core, offset, tlp, count);
	if (af->core.vectors)
		interrupt(af);
}

static void accel_write(struct pcie_function *fn, unsigned int bar,
			uint64_t offset, const struct tlp *tlp)
{
	struct accel_function *af = accel_of(fn);

	if (bar == ACCEL_BAR_MEM)
		accel_ingress(&af->core, offset, tlp);
	else if (bar == ACCEL_BAR_REGS && tlp->ep)
		accel_event(&af->core, ACCEL_EVENT_POISON);
	else if (bar == ACCEL_BAR_REGS)
		write_regs(af, offset, tlp);
	if (af->core.vectors)
		interrupt(af);
	if (af->core.pass.status == ACCEL_PASS_BUSY)
		pcie_function_kick(fn);
}

static int accel_read(struct pcie_function *fn, unsigned int bar,
		      uint64_t offset, void *buf, size_t len)
{
	struct accel *core = &accel_of(fn)->core;

	if (bar == ACCEL_BAR_REGS) {
		regs_read(&accel_regs, core, offset, buf, len);
		return TLP_CPL_SC;
	}
	if (bar != ACCEL_BAR_MEM || offset > core->size ||
	    len > core->size - offset)
		return TLP_CPL_UR;
	memcpy(buf, core->mem + offset, len);
	return TLP_CPL_SC;
}

static bool accel_run(struct pcie_function *fn)
{
	struct accel_function *af = accel_of(fn);
	bool more = accel_pass_run(&af->core);

	interrupt(af);
	return more;
}

static void accel_function_reset(struct pcie_function *fn)
{
	accel_reset(&accel_of(fn)->core);
}

static void accel_destroy(struct pcie_function *fn)
{
	struct accel_function *af = accel_of(fn);

	pcie_sriov_free(fn);
	accel_free(&af->core);
	free(af);
}

static const struct pcie_function_ops accel_function_ops = {
	.write = accel_write,
	.write_run = accel_write_run,
	.read = accel_read,
	.reset = accel_function_reset,
	.run = accel_run,
	.watch = accel_watch,
	.destroy = accel_destroy,
};

static int create_vf(struct pcie_function *pf, unsigned int n,
		     struct pcie_function **ret_vf)
{
	return device_create_vf(accel_create, &accel_of(pf)->params, pf, n,
				ret_vf);
}

int accel_create(const struct device_params *params,
		 struct pcie_function **ret_fn)
{
	struct accel_function *af;
	int err;

	if (!device_params_valid(params))
		return -EINVAL;
	af = calloc(1, sizeof(*af));
	if (!af)
		return -ENOMEM;
	err = accel_init(&af->core, params->memory, params->partitions,
			 params->tph_completer != PCIE_TPH_COMPLETER_NONE,
			 params->tph_completer == PCIE_TPH_COMPLETER_EXT);
	if (err) {
		free(af);
		return err;
	}
	af->core.tap.now = now;
	af->core.tap.has_clock = has_clock;
	af->core.tap.ctx = &af->fn;
	accel_configure(&af->fn, params, af->core.size);
	device_configure_vfs(&af->fn, params);
	af->params = *params;
	pcie_function_init(&af->fn, &accel_function_ops, params->name);
	err = params->vfs ? pcie_sriov_init(&af->fn, af->fn.bars, create_vf)
			  : 0;
	if (err) {
		accel_destroy(&af->fn);
		return err;
	}
	*ret_fn = &af->fn;
	return 0;
}
