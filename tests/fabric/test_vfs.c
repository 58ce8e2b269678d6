// SPDX-License-Identifier: BSD-3-Clause
/*
 * VFs of accelerator and DMA engine on a host in process: tags, counters, events,
 * rings and resets of siblings stay apart
 */
#include <endian.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <linux/pci_regs.h>

#include <opentph/hw/accel.h>
#include <opentph/hw/dma.h>

#include "fabric/fabric.h"

#define VFS    3
#define LEN    512u
#define PIECES 100000
#define TAG    0x42

/* The engine is at a port of its own, or in the device of the accelerator */
#define TOPOLOGY(p2p, place)                                                      \
	"root_complex = { p2p = \"" p2p "\"; };"                                  \
	"bridges = ({ id = \"rp0\"; type = \"root-port\"; parent = \"pcie.0\";}," \
	" { id = \"rp1\"; type = \"root-port\"; parent = \"pcie.0\"; });"         \
	"functions = ({ id = \"accel0\"; model = \"accel\"; parent = \"rp0\";"    \
	"  tph_completer = \"16\"; memory_mib = 1; acs = \"RR CR\"; vfs = 3; },"  \
	" { id = \"dma0\"; model = \"dma\"; acs = \"RR CR\"; " place " });"

/**
 * struct rig - host, PFs and rings
 * @ring:	of each VF of the engine, two descriptors
 * @seen, @last: TLPs of the link of rp0, and the last of them
 */
struct rig {
	struct topology topology;
	struct host *host;
	struct pcie_function *accel, *dma;
	struct dma_desc *desc[VFS];
	uint64_t ring[VFS];
	uint8_t *data;
	uint64_t data_at;
	struct pcie_tap tap;
	unsigned int seen;
	uint8_t last[32];
};

static void see(void *ctx, struct pcie_link *link, bool up, const void *tlp,
		size_t len)
{
	struct rig *rig = ctx;

	rig->seen++;
	memcpy(rig->last, tlp, len < sizeof(rig->last) ? len : 32);
}

static struct rig *start(const char *text)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	char error[FABRIC_ERROR_MAX];
	struct hierarchy *h;

	assert_non_null(rig);
	if (topology_parse(text, "test", &rig->topology, error) ||
	    host_create(&rig->topology, 4 << 20, &rig->host, error))
		fail_msg("%s", error);
	h = host_hierarchy(rig->host);
	rig->accel = hierarchy_find(h, "accel0");
	rig->dma = hierarchy_find(h, "dma0");
	assert_int_equal(host_set_vfs(rig->host, rig->accel, VFS), 0);
	assert_int_equal(host_set_vfs(rig->host, rig->dma, VFS), 0);
	for (unsigned int n = 0; n < VFS; n++)
		rig->desc[n] = host_alloc(rig->host, 2 * DMA_DESC_SIZE,
					  DMA_DESC_SIZE, &rig->ring[n]);
	rig->data = host_alloc(rig->host, LEN, 4096, &rig->data_at);
	for (unsigned int i = 0; i < LEN / 4; i++)
		((uint32_t *)rig->data)[i] = htole32(i + 1);
	pcie_tap_init(&rig->tap, see, rig);
	pcie_link_tap(&h->links[0], &rig->tap);
	return rig;
}

static int setup(void **state)
{
	*state = start(TOPOLOGY("forward", "parent = \"rp1\"; vfs = 3;"));
	return 0;
}

static int setup_one_device(void **state)
{
	*state = start(
		TOPOLOGY("block", "parent = \"rp0\"; function = 1; vfs = 3;"));
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	host_free(rig->host);
	free(rig);
	return 0;
}

static struct pcie_function *accel_vf(const struct rig *rig, unsigned int n)
{
	return pcie_sriov_vf(rig->accel, n);
}

static struct pcie_function *dma_vf(const struct rig *rig, unsigned int n)
{
	return pcie_sriov_vf(rig->dma, n);
}

static uint32_t accel_reg(struct rig *rig, const struct pcie_function *fn,
			  uint32_t reg)
{
	return host_read32(rig->host, fn, ACCEL_BAR_REGS, reg);
}

