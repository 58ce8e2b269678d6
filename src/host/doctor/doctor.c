// SPDX-License-Identifier: BSD-3-Clause
/* The table of checks */
#include "host/doctor/doctor.h"

#include <errno.h>
#include <string.h>

#include "error/error.h"
#include "ground.h"
#include "host/doctor/check.h"

static const struct {
	const char *id, *question;
	void (*run)(struct check *check);
} checks[] = {
	{"kernel-series", "does the kernel give tags to importers of dma-bufs",
	 check_series},
	{"kernel-tph", "is CONFIG_PCIE_TPH set", check_option_tph},
	{"kernel-notph", "does the kernel's command line leave TPH on",
	 check_notph},
	{"kernel-p2pdma", "is CONFIG_PCI_P2PDMA set", check_option_p2pdma},
	{"kernel-vfio-dmabuf", "is CONFIG_VFIO_PCI_DMABUF set",
	 check_option_vfio},
	{"kernel-move-notify",
	 "can importers map without pinning (CONFIG_DMABUF_MOVE_NOTIFY)",
	 check_option_move_notify},
	{"kernel-iommufd", "is CONFIG_IOMMUFD set", check_option_iommufd},
	{"iommu", "can VFIO own functions", check_iommu},
	{"requester", "do functions send tags", check_requester},
	{"completer", "do functions take tags", check_completer},
	{"acs", "do ports between peers leave requests in the switch",
	 check_acs},
	{"prefix", "do ports between peers forward 16-bit tags", check_prefix},
	{"root-port", "do Root Ports take tags for host memory",
	 check_root_port},
	{"dsm", "does firmware know the tags of CPUs", check_dsm},
	{"mlx5", "do ConnectX devices allocate DMA handles", check_mlx5},
	{"dmabuf", "do importers apply the hints of dma-bufs", check_dmabuf},
};

const char *doctor_id(size_t index, const char **ret_question)
{
	if (index >= ARRAY_SIZE(checks))
		return NULL;
	if (ret_question)
		*ret_question = checks[index].question;
	return checks[index].id;
}

int doctor_ask(struct doctor *doctor, const char *id)
{
	struct check check;

	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		if (strcmp(checks[i].id, id))
			continue;
		check = check_begin(doctor, checks[i].id);
		checks[i].run(&check);
		return check_error(&check)
			       ? error_fail(-ENOMEM, "out of memory")
			       : 0;
	}
	return error_fail(-ENOENT, "%.40s: there is no such check", id);
}

const char *doctor_state_name(enum doctor_state state)
{
	static const char *const names[DOCTOR_STATES] = {
		[DOCTOR_OK] = "ok",
		[DOCTOR_FAIL] = "fail",
		[DOCTOR_UNKNOWN] = "unknown",
	};

	return names[state];
}
