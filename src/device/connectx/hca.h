/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * State of the virtual ConnectX, shared by its files.
 *
 * Register writes only record doorbells and kick the function; all memory
 * accesses happen in the run call, a bounded piece at a time.
 */
#ifndef DEVICE_CONNECTX_HCA_H
#define DEVICE_CONNECTX_HCA_H

#include <stdbool.h>

#include "device/connectx/caps.h"
#include "device/connectx/command.h"
#include "device/connectx/engines.h"
#include "device/connectx/health.h"
#include "device/connectx/object/object.h"
#include "device/connectx/port.h"
#include "device/connectx/vsc.h"
#include "pcie/pcie.h"
#include "ground.h"

#define CX_BAR	     0
#define CX_BAR_SIZE  (32u << 20)
#define CX_PAGE_SIZE 4096u /* size of UARs */

/* The BAR's last two pages hold the MSI-X table and PBA, the first two the
 * initialization segment; UARs lie between. */
#define CX_VECTORS    32
#define CX_MSIX_TABLE (CX_BAR_SIZE - 2 * CX_PAGE_SIZE)
#define CX_MSIX_PBA   (CX_BAR_SIZE - CX_PAGE_SIZE)
#define CX_UAR_FIRST  2u
#define CX_UAR_LIMIT  (CX_MSIX_TABLE / CX_PAGE_SIZE - CX_UAR_FIRST)

/*
 * @serial is the topology's; @issi is the interface step that software chose.
 * Each kind of object has a header and files of its own name in object/
 * (mkey.h, mkey.c, ...). Objects name others by number and hold them by
 * cx_object.users.
 */
struct cx_hca {
	struct pcie_function fn;
	uint64_t serial;
	struct cx_vsc vsc;
	enum cx_state state;
	uint16_t issi;
	struct cx_cmdq cmdq;
	struct cx_health health;
	struct cx_caps caps;
	struct cx_port port;
	uint8_t host_endianness;
	struct cx_scheduler scheduler;
	struct cx_table uars, pds, xrcds, mkeys, eqs, cqs, srqs, qps;
	uint64_t memory; /* bytes allocated by cx_memory_get() */
	uint32_t faults; /* page faults so far */
	_Alignas(
		64) uint8_t bounce[65536]; /* data between a read and a write */
};

static inline struct cx_hca *cx_hca_of(struct pcie_function *fn)
{
	return container_of(fn, struct cx_hca, fn);
}

/*
 * Restore the state after a reset: no objects, initial capabilities and port.
 * The command queue is not affected: cx_cmdq_reset().
 */
void cx_hca_reset(struct cx_hca *hca);

void cx_hca_free_objects(struct cx_hca *hca);

cx_handler cx_enable_hca, cx_disable_hca, cx_init_hca, cx_teardown_hca;
cx_handler cx_query_issi, cx_set_issi;
cx_handler cx_query_pages, cx_manage_pages;

#endif /* DEVICE_CONNECTX_HCA_H */
