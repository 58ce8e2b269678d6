/* SPDX-License-Identifier: BSD-3-Clause */
/* Everything in libopentph; the inventory of machines, opentph/host.h, is apart */
#ifndef OPENTPH_OPENTPH_H
#define OPENTPH_OPENTPH_H

#include <opentph/accel.h>
#include <opentph/analyze.h>
#include <opentph/device.h>
#include <opentph/dma.h>
#include <opentph/dmabuf.h>
#include <opentph/error.h>
#include <opentph/pci.h>
#include <opentph/tap.h>
#include <opentph/tlp.h>

#endif /* OPENTPH_OPENTPH_H */
