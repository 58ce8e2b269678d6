/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The PCIe hierarchy: functions, links, switches and a root complex that
 * exchange TLPs as bytes.
 *
 * A TLP is delivered by a call: it is recorded at the link's tap and handed to
 * the other end, which routes, completes or absorbs it before the call returns.
 * Completions so arrive inside the call that sent their request, and a payload
 * need not be copied to get there: it stays where it is until it lands.
 *
 * One hierarchy is driven by one thread at a time; whoever has several threads
 * holds a lock of his own around the calls (src/fabric does).
 */
#ifndef PCIE_PCIE_H
#define PCIE_PCIE_H

#include "pcie/config.h"
#include "pcie/function.h"
#include "pcie/link.h"
#include "pcie/root.h"
#include "pcie/switch.h"

#endif /* PCIE_PCIE_H */