/* The tag of @fn selects @op; ingress is on */
static void accel_tag(struct rig *rig, const struct pcie_function *fn,
		      uint32_t op)
{
	host_write32(rig->host, fn, ACCEL_BAR_REGS, ACCEL_REG_CTRL,
		     ACCEL_CTRL_INGRESS);
	host_write32(rig->host, fn, ACCEL_BAR_REGS, ACCEL_REG_TABLE8 + 4 * TAG,
		     ACCEL_ENTRY_VALID | op);
}

/* Entry 0 of the ST table of VF @n, and its Requester Enable */
static void dma_tag(struct rig *rig, unsigned int n)
{
	const struct pcie_function *fn = dma_vf(rig, n);

	host_config_write(rig->host, fn, fn->config.tph + 12, 2, TAG);
	host_config_write(rig->host, fn, fn->config.tph + 8, 4,
			  PCIE_TPH_DEVICE_SPECIFIC | PCIE_TPH_ON << 8);
}

/* VF @n of the engine is to write @len bytes of the data to @dst. */
static void submit(struct rig *rig, unsigned int n, uint64_t dst, uint32_t len)
{
	const struct pcie_function *fn = dma_vf(rig, n);
	struct dma_desc *desc = rig->desc[n];

	*desc = (struct dma_desc){
		.src = htole64(rig->data_at),
		.dst = htole64(dst),
		.len = htole32(len),
		.flags = htole32(DMA_DESC_TH | DMA_DESC_IRQ),
	};
	host_write32(rig->host, fn, DMA_BAR_REGS, DMA_REG_CTRL, 0);
	host_write64(rig->host, fn, DMA_BAR_REGS, DMA_REG_RING_LO,
		     rig->ring[n]);
	host_write32(rig->host, fn, DMA_BAR_REGS, DMA_REG_RING_ORDER, 1);
	host_write32(rig->host, fn, DMA_BAR_REGS, DMA_REG_INT_MASK, 3);
	host_write32(rig->host, fn, DMA_BAR_REGS, DMA_REG_CTRL,
		     DMA_CTRL_ENABLE);
	host_write32(rig->host, fn, DMA_BAR_REGS, DMA_REG_TAIL, 1);
}

static void copy(struct rig *rig, unsigned int n, uint64_t dst)
{
	submit(rig, n, dst, LEN);
	assert_int_equal(host_run(rig->host, PIECES), 0);
	assert_int_equal(le32toh(rig->desc[n]->status), DMA_DESC_DONE);
}

static uint64_t memory(const struct pcie_function *fn)
{
	return pcie_function_bar_addr(fn, ACCEL_BAR_MEM);
}

/* Word @i of the memory of @fn */
static uint32_t word(struct rig *rig, const struct pcie_function *fn,
		     unsigned int i)
{
	return host_read32(rig->host, fn, ACCEL_BAR_MEM, 4 * i);
}

static void a_tag_is_of_one_vf(void **state)
{
	struct rig *rig = *state;
	struct pcie_function *a = accel_vf(rig, 0), *b = accel_vf(rig, 1);

	accel_tag(rig, a, ACCEL_OP_ADD_U32);
	host_write32(rig->host, b, ACCEL_BAR_REGS, ACCEL_REG_CTRL,
		     ACCEL_CTRL_INGRESS);
	dma_tag(rig, 0);
	for (unsigned int i = 0; i < 3; i++) {
		copy(rig, 0, memory(a));
		copy(rig, 0, memory(b));
	}
	/* a has added, b has stored: its table lacks the tag */
	assert_int_equal(word(rig, a, 9), 30);
	assert_int_equal(word(rig, b, 9), 10);
	assert_int_equal(accel_reg(rig, a, ACCEL_REG_TAGGED), 6);
	assert_int_equal(accel_reg(rig, a, ACCEL_REG_UNKNOWN), 0);
	assert_int_equal(accel_reg(rig, b, ACCEL_REG_TAGGED), 0);
	assert_int_equal(accel_reg(rig, b, ACCEL_REG_UNKNOWN), 6);
	/* PF and third VF saw nothing */
	for (unsigned int i = 0; i < 2; i++) {
		struct pcie_function *other = i ? accel_vf(rig, 2) : rig->accel;

		assert_int_equal(accel_reg(rig, other, ACCEL_REG_LINK_BYTES),
				 0);
		assert_int_equal(
			accel_reg(rig, other, ACCEL_REG_TABLE8 + 4 * TAG), 0);
		assert_int_equal(word(rig, other, 9), 0);
	}
	/* another operation in b changes nothing in a */
	accel_tag(rig, b, ACCEL_OP_DISCARD);
	copy(rig, 0, memory(a));
	copy(rig, 0, memory(b));
	assert_int_equal(word(rig, a, 9), 40);
	assert_int_equal(word(rig, b, 9), 10);
}

