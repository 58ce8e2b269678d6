// SPDX-License-Identifier: BSD-3-Clause
/*
 * The kernel series adds no configuration option of its own, and its interfaces need a
 * device: names of kernel symbols show it, which everybody may read.
 */
#include "ground.h"
#include "host/doctor/check.h"
#include "host/doctor/symbols.h"

/**
 * struct part - a part of the series, built in or a module
 * @name:	in words
 * @symbol:	the series adds it
 * @base:	the same code without the series has it; NULL: it is always there
 * @needed:	by everybody; else only if it is loaded
 * @module:	to load
 */
static const struct part {
	const char *name, *symbol, *base;
	bool needed;
	const char *module;
} parts[] = {
	{"dma-bufs", "dma_buf_get_pci_tph", NULL, true, NULL},
	{"paths between peers", "pcie_tph_prefix_type", NULL, true, NULL},
	{"vfio-pci", "vfio_pci_core_feature_dma_buf_tph",
	 "vfio_pci_core_ioctl_feature", true, "vfio-pci"},
	{"mlx5", "mlx5_st_alloc_index_by_tag", "mlx5_st_alloc_index", false,
	 "mlx5_core"},
};

static void report(struct check *check, const struct part *part,
		   const struct symbol *symbol, const struct symbol *base,
		   const char *file)
{
	struct doctor_result *result;

	if (symbol->found) {
		result = check_found(check, DOCTOR_OK, NULL,
				     "%s: the kernel has the series",
				     part->name);
	} else if (!part->base || base->found) {
		result = check_found(check, DOCTOR_FAIL, NULL,
				     "%s: the kernel lacks the series",
				     part->name);
		result->remedy =
			"Build a kernel with OpenTPH's kernel/patches; tags for host memory work without it.";
	} else if (part->needed) {
		result =
			check_found(check, DOCTOR_UNKNOWN, NULL,
				    "%s: the module is not loaded", part->name);
		result->remedy = "Load it and ask again.";
		result->command =
			check_text(check, "modprobe %s", part->module);
	} else {
		return;
	}
	result->reg = part->symbol;
	result->value = symbol->found ? "there" : "not there";
	result->file = file;
}

void check_series(struct check *check)
{
	struct symbol symbols[2 * ARRAY_SIZE(parts)] = {0};
	struct doctor_result *result;
	const char *file;

	if (!check->source->root) {
		check_not_here(check, "symbols of the kernel");
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		symbols[2 * i].name = parts[i].symbol;
		symbols[2 * i + 1].name = parts[i].base;
	}
	if (symbols_find(check, symbols, ARRAY_SIZE(symbols), &file)) {
		result = check_found(check, DOCTOR_UNKNOWN, NULL,
				     "the kernel shows no symbols");
		result->file = check_text(check, "%s/proc/kallsyms",
					  check->source->root);
		result->remedy =
			"Tag a dma-buf: ENOTTY from tph export means that the kernel lacks the series.";
		return;
	}
	/* The other parts need the first */
	for (size_t i = 0; i < ARRAY_SIZE(parts) && (!i || symbols[0].found);
	     i++)
		report(check, &parts[i], &symbols[2 * i], &symbols[2 * i + 1],
		       file);
}
