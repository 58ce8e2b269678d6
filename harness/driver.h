/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A driver of the virtual ConnectX in process: brings the function up on
 * src/fabric's host, gives commands, makes objects, posts work requests and
 * polls completions.
 *
 * What it writes and reads it places by its own numbers, taken from the
 * kernel's include/linux/mlx5/{mlx5_ifc,device,qp,cq,driver}.h, not by the
 * model's layout.h: so the two check each other.
 *
 * Functions that return int return 0 or: -EIO the command's status is not OK
 * (see driver.status, driver.syndrome); -EPROTO it was not executed (see
 * driver.delivery); -ETIMEDOUT no answer; -ENOMEM no memory of the host is
 * left.
 */
#ifndef HARNESS_DRIVER_H
#define HARNESS_DRIVER_H

#include "harness/driver_device.h"
#include "harness/driver_objects.h"
#include "harness/driver_queues.h"

#endif /* HARNESS_DRIVER_H */
