/* SPDX-License-Identifier: BSD-3-Clause */
/* PFs and the VFs that they create (sec 9) */
#ifndef PCIE_SRIOV_H
#define PCIE_SRIOV_H

#include "pcie/function.h"

/**
 * typedef pcie_sriov_create_fn - make a VF and add it to the hierarchy of its PF
 * @pf:		the PF
 * @n:		number of the VF, from 0
 * @ret_vf:	the VF, freed by its ops->destroy
 *
 * An operation of the PF's model. It sets @pf and @vf of the function before
 * pcie_function_init(), then calls pcie_root_add_function(). The core gives the VF
 * its name, its ID and its place in the device.
 *
 * Return: 0; -ENOMEM; or an error of pcie_root_add_function().
 */
typedef int (*pcie_sriov_create_fn)(struct pcie_function *pf, unsigned int n,
				    struct pcie_function **ret_vf);

/**
 * struct pcie_sriov - the VFs of a PF
 * @create:	makes a VF
 * @bars:	of each VF
 * @vfs:	VFs made so far: the first @made of @total
 * @enabled:	number of VFs that exist for the fabric, at most @made
 *
 * Setting VF Enable makes VFs appear. Clearing it, or a reset of the PF, removes
 * them from the device, and resets all of their state: nothing of it is left when
 * they appear again (sec 9.2.2.3). Their memory is kept for that time.
 */
struct pcie_sriov {
	pcie_sriov_create_fn create;
	struct pcie_bar bars[PCIE_BARS];
	unsigned int total, made, enabled;
	struct pcie_function *vfs[];
};

/**
 * pcie_sriov_init() - make a function a PF
 * @pf:		function with an SR-IOV capability, of a device with ARI
 * @bars:	PCIE_BARS BARs of each VF, as given to pcie_config_add_sriov()
 * @create:	makes a VF
 *
 * VFs need a struct pcie_multi, to which the PF must be added, and a hierarchy.
 * While one of them is missing, or memory for the VFs, VF Enable stays clear.
 * VFs with function numbers above 7 exist only while ARI Capable Hierarchy is set
 * in the first PF of the device.
 *
 * Return: 0; -EINVAL there is no SR-IOV or no ARI capability; -ENOMEM.
 */
int pcie_sriov_init(struct pcie_function *pf, const struct pcie_bar *bars,
		    pcie_sriov_create_fn create);

/* Free the VFs; for the ops->destroy of a PF, and harmless without VFs. */
void pcie_sriov_free(struct pcie_function *pf);

/* Return: VF @n of @pf; NULL: it does not exist */
struct pcie_function *pcie_sriov_vf(const struct pcie_function *pf,
				    unsigned int n);

#endif /* PCIE_SRIOV_H */
