// SPDX-License-Identifier: BSD-3-Clause
/* Checks of files of the kernel and of firmware, and of DMA handles */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ground.h"
#include "tests/hostlib/doctor/answers.h"
#include "tests/hostlib/folder.h"
#include "tests/hostlib/machine.h"

static char sysfs[64];

/* Two functions; 03:00.0 has driver mlx5_core */
static struct tph_host *make_host(void)
{
	struct tph_host *host = machine_create(TPH_HOST_LIVE);
	struct tph_host_function *f;

	f = machine_endpoint(host, "03:00.0", TPH_HOST_ENDPOINT);
	f->driver = "mlx5_core";
	f->driver_why = TPH_HOST_KNOWN;
	f->group.why = TPH_HOST_ABSENT;
	f = machine_endpoint(host, "04:00.0", TPH_HOST_ENDPOINT);
	f->driver_why = TPH_HOST_KNOWN;
	f->group.why = TPH_HOST_ABSENT;
	host_link(host);
	return host;
}

static struct doctor_source source_of(const struct tph_host *host)
{
	return (struct doctor_source){
		.host = host, .sysfs = sysfs, .root = folder_root};
}

static void expect(const struct tph_host *host, const char *id,
		   const char *expected)
{
	const struct doctor_source source = source_of(host);

	answers_expect(answers_ask(&source, id), expected);
}

static void test_options(void **state)
{
	static const struct {
		enum tph_host_option option;
		const char *id, *name;
		enum doctor_state not_set;
	} cases[] = {
		{TPH_HOST_PCIE_TPH, "kernel-tph", "PCIE_TPH", DOCTOR_FAIL},
		{TPH_HOST_PCI_P2PDMA, "kernel-p2pdma", "PCI_P2PDMA",
		 DOCTOR_FAIL},
		{TPH_HOST_VFIO_PCI_DMABUF, "kernel-vfio-dmabuf",
		 "VFIO_PCI_DMABUF", DOCTOR_FAIL},
		{TPH_HOST_IOMMUFD, "kernel-iommufd", "IOMMUFD", DOCTOR_OK},
		{TPH_HOST_DMABUF_MOVE_NOTIFY, "kernel-move-notify",
		 "DMABUF_MOVE_NOTIFY", DOCTOR_FAIL},
	};
	struct tph_host *host = make_host();
	struct tph_host_kernel *kernel = host_kernel(host);
	char expected[128];

	folder_remove("proc");
	kernel->release = "6.19.2";
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct tph_host_value *value =
			&kernel->options[cases[i].option];

		*value = (struct tph_host_value){.value = 'm'};
		snprintf(expected, sizeof(expected), "ok - CONFIG_%s=m\n",
			 cases[i].name);
		expect(host, cases[i].id, expected);
		*value = (struct tph_host_value){.value = 0};
		snprintf(expected, sizeof(expected), "%s - CONFIG_%s=not set\n",
			 doctor_state_name(cases[i].not_set), cases[i].name);
		expect(host, cases[i].id, expected);
		*value = (struct tph_host_value){.why = TPH_HOST_UNREADABLE};
		snprintf(expected, sizeof(expected), "unknown - CONFIG_%s=-\n",
			 cases[i].name);
		expect(host, cases[i].id, expected);
	}
	kernel->release = "7.1.0-rc1";
	expect(host, "kernel-move-notify", "ok - release=7.1.0-rc1\n");
	kernel->release = "10.0";
	expect(host, "kernel-move-notify", "ok - release=10.0\n");
	kernel->release = "7.0.9";
	expect(host, "kernel-move-notify",
	       "unknown - CONFIG_DMABUF_MOVE_NOTIFY=-\n");
	tph_host_free(host);
}

/* Without a configuration symbols of the kernel answer */
static void test_options_by_symbols(void **state)
{
	struct tph_host *host = make_host();
	struct tph_host_kernel *kernel = host_kernel(host);

	for (size_t i = 0; i < TPH_HOST_OPTIONS; i++)
		kernel->options[i].why = TPH_HOST_UNREADABLE;
	folder_put_text(
		"proc/kallsyms",
		"0000000000000000 T pcie_enable_tph\n"
		"0000000000000000 T vfio_pci_core_ioctl_feature\t[vfio_pci_core]\n"
		"0000000000000000 t pci_p2pdma_distance_many_else\n");
	expect(host, "kernel-tph", "ok - pcie_enable_tph=there\n");
	expect(host, "kernel-p2pdma",
	       "fail - pci_p2pdma_distance_many=not there\n");
	expect(host, "kernel-vfio-dmabuf",
	       "fail - vfio_pci_core_feature_dma_buf=not there\n");
	/* The module may not be loaded */
	expect(host, "kernel-iommufd", "unknown - CONFIG_IOMMUFD=-\n");
	folder_put_text("proc/kallsyms", "ffffffff81000000 T _text\n");
	expect(host, "kernel-vfio-dmabuf",
	       "unknown - CONFIG_VFIO_PCI_DMABUF=-\n");
	tph_host_free(host);
}