static void events_are_of_one_vf(void **state)
{
	struct rig *rig = *state;
	struct pcie_function *a = accel_vf(rig, 0), *b = accel_vf(rig, 1);

	for (unsigned int i = 0; i < 2; i++) {
		struct pcie_function *fn = i ? a : b;

		assert_int_equal(host_msix_enable(rig->host, fn), 0);
		host_write32(rig->host, fn, ACCEL_BAR_REGS,
			     ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ALL);
	}
	accel_tag(rig, a, 0x50); /* not an operation */
	accel_tag(rig, b, ACCEL_OP_STORE);
	dma_tag(rig, 1);
	copy(rig, 1, memory(b));
	assert_int_equal(host_interrupts(rig->host, a, ACCEL_VECTOR_EVENT), 0);
	copy(rig, 1, memory(a));
	assert_int_equal(accel_reg(rig, a, ACCEL_REG_EVENT), ACCEL_EVENT_ENTRY);
	assert_int_equal(accel_reg(rig, b, ACCEL_REG_EVENT), 0);
	assert_int_equal(accel_reg(rig, a, ACCEL_REG_DROPPED), 2);
	assert_int_equal(accel_reg(rig, b, ACCEL_REG_DROPPED), 0);
	assert_int_equal(host_interrupts(rig->host, a, ACCEL_VECTOR_EVENT), 1);
	assert_int_equal(host_interrupts(rig->host, b, ACCEL_VECTOR_EVENT), 0);
	assert_int_equal(
		host_interrupts(rig->host, rig->accel, ACCEL_VECTOR_EVENT), 0);
}

/* Two VFs work at the same time; one of them may send hints */
static void rings_are_of_one_vf(void **state)
{
	struct rig *rig = *state;
	struct pcie_function *a = accel_vf(rig, 0);

	for (unsigned int n = 0; n < VFS; n++)
		assert_int_equal(host_msix_enable(rig->host, dma_vf(rig, n)),
				 0);
	accel_tag(rig, a, ACCEL_OP_STORE);
	dma_tag(rig, 1);
	submit(rig, 0, memory(a), LEN);
	submit(rig, 1, memory(a) + 0x1000, LEN);
	assert_int_equal(host_run(rig->host, PIECES), 0);
	assert_int_equal(le32toh(rig->desc[0]->status), DMA_DESC_DONE);
	assert_int_equal(le32toh(rig->desc[1]->status), DMA_DESC_DONE);
	assert_int_equal(host_read32(rig->host, dma_vf(rig, 0), DMA_BAR_REGS,
				     DMA_REG_UNHINTED),
			 2);
	assert_int_equal(host_read32(rig->host, dma_vf(rig, 1), DMA_BAR_REGS,
				     DMA_REG_HINTED),
			 2);
	assert_int_equal(accel_reg(rig, a, ACCEL_REG_UNTAGGED), 2);
	assert_int_equal(accel_reg(rig, a, ACCEL_REG_TAGGED), 2);
	assert_int_equal(host_interrupts(rig->host, dma_vf(rig, 0), 0), 1);
	assert_int_equal(host_interrupts(rig->host, dma_vf(rig, 1), 0), 1);
	assert_int_equal(host_interrupts(rig->host, dma_vf(rig, 2), 0), 0);
	assert_int_equal(host_interrupts(rig->host, rig->dma, 0), 0);
	assert_int_equal(host_read32(rig->host, rig->dma, DMA_BAR_REGS,
				     DMA_REG_TLPS),
			 0);
	/* 02:00.0 is the PF, its first VF 02:00.1, and the second has sent */
	copy(rig, 1, memory(a));
	assert_memory_equal(rig->last + 4, "\x02\x02", 2);
}

