// SPDX-License-Identifier: BSD-3-Clause
/* VFs appear and disappear with VF Enable of their PF (sec 9.2) */
#include "pcie/function/sriov.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "pcie/function/bar.h"
#include "pcie/function/restore.h"
#include "pcie/function/vf.h"
#include "pcie/multi.h"
#include "pcie/regs.h"
#include "ground.h"

#define LAST_WITHOUT_ARI 7

/* Function number of VF @n (sec 9.2.1.2) */
static unsigned int number(const struct pcie_function *pf, unsigned int n)
{
	return pf->number + sriov16(pf, PCI_SRIOV_VF_OFFSET) +
	       n * sriov16(pf, PCI_SRIOV_VF_STRIDE);
}

/* Only the first PF of a device has the bit (sec 9.3.3.3.5) */
static bool hierarchy_has_ari(const struct pcie_multi *multi)
{
	for (unsigned int i = 0; i < PCIE_MULTI_MAX; i++) {
		const struct pcie_multi_slot *slot = multi->slots[i];

		if (slot && slot->fn->sriov)
			return sriov16(slot->fn, PCI_SRIOV_CTRL) &
			       PCI_SRIOV_CTRL_ARI;
	}
	return false;
}

/* Return: number of VFs that the registers of the PF request */
static unsigned int requested(const struct pcie_function *pf)
{
	unsigned int n = sriov16(pf, PCI_SRIOV_NUM_VF);

	if (!(sriov16(pf, PCI_SRIOV_CTRL) & PCI_SRIOV_CTRL_VFE))
		return 0;
	if (pf->multi && !hierarchy_has_ari(pf->multi))
		while (n && number(pf, n - 1) > LAST_WITHOUT_ARI)
			n--;
	return n;
}

static int make(struct pcie_function *pf, unsigned int n)
{
	struct pcie_function *vf;
	int ret = pf->sriov->create(pf, n, &vf);

	if (ret)
		return ret;
	/* Room for the digits, also after the longest name */
	snprintf(vf->name, sizeof(vf->name), "%.*s.vf%u", PCIE_NAME_MAX - 7,
		 pf->name, (uint8_t)n);
	pf->sriov->vfs[n] = vf;
	pf->sriov->made++;
	return 0;
}

static int show(struct pcie_function *pf, unsigned int n)
{
	struct pcie_sriov *sriov = pf->sriov;
	int ret = 0;

	if (!pf->multi || !pf->root)
		return -EINVAL;
	if (n == sriov->made)
		ret = make(pf, n);
	if (!ret)
		ret = pcie_multi_add(pf->multi, sriov->vfs[n], number(pf, n));
	if (!ret)
		sriov->enabled++;
	return ret;
}

/* Take the last VF out of the device. It keeps no state (sec 9.2.2.3). */
static void hide(struct pcie_function *pf)
{
	struct pcie_function *vf = pf->sriov->vfs[--pf->sriov->enabled];

	pcie_multi_remove(vf);
	/* Sticky bits too */
	memcpy(vf->config.data, vf->reset_config.data, PCIE_CONFIG_SIZE);
	function_restore(vf);
	memset(vf->bar_last, 0, sizeof(vf->bar_last));
	vf->bdf = 0;
	vf->tag = 0;
}

/* Addresses are whole apertures, whose size follows System Page Size */
static void trim_bars(struct pcie_function *pf)
{
	struct pcie_config *config = &pf->config;

	for (unsigned int i = 0; i < PCIE_BARS; i++) {
		const struct pcie_bar *bar = &pf->sriov->bars[i];
		const unsigned int at = config->sriov + PCI_SRIOV_BAR + 4 * i;
		uint32_t below;

		if (!bar->size)
			continue;
		below = pcie_config_vf_aperture(config, bar) - 1;
		below &= PCI_BASE_ADDRESS_MEM_MASK;
		pcie_config_set(config, at, 4, reg32(config, at) & ~below);
	}
}

void sriov_follow(struct pcie_function *pf)
{
	struct pcie_sriov *sriov = pf->sriov;
	const unsigned int n = requested(pf);

	trim_bars(pf);
	while (sriov->enabled > n)
		hide(pf);
	while (sriov->enabled < n)
		if (show(pf, sriov->enabled)) {
			pf->config.data[pf->config.sriov + PCI_SRIOV_CTRL] &=
				~PCI_SRIOV_CTRL_VFE;
			while (sriov->enabled)
				hide(pf);
			return;
		}
	for (unsigned int i = 0; i < n; i++) {
		struct pcie_function *vf = sriov->vfs[i];

		vf->bdf = pf->bdf + (vf->number - pf->number);
		bars_decode(vf);
	}
}

int pcie_sriov_init(struct pcie_function *pf, const struct pcie_bar *bars,
		    pcie_sriov_create_fn create)
{
	struct pcie_sriov *sriov;
	unsigned int total;

	if (!pf->config.sriov || !pf->config.ari)
		return -EINVAL;
	total = sriov16(pf, PCI_SRIOV_TOTAL_VF);
	sriov = calloc(1, sizeof(*sriov) + total * sizeof(sriov->vfs[0]));
	if (!sriov)
		return -ENOMEM;
	sriov->create = create;
	sriov->total = total;
	memcpy(sriov->bars, bars, sizeof(sriov->bars));
	pf->sriov = sriov;
	return 0;
}

void pcie_sriov_free(struct pcie_function *pf)
{
	struct pcie_sriov *sriov = pf->sriov;

	for (unsigned int i = 0; sriov && i < sriov->made; i++)
		sriov->vfs[i]->ops->destroy(sriov->vfs[i]);
	free(sriov);
	pf->sriov = NULL;
}

struct pcie_function *pcie_sriov_vf(const struct pcie_function *pf,
				    unsigned int n)
{
	return pf->sriov && n < pf->sriov->enabled ? pf->sriov->vfs[n] : NULL;
}
