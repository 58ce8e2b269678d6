/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A driver of the virtual ConnectX in process: brings the function up on
 * src/fabric's host, issues commands, creates objects, posts work requests and
 * polls completions.
 *
 * Its numbers of offsets and values come from the kernel's
 * include/linux/mlx5/{mlx5_ifc,device,qp,cq,driver}.h, not from the model's
 * layout.h, so that the two check each other.
 *
 * Functions that return int return 0 or: -EIO the command's status is not OK
 * (see driver.status, driver.syndrome); -EPROTO it was not executed (see
 * driver.delivery); -ETIMEDOUT no answer; -ENOMEM the host's memory is
 * exhausted.
 */
#ifndef HARNESS_DRIVER_H
#define HARNESS_DRIVER_H

#include "harness/driver_device.h"
#include "harness/driver_objects.h"
#include "harness/driver_queues.h"

#endif /* HARNESS_DRIVER_H */
