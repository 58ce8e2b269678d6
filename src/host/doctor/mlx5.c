// SPDX-License-Identifier: BSD-3-Clause
/*
 * Whether mlx5 can send tags is not in sysfs: it depends on the firmware too. The
 * errno of ibv_alloc_dmah() names the layer that refuses.
 */
#include <errno.h>
#include <string.h>

#include "ground.h"
#include "host/doctor/rdma.h"

/**
 * struct refusal - meaning of an error
 * @error:	errno
 * @call:	that returned it, NULL: any
 * @state:	state of the check
 * @finding:	layer that refuses
 * @remedy:	remedy
 */
static const struct refusal {
	int error;
	const char *call;
	enum doctor_state state;
	const char *finding, *remedy;
} refusals[] = {
	{ELIBACC, NULL, DOCTOR_UNKNOWN, "libibverbs cannot be loaded",
	 "Install rdma-core 59 or later (libibverbs1, ibverbs-providers)."},
	{ENOSYS, "ibv_get_device_list", DOCTOR_UNKNOWN,
	 "the kernel has no verbs for user space", "Load ib_uverbs."},
	{ENOSYS, NULL, DOCTOR_UNKNOWN, "libibverbs does not know DMA handles",
	 "Install rdma-core 59 or later."},
	{ENODEV, "ibv_get_device_list", DOCTOR_UNKNOWN,
	 "libibverbs does not list the device",
	 "Install the provider of mlx5 (ibverbs-providers), and load ib_uverbs."},
	{EOPNOTSUPP, "ibv_alloc_dmah", DOCTOR_FAIL,
	 "user space refuses DMA handles: the provider does not have them",
	 "Install ibverbs-providers of the same rdma-core, 59 or later."},
	{EPROTONOSUPPORT, "ibv_alloc_dmah", DOCTOR_FAIL,
	 "the kernel refuses DMA handles: it is older than Linux 6.17, or mlx5_core has not enabled TPH for this function",
	 "Look at requester, root-port and kernel-notph; if they are ok, the firmware lacks mkey_pcie_tph, so update it."},
	{ENOTTY, "ibv_alloc_dmah", DOCTOR_FAIL,
	 "the kernel refuses DMA handles: it is older than Linux 6.17",
	 "Boot Linux 6.17 or later."},
	{EINVAL, "ibv_alloc_dmah", DOCTOR_FAIL,
	 "the driver mlx5_ib refuses the hints of a DMA handle",
	 "Look at the kernel's log, and report it."},
};

static const struct refusal *find_refusal(int error, const char *call)
{
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++)
		if (refusals[i].error == error &&
		    (!refusals[i].call || !strcmp(refusals[i].call, call)))
			return &refusals[i];
	return NULL;
}

static void report(struct check *check,
		   const struct tph_host_function *function, const char *device)
{
	const struct refusal *refusal;
	struct doctor_result *result;
	const char *call = "ibv_alloc_dmah";
	int error = -check->source->probe(device, -1, &call);

	refusal = error ? find_refusal(error, call) : NULL;
	if (!error) {
		result = check_found(check, DOCTOR_OK, function,
				     "%s allocates DMA handles", device);
	} else if (refusal) {
		result = check_found(check, refusal->state, function, "%s: %s",
				     device, refusal->finding);
		result->remedy = refusal->remedy;
	} else {
		result = check_found(check, DOCTOR_UNKNOWN, function,
				     "%s could not be asked", device);
		if (error == EACCES || error == EPERM) {
			result->remedy =
				"Give yourself access to /dev/infiniband/uverbs*, or run it as root.";
			result->root = true;
		}
	}
	result->reg = check_text(check, "%s", call);
	result->value = error ? check_errno(error) : "success";
}

static void ask(struct check *check, const struct tph_host_function *function)
{
	struct doctor_result *result;
	char device[RDMA_NAME_SIZE];

	if (!check->source->sysfs || !check->source->probe) {
		result = check_found(
			check, DOCTOR_UNKNOWN, function,
			"only the machine itself can allocate a DMA handle");
		result->remedy = "To know it, run it on the machine.";
		return;
	}
	if (!rdma_device(check, function, device)) {
		report(check, function, device);
		return;
	}
	result = check_found(check, DOCTOR_UNKNOWN, function,
			     "it has no RDMA device");
	result->reg = "infiniband";
	result->value = "not there";
	result->file = check_text(check, "%s/bus/pci/devices/%s",
				  check->source->sysfs, function->bdf);
	result->remedy = "Load the driver and ask again.";
	result->command = "modprobe mlx5_ib";
}

void check_mlx5(struct check *check)
{
	const struct tph_host *host = check->source->host;
	const struct tph_host_function *function;
	struct unknowns unknowns = {0};
	size_t found = 0;

	for (size_t i = 0; (function = tph_host_at(host, i)); i++) {
		if (rdma_is_mlx5(function)) {
			found++;
			ask(check, function);
		} else if (function->driver_why && function->vendor == 0x15b3) {
			unknowns_add(&unknowns, function->driver_why, function);
		}
	}
	unknowns_report(&unknowns, check, "driver", "the driver");
	if (!found && !unknowns_any(&unknowns))
		check_found(check, DOCTOR_OK, NULL,
			    "mlx5_core drives no function");
}
