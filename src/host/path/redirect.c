// SPDX-License-Identifier: BSD-3-Clause
/* Remedies of ACS redirects */
#include <stdio.h>

#include "ground.h"
#include "host/path/path.h"

static const char *const isolation =
	"functions below can reach each other without the IOMMU";

static bool redirects(const struct tph_host_hop *hop)
{
	return hop->acs.fate == TPH_HOST_LOST;
}

static const struct tph_host_function *
nth_redirect(const struct tph_host_path *path, size_t n)
{
	for (size_t i = 0; i < path->count; i++)
		if (redirects(&path->hops[i]) && !n--)
			return path->hops[i].function;
	return NULL;
}

/* The bits that redirect, of those that are set */
static unsigned int redirect_mask(const struct tph_host_function *function)
{
	static const enum tph_host_field bits[] = {
		TPH_HOST_F_ACS_RR, TPH_HOST_F_ACS_CR, TPH_HOST_F_ACS_EC};
	unsigned int mask = 0;

	for (size_t i = 0; i < ARRAY_SIZE(bits); i++) {
		struct tph_host_value value = tph_host_get(function, bits[i]);

		if (!value.why && value.value)
			mask |= tph_host_field_info(bits[i])->mask;
	}
	return mask;
}

/* One argument for all: "pci=NAME=ADDRESS;ADDRESS" */
static void print_argument(const struct tph_host_path *path, const char *name,
			   const char *flags, struct tph_host_remedy *remedy)
{
	const struct tph_host_function *function;
	size_t at = 0;

	for (size_t i = 0; (function = nth_redirect(path, i)); i++) {
		at += (size_t)snprintf(remedy->command + at,
				       sizeof(remedy->command) - at, "%s%s%s",
				       i ? ";" : name, flags, function->bdf);
		/* An argument without some of them would not help */
		if (at >= sizeof(remedy->command)) {
			remedy->command[0] = '\0';
			return;
		}
	}
}

bool redirect_remedy(const struct tph_host_path *path, size_t index,
		     struct tph_host_remedy *remedy)
{
	const struct tph_host_function *function = nth_redirect(path, index);
	size_t count = 0;

	while (nth_redirect(path, count))
		count++;
	*remedy = (struct tph_host_remedy){.cost = isolation};
	if (function) {
		remedy->kind = TPH_HOST_BY_SETPCI;
		snprintf(remedy->command, sizeof(remedy->command),
			 "setpci -s %s ECAP_ACS+6.w=0:%04x", function->bdf,
			 redirect_mask(function));
		remedy->text =
			"Turn its redirects off until the next boot, before the driver of the completer is bound.";
		return true;
	}
	remedy->kind = TPH_HOST_BY_KERNEL_ARGUMENT;
	switch (index - count) {
	case 0:
		print_argument(path, "pci=disable_acs_redir=", "", remedy);
		remedy->text =
			"Turn all of them off from the next boot on; quote the argument in files that a shell reads.";
		return true;
	case 1:
		print_argument(path, "pci=config_acs=", "0x00xx@", remedy);
		remedy->text =
			"The same, for kernels with this argument; x leaves a bit to the firmware.";
		return true;
	case 2:
		remedy->kind = TPH_HOST_BY_FIRMWARE;
		snprintf(remedy->command, sizeof(remedy->command),
			 "ACS Enable, or ACS Control");
		remedy->text =
			"Turn it off, if the firmware has such an option and no IOMMU makes Linux turn ACS on.";
		return true;
	default:
		return false;
	}
}
