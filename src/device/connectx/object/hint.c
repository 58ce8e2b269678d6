// SPDX-License-Identifier: BSD-3-Clause
#include "device/connectx/object/hint.h"

#include "device/connectx/hca.h"
#include "device/connectx/object/mkey.h"

/* Index 0: a processing hint without a tag; mlx5 keeps it free in its table */
#define INDEX_NO_TAG 0

void cx_hint(const struct cx_hca *hca, const struct cx_mkey *mkey,
	     struct pcie_hint *ret_hint)
{
	const struct pcie_tph_want want = {
		.width = mkey->tph_index == INDEX_NO_TAG ? 8 : 0,
		.ph = mkey->tph_ph,
		.st = mkey->tph_index,
	};

	ret_hint->th = false;
	if (!mkey->tph_en || pcie_function_hint(&hca->fn, &want, ret_hint))
		return;
	if (mkey->tph_index == INDEX_NO_TAG)
		ret_hint->st = 0;
}