static void test_notph(void **state)
{
	static const struct {
		const char *cmdline, *expected;
	} cases[] = {
		{"quiet", "ok - pci=notph=not given\n"},
		{"", "ok - pci=notph=not given\n"},
		{"pci=notph", "fail - pci=notph=pci=notph\n"},
		{"a pci=nomsi,notph secret=1",
		 "fail - pci=notph=pci=nomsi,notph\n"},
		{"pci=no,notp", "ok - pci=notph=not given\n"},
		{"pci=notph2 xpci=notph pci=noacpi,notphx notph",
		 "ok - pci=notph=not given\n"},
		{"pci= pci=,,notph", "fail - pci=notph=pci=,,notph\n"},
	};
	struct tph_host *host = make_host();

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		host_kernel(host)->cmdline = cases[i].cmdline;
		expect(host, "kernel-notph", cases[i].expected);
	}
	tph_host_free(host);
}

static void test_series(void **state)
{
	struct tph_host *host = make_host();

	folder_remove("proc");
	expect(host, "kernel-series", "unknown - -=-\n");
	folder_put_text("proc/kallsyms",
			"0000000000000000 T dma_buf_attach\n"
			"0000000000000000 T dma_buf_get_pci_tph_else\n");
	expect(host, "kernel-series", "fail - dma_buf_get_pci_tph=not there\n");
	/* mlx5 is not loaded, and not everybody has it; vfio-pci everybody needs */
	folder_put_text("proc/kallsyms",
			"0000000000000000 T dma_buf_get_pci_tph\n"
			"0000000000000000 T pcie_tph_prefix_type\n");
	expect(host, "kernel-series",
	       "ok - dma_buf_get_pci_tph=there\n"
	       "ok - pcie_tph_prefix_type=there\n"
	       "unknown - vfio_pci_core_feature_dma_buf_tph=not there\n");
	/* A module of another kernel's build */
	folder_put_text(
		"proc/kallsyms",
		"0 T dma_buf_get_pci_tph\n"
		"0 T pcie_tph_prefix_type\n"
		"0 t vfio_pci_core_ioctl_feature\t[vfio_pci_core]\n"
		"0 t vfio_pci_core_feature_dma_buf_tph\t[vfio_pci_core]\n"
		"0 T mlx5_st_alloc_index\t[mlx5_core]\n"
		"malformed\n");
	expect(host, "kernel-series",
	       "ok - dma_buf_get_pci_tph=there\n"
	       "ok - pcie_tph_prefix_type=there\n"
	       "ok - vfio_pci_core_feature_dma_buf_tph=there\n"
	       "fail - mlx5_st_alloc_index_by_tag=not there\n");
	tph_host_free(host);
}

static void test_iommu(void **state)
{
	static const char noiommu[] =
		"sys/module/vfio/parameters/enable_unsafe_noiommu_mode";
	struct tph_host *host = make_host();
	struct tph_host_function *f =
		(struct tph_host_function *)machine_at(host, "03:00.0");
	struct tph_host_function *g =
		(struct tph_host_function *)machine_at(host, "04:00.0");

	expect(host, "iommu", "fail - iommu_group=no function has one\n");
	folder_put_text(noiommu, "N\n");
	expect(host, "iommu", "fail - iommu_group=no function has one\n");
	folder_put_text(noiommu, "Y\n");
	expect(host, "iommu", "ok - enable_unsafe_noiommu_mode=Y\n");
	f->group = (struct tph_host_value){.value = 7};
	g->group = (struct tph_host_value){.value = 8};
	expect(host, "iommu", "ok - type of IOMMU groups=not shown\n");
	folder_put_text("sys/kernel/iommu_groups/7/type", "identity\n");
	folder_put_text("sys/kernel/iommu_groups/8/type", "identity\n");
	expect(host, "iommu", "ok - type of IOMMU groups=identity\n");
	folder_put_text("sys/kernel/iommu_groups/8/type", "DMA-FQ\n");
	expect(host, "iommu", "ok - type of IOMMU groups=identity, DMA-FQ\n");
	tph_host_free(host);
}

