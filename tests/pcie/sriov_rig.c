// SPDX-License-Identifier: BSD-3-Clause
#include "tests/pcie/sriov_rig.h"

#include <stdio.h>

static void see(void *ctx, struct pcie_link *link, bool up, const void *tlp,
		size_t len)
{
	struct sriov_rig *rig = ctx;
	const size_t at = strlen(rig->way);

	snprintf(rig->way + at, sizeof(rig->way) - at, "%s%s%s", at ? " " : "",
		 link->name, up ? "^" : "v");
	memcpy(rig->last, tlp, len < sizeof(rig->last) ? len : 64);
}

static void *map(void *ctx, uint16_t requester, uint64_t addr, size_t len,
		 bool write, size_t *ret_len)
{
	struct sriov_rig *rig = ctx;

	rig->requester = requester;
	*ret_len = len;
	return addr + len <= sizeof(rig->memory) ? rig->memory + addr : NULL;
}

static void interrupt(void *ctx, uint16_t requester, uint64_t addr,
		      uint32_t data)
{
	struct sriov_rig *rig = ctx;

	rig->interrupts++;
	rig->requester = requester;
	rig->address = addr;
	rig->data = data;
}

static void error(void *ctx, uint16_t requester, uint8_t code)
{
	struct sriov_rig *rig = ctx;

	rig->errors++;
	rig->requester = requester;
}

const struct ram_params sriov_pf_a = {
	.completer = PCIE_TPH_COMPLETER_EXT,
	.eetlp = true,
	.ari = true,
	.acs = PCIE_ACS_FUNCTION,
	.sriov = {.total = 3,
		  .offset = 2,
		  .stride = 1,
		  .device = 0xa3,
		  .number = 0,
		  .first = true},
};

static const struct ram_params pf_b = {
	.completer = PCIE_TPH_COMPLETER_EXT,
	.eetlp = true,
	.ari = true,
	.acs = PCIE_ACS_FUNCTION,
	.sriov = {.total = 250, .offset = 4, .stride = 1, .number = 1},
};

int sriov_setup(void **state)
{
	static const struct pcie_host_ops ops = {
		.map = map,
		.interrupt = interrupt,
		.error = error,
	};
	static const struct ram_params plain = {.eetlp = true};
	struct sriov_rig *rig = calloc(1, sizeof(*rig));

	assert_non_null(rig);
	*state = rig;
	assert_int_equal(ram_init(&rig->a, "a", &sriov_pf_a), 0);
	assert_int_equal(ram_init(&rig->b, "b", &pf_b), 0);
	ram_init(&rig->d, "d", &plain);
	assert_int_equal(pcie_root_create(&ops, rig, PCIE_ROOT_P2P_FORWARD,
					  &rig->root),
			 0);
	pcie_root_add_port(rig->root, "rp0", false, &rig->port);
	pcie_root_add_function(rig->root, &rig->a.fn);
	pcie_root_add_function(rig->root, &rig->b.fn);
	pcie_root_add_function(rig->root, &rig->d.fn);
	pcie_multi_init(&rig->device);
	assert_int_equal(pcie_multi_add(&rig->device, &rig->a.fn, 0), 0);
	assert_int_equal(pcie_multi_add(&rig->device, &rig->b.fn, 1), 0);
	pcie_link_connect(&rig->link, "x", rig->port, &rig->device.port);
	pcie_root_add_port(rig->root, "rp1", false, &rig->port);
	pcie_link_connect(&rig->second, "y", rig->port, &rig->d.fn.port);
	pcie_root_enumerate(rig->root);
	assert_int_equal(pcie_root_assign(rig->root, BASE, 0xefffffff), 0);
	pcie_tap_init(&rig->tap, see, rig);
	pcie_link_tap(&rig->link, &rig->tap);
	pcie_link_tap(&rig->second, &rig->tap);
	return 0;
}

int sriov_teardown(void **state)
{
	struct sriov_rig *rig = *state;

	pcie_root_free(rig->root);
	pcie_multi_free(&rig->device);
	pcie_sriov_free(&rig->a.fn);
	pcie_sriov_free(&rig->b.fn);
	free(rig);
	return 0;
}

uint32_t sriov_read(struct sriov_rig *rig, const struct ram *pf,
		    unsigned int reg, unsigned int size)
{
	uint32_t value;

	assert_int_equal(pcie_root_config_read(rig->root, pf->fn.bdf,
					       pf->fn.config.sriov + reg, size,
					       &value),
			 TLP_CPL_SC);
	return value;
}

void sriov_write(struct sriov_rig *rig, const struct ram *pf, unsigned int reg,
		 unsigned int size, uint32_t value)
{
	assert_int_equal(pcie_root_config_write(rig->root, pf->fn.bdf,
						pf->fn.config.sriov + reg, size,
						value),
			 TLP_CPL_SC);
}

struct ram *vf(struct ram *pf, unsigned int n)
{
	struct ram *ram = (struct ram *)pcie_sriov_vf(&pf->fn, n);

	assert_non_null(ram);
	return ram;
}

/* Bus Master Enable */
static void master(struct sriov_rig *rig, const struct ram *ram)
{
	pcie_root_config_write(rig->root, ram->fn.bdf, 4, 2, 4);
}

void enable(struct sriov_rig *rig, struct ram *pf, unsigned int n)
{
	assert_int_equal(pcie_root_set_vfs(rig->root, &pf->fn, n), 0);
	for (unsigned int i = 0; i < n; i++)
		master(rig, vf(pf, i));
	rig->way[0] = 0;
}

bool exists(struct sriov_rig *rig, unsigned int number)
{
	uint32_t value;
	int ret =
		pcie_root_config_read(rig->root, 0x0100 | number, 8, 4, &value);

	assert_true(ret == TLP_CPL_SC || ret == TLP_CPL_UR);
	return ret == TLP_CPL_SC;
}
