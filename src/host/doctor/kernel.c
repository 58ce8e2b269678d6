// SPDX-License-Identifier: BSD-3-Clause
/* Configuration and command line of the kernel */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ground.h"
#include "host/doctor/check.h"
#include "host/doctor/symbols.h"

/* Linux 7.1 removed CONFIG_DMABUF_MOVE_NOTIFY: importers always move along */
#define ALWAYS_NOTIFIES_MAJOR 7
#define ALWAYS_NOTIFIES_MINOR 1

static const struct tph_host_kernel *kernel_of(const struct check *check)
{
	return tph_host_kernel(check->source->host);
}

/* The evidence for an option, as in struct doctor_result */
struct evidence {
	const char *reg, *value, *file;
};

static void add_evidence(struct doctor_result *result,
			 const struct evidence *evidence)
{
	result->reg = evidence->reg;
	result->value = evidence->value;
	result->file = evidence->file;
}

/*
 * Code that an option adds, for kernels whose configuration is not to be found.
 * @base: the code that it is added to is there; NULL: it is always there
 */
static const struct {
	const char *symbol, *base;
} codes[TPH_HOST_OPTIONS] = {
	[TPH_HOST_PCIE_TPH] = {"pcie_enable_tph", NULL},
	[TPH_HOST_PCI_P2PDMA] = {"pci_p2pdma_distance_many", NULL},
	[TPH_HOST_VFIO_PCI_DMABUF] = {"vfio_pci_core_feature_dma_buf",
				      "vfio_pci_core_ioctl_feature"},
	/* It may be a module that is not loaded */
	[TPH_HOST_IOMMUFD] = {"iommufd_ctx_from_file", ""},
};

static void lacks_config(struct check *check, enum tph_host_option option,
			 enum tph_host_why why)
{
	struct doctor_result *result =
		check_found(check, DOCTOR_UNKNOWN, NULL,
			    "the configuration of the kernel: %s",
			    tph_host_why_text(why));
	const char *remedy = tph_host_why_remedy(why);

	result->reg = tph_host_option_name(option);
	if (why == TPH_HOST_UNREADABLE)
		result->remedy =
			"Look for it in the kernel's package: /proc, /boot and /lib/modules do not have it.";
	else if (remedy)
		result->remedy = check_text(check, "To know it, %s.", remedy);
}

/*
 * Symbols answer where the configuration does not. Return: true if they show that
 * @option is not set.
 */
static bool symbols_answer(struct check *check, enum tph_host_option option,
			   const char *set, struct evidence *ret_evidence)
{
	struct symbol symbols[] = {{.name = codes[option].symbol},
				   {.name = codes[option].base}};
	struct evidence evidence = {.reg = codes[option].symbol};

	if (!evidence.reg ||
	    symbols_find(check, symbols, ARRAY_SIZE(symbols), &evidence.file) ||
	    (!symbols[0].found && symbols[1].name && !symbols[1].found)) {
		lacks_config(check, option,
			     kernel_of(check)->options[option].why);
		return false;
	}
	evidence.value = symbols[0].found ? "there" : "not there";
	if (symbols[0].found)
		add_evidence(check_found(check, DOCTOR_OK, NULL, "%s", set),
			     &evidence);
	else
		*ret_evidence = evidence;
	return !symbols[0].found;
}

/**
 * option_lacks() - answer for a set or unknown option
 * @check:	check
 * @option:	option
 * @set:	finding if it is set
 * @ret_evidence: the evidence that it is not set
 *
 * Return: true if it is known and not set: the caller answers
 */
static bool option_lacks(struct check *check, enum tph_host_option option,
			 const char *set, struct evidence *ret_evidence)
{
	const struct tph_host_kernel *kernel = kernel_of(check);
	struct tph_host_value value = kernel->options[option];
	struct evidence evidence = {tph_host_option_name(option), "not set",
				    kernel->config};

	if (value.why)
		return symbols_answer(check, option, set, ret_evidence);
	if (value.value) {
		evidence.value = check_text(check, "%c", value.value);
		add_evidence(check_found(check, DOCTOR_OK, NULL, "%s", set),
			     &evidence);
	} else {
		*ret_evidence = evidence;
	}
	return !value.value;
}

