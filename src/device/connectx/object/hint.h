/* SPDX-License-Identifier: BSD-3-Clause */
/* Processing hints of the device's writes */
#ifndef DEVICE_CONNECTX_OBJECT_HINT_H
#define DEVICE_CONNECTX_OBJECT_HINT_H

struct cx_hca;
struct cx_mkey;
struct pcie_hint;

/**
 * cx_hint() - get the hints of the next write by a key
 * @hca:	device
 * @mkey:	memory key
 * @ret_hint:	for pcie_function_write(); th is false if the key has no hints,
 *		the function is not enabled to send them, or the key's entry is
 *		not in the ST table
 */
void cx_hint(const struct cx_hca *hca, const struct cx_mkey *mkey,
	     struct pcie_hint *ret_hint);

#endif /* DEVICE_CONNECTX_OBJECT_HINT_H */
