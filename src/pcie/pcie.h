/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The PCIe hierarchy: functions, links, switches and a root complex that
 * exchange TLPs as bytes.
 *
 * A TLP, or a run of them (docs/runs.md), is delivered by a call: it is passed to
 * the other end of the link, which routes, completes or absorbs it before the call
 * returns. So completions arrive within the call that sends their request, and a
 * payload stays in place until it reaches its destination. Taps record a TLP when
 * it has arrived, in the order of sending.
 *
 * Only one thread may use a hierarchy at a time; callers with several threads
 * need a lock around the calls (as in src/fabric).
 */
#ifndef PCIE_PCIE_H
#define PCIE_PCIE_H

#include "pcie/acs.h"
#include "pcie/config.h"
#include "pcie/function.h"
#include "pcie/link.h"
#include "pcie/multi.h"
#include "pcie/root.h"
#include "pcie/sriov.h"
#include "pcie/switch.h"

#endif /* PCIE_PCIE_H */