/* ---- DMA handles ----------------------------------------------------------- */

/* Answers of the fake library */
static int probe_error;
static const char *probe_call;

static int probe(const char *device, int cpu, const char **ret_call)
{
	assert_string_equal(device, "mlx5_7");
	*ret_call = probe_call;
	return -probe_error;
}

static struct doctor *ask_probe(const struct tph_host *host, const char *id,
				const char *call, int error)
{
	struct doctor_source source = source_of(host);

	source.probe = probe;
	probe_call = call;
	probe_error = error;
	return answers_ask(&source, id);
}

static void expect_probe(const struct tph_host *host, const char *id,
			 const char *call, int error, const char *expected)
{
	answers_expect(ask_probe(host, id, call, error), expected);
}

static void test_mlx5(void **state)
{
	static const struct {
		const char *call;
		int error;
		const char *state, *layer;
	} cases[] = {
		{"ibv_alloc_dmah", 0, "ok", "allocates"},
		{"ibv_alloc_dmah", EOPNOTSUPP, "fail", "user space refuses"},
		{"ibv_alloc_dmah", EPROTONOSUPPORT, "fail",
		 "the kernel refuses"},
		{"ibv_alloc_dmah", ENOTTY, "fail", "the kernel refuses"},
		{"ibv_alloc_dmah", EINVAL, "fail", "the driver mlx5_ib"},
		{"ibv_alloc_dmah", ENOMEM, "unknown", "could not be asked"},
		/* An error of another call says nothing about handles */
		{"ibv_open_device", EOPNOTSUPP, "unknown",
		 "could not be asked"},
		{"ibv_open_device", EACCES, "unknown", "could not be asked"},
		{"libibverbs.so.1", ELIBACC, "unknown", "cannot be loaded"},
		{"ibv_alloc_dmah", ENOSYS, "unknown", "libibverbs does not"},
		{"ibv_get_device_list", ENOSYS, "unknown", "the kernel has no"},
		{"ibv_get_device_list", ENODEV, "unknown", "does not list"},
	};
	const struct doctor_result *result;
	struct doctor *doctor;
	char expected[128];
	struct tph_host *host = make_host();

	folder_remove("sys");
	expect_probe(host, "mlx5", NULL, 0,
		     "unknown 0000:03:00.0 infiniband=not there\n");
	folder_put_text("sys/bus/pci/devices/0000:03:00.0/infiniband/mlx5_7/x",
			"");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		doctor = ask_probe(host, "mlx5", cases[i].call, cases[i].error);
		result = doctor_results(doctor);
		assert_non_null(strstr(result->finding, cases[i].layer));
		if (!strcmp(cases[i].state, "fail"))
			assert_non_null(result->remedy);
		snprintf(expected, sizeof(expected), "%s 0000:03:00.0 %s=%s\n",
			 cases[i].state, cases[i].call,
			 cases[i].error ? strerrorname_np(cases[i].error)
					: "success");
		answers_expect(doctor, expected);
	}
	/* A fixture is not this machine */
	expect(host, "mlx5", "unknown 0000:03:00.0 -=-\n");
	((struct tph_host_function *)machine_at(host, "03:00.0"))->driver =
		"vfio-pci";
	expect_probe(host, "mlx5", NULL, 0, "ok - -=-\n");
	tph_host_free(host);
}

#define GUID  "e5c937d0-3553-4d7a-9117-ea4d19c3434d"
#define MIXED "\xd0\x37\xc9\xe5\x53\x35\x7a\x4d\x91\x17\xea\x4d\x19\xc3\x43\x4d"
#define IN_ORDER \
	"\xe5\xc9\x37\xd0\x35\x53\x4d\x7a\x91\x17\xea\x4d\x19\xc3\x43\x4d"

