/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a topology file to a running fabric: the file, the hierarchy built from
 * it, taps on its links, a host in process, the daemon that serves it to QEMU, and the
 * bridge that serves it to the peer of a socket.
 */
#ifndef FABRIC_FABRIC_H
#define FABRIC_FABRIC_H

#include "fabric/outside/bridge.h"
#include "fabric/daemon.h"
#include "fabric/hierarchy.h"
#include "fabric/host.h"
#include "fabric/taps.h"
#include "fabric/topology.h"

#endif /* FABRIC_FABRIC_H */
