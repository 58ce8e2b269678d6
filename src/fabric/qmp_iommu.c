// SPDX-License-Identifier: BSD-3-Clause
/* Registers of QEMU's intel-iommu: finds the root table (VT-d, section 10.4) */
#include <errno.h>

#include "fabric/qmp.h"

#define REGISTERS	0xfed90000 /* of q35 */
#define GLOBAL_STATUS	0x1c
#define TRANSLATES	0x80000000u
#define ROOT_TABLE	0x20
#define ROOT_TABLE_MODE 0xfffu /* other than 0: scalable mode and the like */

static int read_iommu(struct qmp *qmp, struct iommu *iommu)
{
	uint32_t status, low, high;
	int ret = qmp_read_machine(qmp, "below-4g-mem-size", &iommu->low);

	if (!ret)
		ret = qmp_read_dword(qmp, REGISTERS + GLOBAL_STATUS, &status);
	if (!ret)
		ret = qmp_read_dword(qmp, REGISTERS + ROOT_TABLE, &low);
	if (!ret)
		ret = qmp_read_dword(qmp, REGISTERS + ROOT_TABLE + 4, &high);
	if (!ret && status & TRANSLATES && !(low & ROOT_TABLE_MODE))
		iommu->root = (uint64_t)high << 32 | low;
	return ret;
}

int qmp_read_iommu(struct qmp *qmp, struct iommu *iommu)
{
	int ret;

	*iommu = (struct iommu){0};
	ret = read_iommu(qmp, iommu);
	return ret == -EREMOTEIO ? 0 : ret;
}
