// SPDX-License-Identifier: BSD-3-Clause
#include "tests/pcie/rig.h"

#include <stdio.h>
#include <stdlib.h>

static void *host_map(void *ctx, uint16_t requester, uint64_t addr, size_t len,
		      bool write, size_t *ret_len)
{
	struct rig *rig = ctx;

	rig->maps++;
	rig->map_requester = requester;
	rig->map_write = write;
	if (addr < HOST_BASE || addr >= HOST_BASE + HOST_SIZE)
		return NULL;
	if (len > HOST_BASE + HOST_SIZE - addr)
		len = HOST_BASE + HOST_SIZE - addr;
	if (rig->fragment && len > rig->fragment)
		len = rig->fragment;
	*ret_len = rig->map_nothing ? 0 : len;
	return rig->memory + (addr - HOST_BASE);
}

static bool host_peer(void *ctx, uint16_t requester, uint64_t addr, bool write,
		      uint64_t *ret_addr)
{
	struct rig *rig = ctx;

	rig->map_requester = requester;
	rig->map_write = write;
	if (!rig->iova || addr >> 12 != rig->iova >> 12)
		return false;
	*ret_addr = rig->peer | (addr & 0xfff);
	return true;
}

static void host_interrupt(void *ctx, uint16_t requester, uint64_t addr,
			   uint32_t data)
{
	struct rig *rig = ctx;

	rig->interrupts++;
	rig->interrupt_requester = requester;
	rig->interrupt_addr = addr;
	rig->interrupt_data = data;
}

static void host_error(void *ctx, uint16_t requester, uint8_t msg_code)
{
	struct rig *rig = ctx;

	rig->errors++;
	rig->error_requester = requester;
	rig->error_code = msg_code;
}

static void host_violation(void *ctx, struct pcie_port *port,
			   const struct pcie_packet *packet)
{
	struct rig *rig = ctx;

	rig->violations++;
	rig->violation_port = port;
	assert_in_range(packet->head_len, 12, TLP_MAX_SIZE);
	memcpy(rig->violation_header, packet->head, 12);
}

static uint64_t host_now(void *ctx)
{
	const struct rig *rig = ctx;

	return rig->now;
}

static void see(void *ctx, struct pcie_link *link, bool up, const void *tlp,
		size_t len)
{
	struct rig *rig = ctx;
	struct record *record = &rig->records[rig->nrecords];

	assert_in_range(rig->nrecords, 0, RIG_RECORDS - 1);
	assert_in_range(len, 12, TLP_MAX_SIZE);
	rig->nrecords++;
	record->link = link->name;
	record->up = up;
	record->len = len;
	memcpy(record->bytes, tlp, len);
}

struct rig *rig_new_with(enum pcie_root_p2p p2p,
			 const struct ram_params *params)
{
	static const struct pcie_host_ops ops = {
		.map = host_map,
		.peer = host_peer,
		.interrupt = host_interrupt,
		.error = host_error,
		.violation = host_violation,
		.now = host_now,
	};
	static const char *const names[] = {"root", "a", "b", "c", "d"};
	struct rig *rig = calloc(1, sizeof(*rig));
	struct ram_params integrated = *params;

	assert_non_null(rig);
	integrated.rc_integrated = true;
	ram_init(&rig->a, "a", params);
	ram_init(&rig->b, "b", params);
	ram_init(&rig->c, "c", params);
	ram_init(&rig->d, "d", &integrated);

	assert_int_equal(pcie_root_create(&ops, rig, p2p, &rig->root), 0);
	assert_int_equal(pcie_root_add_port(rig->root, "rp0", false,
					    &rig->root_port),
			 0);
	assert_int_equal(
		pcie_root_add_port(rig->root, "rp1", false, &rig->c_port), 0);
	assert_int_equal(pcie_root_add_port(rig->root, "d", true, &rig->d_port),
			 0);
	assert_int_equal(pcie_switch_create(rig->root, "sw", 3, &rig->sw), 0);
	assert_int_equal(pcie_root_add_function(rig->root, &rig->a.fn), 0);
	assert_int_equal(pcie_root_add_function(rig->root, &rig->b.fn), 0);
	assert_int_equal(pcie_root_add_function(rig->root, &rig->c.fn), 0);
	assert_int_equal(pcie_root_add_function(rig->root, &rig->d.fn), 0);

	pcie_link_connect(&rig->links[0], names[0], rig->root_port,
			  pcie_switch_upstream(rig->sw));
	pcie_link_connect(&rig->links[1], names[1],
			  pcie_switch_downstream(rig->sw, 0), &rig->a.fn.port);
	pcie_link_connect(&rig->links[2], names[2],
			  pcie_switch_downstream(rig->sw, 1), &rig->b.fn.port);
	pcie_link_connect(&rig->links[3], names[3], rig->c_port,
			  &rig->c.fn.port);
	pcie_link_connect(&rig->links[4], names[4], rig->d_port,
			  &rig->d.fn.port);
	pcie_tap_init(&rig->tap, see, rig);
	for (unsigned int i = 0; i < 5; i++)
		pcie_link_tap(&rig->links[i], &rig->tap);
	for (unsigned int i = 0; i < sizeof(rig->memory); i++)
		rig->memory[i] = i * 7 + (i >> 8);
	return rig;
}

struct rig *rig_new(enum pcie_root_p2p p2p)
{
	const struct ram_params params = {
		.completer = PCIE_TPH_COMPLETER_EXT,
		.eetlp = true,
	};

	return rig_new_with(p2p, &params);
}

void rig_free(struct rig *rig)
{
	pcie_root_free(rig->root);
	free(rig);
}

void rig_forget(struct rig *rig)
{
	rig->nrecords = 0;
}

int rig_setup(void **state)
{
	struct rig *rig = rig_new(PCIE_ROOT_P2P_DROP_TPH);

	pcie_root_enumerate(rig->root);
	assert_int_equal(pcie_root_assign(rig->root, A_BASE, 0xefffffff), 0);
	rig_forget(rig);
	*state = rig;
	return 0;
}

int rig_teardown(void **state)
{
	rig_free(*state);
	return 0;
}

size_t unhex(const char *hex, uint8_t *bytes)
{
	size_t n = 0;
	unsigned int byte;
	int used;

	while (sscanf(hex, " %2x%n", &byte, &used) == 1) {
		bytes[n++] = byte;
		hex += used;
	}
	assert_int_equal(*hex, 0);
	return n;
}

void inject(struct pcie_port *port, const char *hex)
{
	uint8_t bytes[TLP_MAX_SIZE];
	size_t len = unhex(hex, bytes);

	pcie_port_send(port, bytes, len);
}

void expect_tlp(struct rig *rig, unsigned int n, const char *link, bool up,
		const char *hex)
{
	const struct record *record = &rig->records[n];
	uint8_t bytes[TLP_MAX_SIZE];
	size_t len = unhex(hex, bytes);

	assert_in_range(n, 0, rig->nrecords - 1);
	assert_string_equal(record->link, link);
	assert_int_equal(record->up, up);
	assert_int_equal(record->len, len);
	assert_memory_equal(record->bytes, bytes, len);
}

void expect_tlps(struct rig *rig, unsigned int n)
{
	assert_int_equal(rig->nrecords, n);
}
