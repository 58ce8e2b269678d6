// SPDX-License-Identifier: BSD-3-Clause
/* Kinds of calls; most arguments make sense, some do not */
#include "guest/uapi/uapi.h"

struct uapi_op uapi_ops[] = {
	{.name = "export", .weight = 200, .run = op_export},
	{.name = "set", .weight = 200, .run = op_set},
	{.name = "probe", .weight = 20, .run = op_probe},
	{.name = "import", .weight = 200, .run = op_import},
	{.name = "write", .weight = 200, .run = op_write},
	{.name = "state", .weight = 50, .run = op_state},
	{.name = "release", .weight = 100, .run = op_release},
	{.name = "fdinfo", .weight = 100, .run = op_fdinfo},
	{.name = "close", .weight = 30, .run = op_close},
	{.name = "dup", .weight = 20, .run = op_dup},
#ifdef UAPI_VERBS
	{.name = "mr", .weight = 75, .run = op_mr},
	{.name = "mr-free", .weight = 25, .run = op_mr_free},
	{.name = "mr-prefetch", .weight = 50, .run = op_mr_prefetch},
#endif
	{.name = "mmap", .weight = 25, .run = op_mmap},
	{.name = "fork", .weight = 1, .run = op_fork},
	{.name = "map", .weight = 50, .run = op_map},
	{.name = "unmap", .weight = 25, .run = op_unmap},
	{.name = "reset", .weight = 2, .run = op_reset},
	{.name = "memory", .weight = 10, .run = op_memory},
	/* The IOMMU's core warns if a device cannot return to its own domain */
	{.name = "reopen", .weight = 1, .no_faults = true, .run = op_reopen},
	{.name = "unbind", .weight = 1, .no_faults = true, .run = op_unbind},
	{.name = "unbind-dma", .weight = 1, .run = op_unbind_dma},
	{.name = "udmabuf", .weight = 60, .run = op_udmabuf},
	{.name = "udmabuf-set", .weight = 60, .run = op_udmabuf_set},
};
const unsigned int uapi_nops = sizeof(uapi_ops) / sizeof(uapi_ops[0]);