static void a_reset_is_of_one_vf(void **state)
{
	struct rig *rig = *state;
	struct pcie_function *a = accel_vf(rig, 0), *b = accel_vf(rig, 1);

	accel_tag(rig, a, ACCEL_OP_ADD_U32);
	accel_tag(rig, b, ACCEL_OP_ADD_U32);
	dma_tag(rig, 0);
	copy(rig, 0, memory(a));
	copy(rig, 0, memory(b));
	host_config_write(rig->host, a, a->config.express + 8, 2, 0x8000);
	assert_int_equal(word(rig, a, 1), 0);
	assert_int_equal(accel_reg(rig, a, ACCEL_REG_TABLE8 + 4 * TAG), 0);
	assert_int_equal(word(rig, b, 1), 2);
	copy(rig, 0, memory(b));
	assert_int_equal(word(rig, b, 1), 4);
}

/* In the middle of a descriptor that takes several pieces of work */
static void disable_stops_the_engine(void **state)
{
	struct rig *rig = *state;
	struct pcie_function *a = accel_vf(rig, 0), *fn = dma_vf(rig, 2);
	uint64_t done;

	submit(rig, 2, memory(a), 0x40000);
	assert_int_equal(host_run(rig->host, 5), -ETIMEDOUT);
	done = accel_reg(rig, a, ACCEL_REG_LINK_BYTES);
	assert_in_range(done, 0x1000, 0x3ffff);
	assert_int_equal(host_set_vfs(rig->host, rig->dma, 0), 0);
	assert_int_equal(host_run(rig->host, PIECES), 0);
	assert_int_equal(accel_reg(rig, a, ACCEL_REG_LINK_BYTES), done);
	assert_int_equal(rig->desc[2]->status, 0);
	/* it has no memory, no ID and no ring when it appears again */
	assert_int_equal(host_read32(rig->host, fn, DMA_BAR_REGS, DMA_REG_ID),
			 UINT32_MAX);
	assert_int_equal(host_set_vfs(rig->host, rig->dma, VFS), 0);
	assert_int_equal(host_run(rig->host, PIECES), 0);
	assert_int_equal(
		host_read32(rig->host, fn, DMA_BAR_REGS, DMA_REG_STATUS), 0);
	assert_int_equal(
		host_read64(rig->host, fn, DMA_BAR_REGS, DMA_REG_RING_LO), 0);
	assert_int_equal(accel_reg(rig, a, ACCEL_REG_LINK_BYTES), done);
	copy(rig, 2, memory(a));
	assert_int_equal(accel_reg(rig, a, ACCEL_REG_LINK_BYTES), done + LEN);
}

/* Descriptor, then disable of its destination: Unsupported Requests */
static void late_writes_reach_nothing(void **state)
{
	struct rig *rig = *state;
	const uint64_t at = memory(accel_vf(rig, 1));

	assert_int_equal(host_set_vfs(rig->host, rig->accel, 0), 0);
	assert_int_equal(host_set_vfs(rig->host, rig->accel, 1), 0);
	copy(rig, 0, at);
	assert_int_equal(rig->accel->errors, 2);
	assert_int_equal(accel_reg(rig, rig->accel, ACCEL_REG_LINK_BYTES), 0);
	assert_int_equal(accel_reg(rig, accel_vf(rig, 0), ACCEL_REG_LINK_BYTES),
			 0);
	assert_int_equal(host_set_vfs(rig->host, rig->accel, 0), 0);
	assert_int_equal(host_set_vfs(rig->host, rig->accel, 2), 0);
	assert_int_equal(word(rig, accel_vf(rig, 1), 0), 0);
}