static void test_dsm(void **state)
{
	struct tph_host *host = make_host();

	folder_remove("sys");
	expect(host, "dsm", "unknown - " GUID "=not read\n");
	folder_put("sys/firmware/acpi/tables/DSDT", "DSDT" IN_ORDER, 20);
	/* Not code */
	folder_put("sys/firmware/acpi/tables/APIC", "APIC" MIXED, 20);
	expect(host, "dsm", "fail - " GUID "=not there\n");
	folder_put("sys/firmware/acpi/tables/dynamic/SSDT9", "SSDT" MIXED, 20);
	expect(host, "dsm", "unknown - " GUID "=there\n");
	/* A call says more than a table */
	folder_put_text("sys/bus/pci/devices/0000:03:00.0/infiniband/mlx5_7/x",
			"");
	expect_probe(host, "dsm", "ibv_alloc_dmah", 0,
		     "ok 0000:03:00.0 ibv_alloc_dmah=success\n");
	expect_probe(host, "dsm", "ibv_alloc_dmah", EINVAL,
		     "fail 0000:03:00.0 ibv_alloc_dmah=EINVAL\n");
	/* The Root Port or the device refused before firmware was asked */
	expect_probe(host, "dsm", "ibv_alloc_dmah", EOPNOTSUPP,
		     "unknown - " GUID "=there\n");
	expect_probe(host, "dsm", "ibv_open_device", EINVAL,
		     "unknown - " GUID "=there\n");
	tph_host_free(host);
}

/* ---- dma-bufs -------------------------------------------------------------- */

#define FDINFO(inode, hints)                             \
	"pos:\t0\nflags:\t02\nmnt_id:\t9\nino:\t" #inode \
	"\nsize:\t4096\ncount:\t2\nexp_name:\tvfio_pci\n" hints
#define LOST "pci-tph-attach=0000:04:00.0 none errno="

static void test_dmabuf(void **state)
{
	struct tph_host *host = make_host();
	const struct doctor_source source = source_of(host);
	struct doctor *doctor;

	folder_remove("proc");
	expect(host, "dmabuf", "unknown - -=-\n");
	folder_put_text("proc/cmdline", "");
	expect(host, "dmabuf", "ok - -=-\n");
	/* Of another kind, without hints, and without an importer */
	folder_put_text("proc/7/fdinfo/0", "pos:\t0\nflags:\t02\n");
	folder_put_text(
		"proc/7/fdinfo/1",
		FDINFO(1, "pci-tph:\tnone\n"
			  "pci-tph-attach:\t0000:04:00.0 none errno=61\n"));
	folder_put_text("proc/7/fdinfo/2",
			FDINFO(2, "pci-tph:\tst8=0x5a ph=2\n"));
	expect(host, "dmabuf", "ok - -=-\n");
	/* One importer of two; the same dma-buf in two processes */
	folder_put_text(
		"proc/7/fdinfo/3",
		FDINFO(3, "pci-tph:\tst16=0x1234 ph=2\n"
			  "pci-tph-attach:\t0000:03:00.0 st16=0x1234 ph=2\n"
			  "pci-tph-attach:\t0000:04:00.0 none errno=121\n"));
	folder_put_text(
		"proc/8/fdinfo/9",
		FDINFO(3, "pci-tph:\tst16=0x1234 ph=2\n"
			  "pci-tph-attach:\t0000:03:00.0 st16=0x1234 ph=2\n"
			  "pci-tph-attach:\t0000:04:00.0 none errno=121\n"));
	doctor = answers_ask(&source, "dmabuf");
	assert_string_equal(doctor_results(doctor)->finding,
			    "writes into a dma-buf without its tag: path");
	answers_expect(doctor, "fail 0000:04:00.0 " LOST "121 (EREMOTEIO)\n");
	/* An importer that is not in the machine; an errno without a name */
	folder_put_text("proc/7/fdinfo/3",
			FDINFO(3, "pci-tph:\tcpu=1 memory=volatile ph=2\n"
				  "pci-tph-attach:\t- none errno=95\n"));
	folder_put_text(
		"proc/8/fdinfo/9",
		FDINFO(4, "pci-tph:\tst8=0x1 ph=0\n"
			  "pci-tph-attach:\t0000:04:00.0 none errno=4000\n"));
	doctor = answers_ask(&source, "dmabuf");
	assert_non_null(doctor_results(doctor)->next);
	assert_null(doctor_results(doctor)->next->next);
	doctor_free(doctor);
	/* Words of another kernel */
	folder_put_text("proc/7/fdinfo/3", FDINFO(3, "pci-tph:\tst8=x ph=2\n"));
	folder_remove("proc/8");
	expect(host, "dmabuf", "unknown - -=-\n");
	tph_host_free(host);
}

static int set_up(void **state)
{
	folder_create();
	snprintf(sysfs, sizeof(sysfs), "%s/sys", folder_root);
	return 0;
}

static int tear_down(void **state)
{
	folder_remove("");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_options_by_symbols),
		cmocka_unit_test(test_notph),
		cmocka_unit_test(test_series),
		cmocka_unit_test(test_iommu),
		cmocka_unit_test(test_mlx5),
		cmocka_unit_test(test_dsm),
		cmocka_unit_test(test_dmabuf),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
