// SPDX-License-Identifier: BSD-3-Clause
/* Kinds of calls; most of their arguments make sense, some do not */
#include "guest/uapi/uapi.h"

/*
 * Chosen for a thousand calls a second on an emulated debug kernel: an import takes
 * five times as long as the others, and the last ones a hundred times.
 */
struct uapi_op uapi_ops[] = {
	{.name = "export", .weight = 1600, .run = op_export},
	{.name = "set", .weight = 1600, .run = op_set},
	{.name = "probe", .weight = 160, .run = op_probe},
	{.name = "import", .weight = 600, .run = op_import},
	{.name = "write", .weight = 1600, .run = op_write},
	{.name = "state", .weight = 400, .run = op_state},
	{.name = "release", .weight = 500, .run = op_release},
	{.name = "fdinfo", .weight = 400, .run = op_fdinfo},
	{.name = "close", .weight = 240, .run = op_close},
	{.name = "dup", .weight = 160, .run = op_dup},
	{.name = "mmap", .weight = 200, .run = op_mmap},
	{.name = "udmabuf", .weight = 200, .run = op_udmabuf},
	{.name = "udmabuf-set", .weight = 400, .run = op_udmabuf_set},
	{.name = "map", .weight = 400, .run = op_map},
	{.name = "unmap", .weight = 200, .run = op_unmap},
#ifdef UAPI_VERBS
	{.name = "mr", .weight = 600, .run = op_mr},
	{.name = "mr-free", .weight = 200, .run = op_mr_free},
	{.name = "mr-prefetch", .weight = 400, .run = op_mr_prefetch},
#endif
	{.name = "fork", .weight = 6, .run = op_fork},
	{.name = "memory", .weight = 10, .run = op_memory},
	{.name = "reset", .weight = 4, .run = op_reset},
	/* The IOMMU's core warns if a device cannot return to its own domain */
	{.name = "reopen", .weight = 1, .no_faults = true, .run = op_reopen},
	{.name = "unbind", .weight = 1, .no_faults = true, .run = op_unbind},
	{.name = "unbind-dma", .weight = 2, .run = op_unbind_dma},
};
const unsigned int uapi_nops = sizeof(uapi_ops) / sizeof(uapi_ops[0]);