/* VFs of one device write to each other; the table of the receiver decides */
static void peers_of_a_device_obey_acs(void **state)
{
	struct rig *rig = *state;
	struct pcie_function *b = accel_vf(rig, 1), *sender = dma_vf(rig, 0);
	unsigned int reads;

	/* 01:00.0 and .1 are PFs, .2 to .4 and .5 to .7 their VFs */
	assert_int_equal(b->bdf, 0x0103);
	assert_int_equal(sender->bdf, 0x0105);
	accel_tag(rig, accel_vf(rig, 0), ACCEL_OP_DISCARD);
	accel_tag(rig, b, ACCEL_OP_ADD_U32);
	dma_tag(rig, 0);
	submit(rig, 0, memory(b), LEN);
	rig->seen = 0;
	assert_int_equal(host_run(rig->host, PIECES), 0);
	/* reads of host memory and the status leave the device, data do not */
	reads = rig->seen;
	assert_int_equal(word(rig, b, 9), 10);
	assert_int_equal(accel_reg(rig, b, ACCEL_REG_TAGGED), 2);
	assert_int_equal(accel_reg(rig, accel_vf(rig, 0), ACCEL_REG_TAGGED), 0);
	/* ACS of the sender: up to the root complex, which blocks peers */
	host_config_write(rig->host, sender, sender->config.acs + 6, 2,
			  PCIE_ACS_RR);
	submit(rig, 0, memory(b), LEN);
	rig->seen = 0;
	assert_int_equal(host_run(rig->host, PIECES), 0);
	assert_int_equal(rig->seen, reads + 2);
	assert_int_equal(word(rig, b, 9), 10);
	/* its sibling is still free */
	dma_tag(rig, 1);
	copy(rig, 1, memory(b));
	assert_int_equal(word(rig, b, 9), 20);
}

static void topologies_place_vfs(void **state)
{
	static struct topology t;
	char error[FABRIC_ERROR_MAX];

	assert_int_equal(
		topology_parse(
			TOPOLOGY("block",
				 "parent = \"rp0\"; function = 3; vfs = 3;"),
			"x", &t, error),
		0);
	/* functions 0 and 3; 4 to 6; 7 to 9 */
	assert_int_equal(t.functions[0].vf_offset, 4);
	assert_true(t.functions[0].first_pf);
	assert_int_equal(t.functions[1].vf_offset, 4);
	assert_false(t.functions[1].first_pf);
	assert_true(t.functions[1].ari && t.functions[1].multi);
	assert_int_equal(topology_functions(&t), 8);
	assert_int_equal(topology_check_qemu(&t, error), -EINVAL);
	assert_string_equal(
		error,
		"line 1: accel0: vfs: only in process (tph sim): remove vfs");
}

#define ONE(model, place)                                   \
	"bridges = ({ id = \"rp0\"; type = \"root-port\"; " \
	"parent = \"pcie.0\"; });"                          \
	"functions = ({ id = \"f\"; model = \"" model "\"; " place " });"

static void bad_places_are_refused(void **state)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{ONE("dma", "parent = \"pcie.0\"; vfs = 1;"),
		 "x:1: f: vfs: put it below a root-port or a switch-downstream"},
		{ONE("dma", "parent = \"rp0\"; vfs = 256;"),
		 "x:1: vfs must be 0 to 255"},
	};
	static struct topology t;
	char error[FABRIC_ERROR_MAX];
	struct host *host;

	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(topology_parse(rows[i].text, "x", &t, error),
				 -EINVAL);
		assert_string_equal(error, rows[i].error);
	}
	assert_int_equal(topology_parse(TOPOLOGY("block",
						 "parent = \"rp0\"; function "
						 "= 250; vfs = 5;"),
					"x", &t, error),
			 -EINVAL);
	assert_string_equal(
		error,
		"x:1: dma0: vfs: functions 254 to 258, but a device has 0 to 255");
	assert_int_equal(
		topology_parse(ONE("connectx", "parent = \"rp0\"; vfs = 1;"),
			       "x", &t, error),
		0);
	assert_int_equal(host_create(&t, 4 << 20, &host, error), -EINVAL);
	assert_string_equal(error,
			    "line 1: f: connectx has no VFs: remove vfs");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_tag_is_of_one_vf),
		TEST(events_are_of_one_vf),
		TEST(rings_are_of_one_vf),
		TEST(a_reset_is_of_one_vf),
		TEST(disable_stops_the_engine),
		TEST(late_writes_reach_nothing),
		cmocka_unit_test_setup_teardown(peers_of_a_device_obey_acs,
						setup_one_device, teardown),
		cmocka_unit_test(topologies_place_vfs),
		cmocka_unit_test(bad_places_are_refused),
	};

	return cmocka_run_group_tests_name("fabric-vfs", tests, NULL, NULL);
}