/* An option without which tags are lost: findings and remedy */
static void option_needed(struct check *check, enum tph_host_option option,
			  const char *set, const char *lost, const char *remedy)
{
	struct doctor_result *result;
	struct evidence evidence;

	if (!option_lacks(check, option, set, &evidence))
		return;
	result = check_found(check, DOCTOR_FAIL, NULL, "%s", lost);
	add_evidence(result, &evidence);
	result->remedy = remedy;
}

void check_option_tph(struct check *check)
{
	option_needed(check, TPH_HOST_PCIE_TPH, "drivers can enable TPH",
		      "the kernel cannot enable TPH",
		      "Build the kernel with CONFIG_PCIE_TPH=y.");
}

void check_option_p2pdma(struct check *check)
{
	option_needed(check, TPH_HOST_PCI_P2PDMA,
		      "the kernel knows paths between peers",
		      "the kernel has no writes between peers",
		      "Build the kernel with CONFIG_PCI_P2PDMA=y.");
}

void check_option_vfio(struct check *check)
{
	option_needed(
		check, TPH_HOST_VFIO_PCI_DMABUF,
		"vfio-pci exports BARs as dma-bufs",
		"vfio-pci does not export BARs as dma-bufs",
		"Build the kernel, Linux 6.19 or later, with CONFIG_VFIO_PCI and CONFIG_PCI_P2PDMA.");
}

void check_option_iommufd(struct check *check)
{
	struct evidence evidence;

	/* VFIO does without */
	if (option_lacks(check, TPH_HOST_IOMMUFD,
			 "VFIO devices can be opened by /dev/vfio/devices",
			 &evidence))
		add_evidence(check_found(check, DOCTOR_OK, NULL,
					 "VFIO devices are opened by group"),
			     &evidence);
}

/* Return: true if @release is @major.@minor or later */
static bool is_since(const char *release, long major, long minor)
{
	char *end;
	long n;

	n = strtol(release, &end, 10);
	if (n != major || *end != '.')
		return n > major;
	return strtol(end + 1, NULL, 10) >= minor;
}

void check_option_move_notify(struct check *check)
{
	const struct tph_host_kernel *kernel = kernel_of(check);
	struct doctor_result *result;

	if (!kernel->release) {
		check_unknown(check, kernel->why, "the release of the kernel");
		return;
	}
	if (is_since(kernel->release, ALWAYS_NOTIFIES_MAJOR,
		     ALWAYS_NOTIFIES_MINOR)) {
		result = check_found(
			check, DOCTOR_OK, NULL,
			"since Linux 7.1 importers always map without pinning");
		result->reg = "release";
		result->value = kernel->release;
		return;
	}
	option_needed(
		check, TPH_HOST_DMABUF_MOVE_NOTIFY,
		"importers map without pinning",
		"importers pin dma-bufs, and vfio-pci refuses that",
		"Build the kernel with CONFIG_DMABUF_MOVE_NOTIFY=y, or use Linux 7.1 or later.");
}

/* Return: the "pci=" argument that has "notph", or NULL */
static const char *find_notph(struct check *check, const char *cmdline)
{
	static const char blanks[] = " \t\n";
	const char *word = cmdline;
	size_t n;

	for (; *(word += strspn(word, blanks)); word += n) {
		const char *at = word + strlen("pci=");

		n = strcspn(word, blanks);
		if (strncmp(word, "pci=", strlen("pci=")))
			continue;
		while (at < word + n) {
			size_t len = strcspn(at, ", \t\n");

			if (len == strlen("notph") &&
			    !strncmp(at, "notph", len))
				return check_text(check, "%.*s", (int)n, word);
			at += len + 1;
		}
	}
	return NULL;
}

void check_notph(struct check *check)
{
	const struct tph_host_kernel *kernel = kernel_of(check);
	struct doctor_result *result;
	const char *argument;

	if (!kernel->cmdline) {
		check_unknown(check, kernel->why,
			      "the command line of the kernel");
		return;
	}
	argument = find_notph(check, kernel->cmdline);
	/* Other arguments may be private */
	result = argument ? check_found(check, DOCTOR_FAIL, NULL,
					"an argument turns TPH off")
			  : check_found(check, DOCTOR_OK, NULL,
					"no argument turns TPH off");
	result->reg = "pci=notph";
	result->value = argument ? argument : "not given";
	if (check->source->root)
		result->file = check_text(check, "%s/proc/cmdline",
					  check->source->root);
	if (argument)
		result->remedy =
			"Remove notph from the kernel's arguments, in the configuration of the boot loader, and boot again.";
}
