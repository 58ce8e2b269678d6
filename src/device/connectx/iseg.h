/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The initialization segment: big-endian registers in the BAR's first two pages
 * (struct mlx5_init_seg of include/linux/mlx5/device.h).
 */
#ifndef DEVICE_CONNECTX_ISEG_H
#define DEVICE_CONNECTX_ISEG_H

#include "device/regs.h"

#define CX_DEVICE_ID   0x1021 /* ConnectX-7 */
#define CX_FW_MAJOR    28u
#define CX_FW_MINOR    44u
#define CX_FW_SUBMINOR 1u
#define CX_FW_VERSION  (CX_FW_MAJOR << 24 | CX_FW_MINOR << 16 | CX_FW_SUBMINOR)
#define CX_OUI	       0x2c9 /* IEEE identifier of the vendor */
#define CX_ISEG_SIZE   0x2000u

extern const struct regs cx_iseg;

#endif /* DEVICE_CONNECTX_ISEG_H */
