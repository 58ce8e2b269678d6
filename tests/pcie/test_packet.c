// SPDX-License-Identifier: BSD-3-Clause
/* Payloads that stay where they are: packets, fetched data, overlaps, taps */
#include <errno.h>

#include "pcie/part.h"
#include "tests/pcie/rig.h"

#define PORTS 10

static void untap(struct rig *rig)
{
	for (unsigned int i = 0; i < 5; i++)
		pcie_link_tap(&rig->links[i], NULL);
}

static void set_payload(struct rig *rig, unsigned int code)
{
	/* Max_Payload_Size and Max_Read_Request_Size */
	pcie_root_config_write(rig->root, rig->c.fn.bdf, RAM_EXPRESS + 8, 2,
			       code << 5 | code << 12);
	rig_forget(rig);
}

/* ---- a packet matches its bytes ----- */

static struct {
	struct pcie_port *port;
	void (*receive)(struct pcie_port *port,
			const struct pcie_packet *packet);
} wrapped[PORTS];
static unsigned int seen[TLP_TYPE_MAX], split, runs;

static void assert_same(const struct tlp *a, const struct tlp *b)
{
	assert_int_equal(a->type, b->type);
	assert_int_equal(a->addr64, b->addr64);
	assert_int_equal(a->th, b->th);
	assert_int_equal(a->st_ext, b->st_ext);
	assert_int_equal(a->td, b->td);
	assert_int_equal(a->ep, b->ep);
	assert_int_equal(a->tc, b->tc);
	assert_int_equal(a->attr, b->attr);
	assert_int_equal(a->ph, b->ph);
	assert_int_equal(a->st, b->st);
	assert_int_equal(a->length, b->length);
	assert_int_equal(a->requester, b->requester);
	assert_int_equal(a->tag, b->tag);
	assert_int_equal(a->first_be, b->first_be);
	assert_int_equal(a->last_be, b->last_be);
	assert_int_equal(a->addr, b->addr);
	assert_int_equal(a->completer, b->completer);
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->lower_addr, b->lower_addr);
	assert_int_equal(a->byte_count, b->byte_count);
	assert_int_equal(a->target, b->target);
	assert_int_equal(a->reg, b->reg);
	assert_int_equal(a->msg_code, b->msg_code);
	assert_int_equal(a->routing, b->routing);
	assert_int_equal(a->nprefix, b->nprefix);
	assert_memory_equal(a->prefix, b->prefix, sizeof(a->prefix));
	assert_int_equal(a->reserved, b->reserved);
	assert_int_equal(a->ecrc, b->ecrc);
	assert_int_equal(!a->payload, !b->payload);
	if (a->payload)
		assert_memory_equal(a->payload, b->payload, a->length * 4);
}

static void check_one(const struct pcie_packet *packet)
{
	uint8_t bytes[TLP_MAX_SIZE];
	struct tlp tlp;

	memcpy(bytes, packet->head, packet->head_len);
	if (packet->data_len)
		memcpy(bytes + packet->head_len, packet->tlp->payload,
		       packet->data_len);
	assert_int_equal(tlp_decode(bytes, packet->head_len + packet->data_len,
				    &tlp),
			 0);
	assert_same(packet->tlp, &tlp);
	seen[tlp.type]++;
	split += packet->data_len > 0;
}

static void check(struct pcie_port *port, const struct pcie_packet *packet)
{
	struct part part;

	check_one(packet);
	for (unsigned int i = 1; i < packet->count; i++) {
		part_of(packet, i, 1, &part);
		check_one(&part.packet);
		runs++;
	}
	for (unsigned int i = 0; i < PORTS; i++)
		if (wrapped[i].port == port) {
			wrapped[i].receive(port, packet);
			return;
		}
	fail();
}

static void wrap(struct rig *rig)
{
	for (unsigned int i = 0; i < PORTS; i++) {
		struct pcie_link *link = &rig->links[i / 2];

		wrapped[i].port = i % 2 ? link->up : link->down;
		wrapped[i].receive = wrapped[i].port->receive;
		wrapped[i].port->receive = check;
	}
}

static void some_of_everything(struct rig *rig)
{
	const struct pcie_hint hints[] = {
		{.th = true, .ph = 1, .st = 0x5a},
		{.th = true, .ph = 3, .st = 0x1234, .st_ext = true},
	};
	uint8_t data[600] = {1, 2, 3};
	uint32_t value;

	for (unsigned int i = 0; i < 2; i++) {
		/* To a peer below the switch, through the root complex, up */
		pcie_function_write(&rig->a.fn, B_BASE + 8, data, 600,
				    &hints[i]);
		pcie_function_write(&rig->a.fn, C_BASE + 5, data, 90,
				    &hints[i]);
		pcie_function_write(&rig->a.fn, HOST_BASE, data, 256,
				    &hints[i]);
	}
	pcie_function_write(&rig->a.fn, 0x123456789a0, data, 40, NULL);
	pcie_function_read(&rig->a.fn, HOST_BASE + 4, data, 600);
	pcie_function_read(&rig->a.fn, HOST_BASE + 3, data, 6);
	pcie_function_read(&rig->a.fn, B_BASE, data, 600);
	pcie_function_read(&rig->c.fn, A_BASE + 1, data, 77);
	pcie_function_read(&rig->c.fn, 0x900000, data, 77);
	pcie_root_mem_write(rig->root, A_BASE + 2, data, 300);
	pcie_root_mem_read(rig->root, A_BASE + 2, data, 300);
	pcie_root_config_read(rig->root, rig->a.fn.bdf, 0, 4, &value);
	pcie_root_config_write(rig->root, rig->a.fn.bdf, 0x3c, 1, 5);
	pcie_root_config_write(rig->root, rig->d.fn.bdf, 0x3c, 1, 5);
	pcie_function_error(&rig->a.fn, PCIE_ERR_POISONED, NULL, 0);
}

static void packets_say_what_bytes_say(void **state)
{
	static const enum tlp_type types[] = {
		TLP_MWR,    TLP_MRD,	TLP_CPL, TLP_CPLD,   TLP_CFGRD0,
		TLP_CFGWR0, TLP_CFGRD1, TLP_MSG, TLP_CFGWR1,
	};
	struct rig *rig = *state;

	/* Errors are reported */
	pcie_root_config_write(rig->root, rig->a.fn.bdf, RAM_EXPRESS + 8, 2, 6);
	memset(seen, 0, sizeof(seen));
	wrap(rig);
	for (unsigned int i = 0; i < 2; i++) {
		split = runs = 0;
		some_of_everything(rig);
		assert_true(split > 20);
		assert_true(runs > 5);
		rig->nrecords = 0;
		untap(rig);
	}
	for (unsigned int i = 0; i < sizeof(types) / sizeof(*types); i++)
		assert_true(seen[types[i]] > 1);
}

/* ---- data that are fetched ----- */

static void fetched_data_stay_in_memory(void **state)
{
	struct rig *rig = *state;
	uint8_t buf[2048], *in_host = rig->memory + 0x100;
	const void *data = NULL;

	untap(rig);
	assert_int_equal(pcie_function_fetch(&rig->c.fn, HOST_BASE + 0x100, buf,
					     2048, &data),
			 0);
	assert_ptr_equal(data, in_host);
	/* The contents at the time of sending, not of fetching */
	in_host[5] ^= 0xff;
	assert_int_equal(
		pcie_function_write(&rig->c.fn, A_BASE, data, 2048, NULL), 4);
	assert_memory_equal(rig->a.memory, in_host, 2048);
	assert_int_equal(
		pcie_function_fetch(&rig->c.fn, HOST_BASE, buf, 0, &data), 0);
	assert_ptr_equal(data, buf);
}

/* In pieces, unaligned, from a peer, under a tap: copied, and right */
static void other_data_are_copied(void **state)
{
	struct rig *rig = *state;
	const void *data = NULL;
	uint8_t buf[2048];

	assert_int_equal(pcie_function_fetch(&rig->c.fn, HOST_BASE, buf, 2048,
					     &data),
			 0);
	assert_ptr_equal(data, buf);
	assert_memory_equal(buf, rig->memory, 2048);
	untap(rig);
	assert_int_equal(pcie_function_fetch(&rig->c.fn, HOST_BASE + 3, buf, 99,
					     &data),
			 0);
	assert_ptr_equal(data, buf);
	assert_memory_equal(buf, rig->memory + 3, 99);
	/* The first part in place, the second copied */
	assert_int_equal(pcie_function_fetch(&rig->c.fn, HOST_BASE + 0x200, buf,
					     1021, &data),
			 0);
	assert_ptr_equal(data, buf);
	assert_memory_equal(buf, rig->memory + 0x200, 1021);
	rig->fragment = 700;
	assert_int_equal(pcie_function_fetch(&rig->c.fn, HOST_BASE + 0x1000,
					     buf, 2000, &data),
			 0);
	assert_memory_equal(data, rig->memory + 0x1000, 2000);
	rig->fragment = 0;
	memcpy(rig->a.memory, rig->memory + 77, 1000);
	assert_int_equal(
		pcie_function_fetch(&rig->c.fn, A_BASE, buf, 1000, &data), 0);
	assert_ptr_equal(data, buf);
	assert_memory_equal(buf, rig->memory + 77, 1000);
}

static void fetching_sends_what_reading_sends(void **state)
{
	struct rig *rig = *state;
	static struct record reads[64];
	const void *data;
	uint8_t buf[2048];
	unsigned int n;

	pcie_function_read(&rig->c.fn, HOST_BASE + 0xf81, buf, 2000);
	n = rig->nrecords;
	assert_in_range(n, 10, 64);
	memcpy(reads, rig->records, n * sizeof(*reads));
	rig_forget(rig);
	rig->c.fn.tag = 0;
	pcie_function_fetch(&rig->c.fn, HOST_BASE + 0xf81, buf, 2000, &data);
	expect_tlps(rig, n);
	for (unsigned int i = 0; i < n; i++) {
		assert_int_equal(rig->records[i].len, reads[i].len);
		assert_memory_equal(rig->records[i].bytes, reads[i].bytes,
				    reads[i].len);
	}
}

static void failed_fetches_say_so(void **state)
{
	struct rig *rig = *state;
	const void *data = rig;
	uint8_t buf[64];

	untap(rig);
	assert_int_equal(pcie_function_fetch(&rig->c.fn, 0x900000, buf, 64,
					     &data),
			 -EIO);
	/* It ends beyond the memory */
	assert_int_equal(pcie_function_fetch(&rig->c.fn,
					     HOST_BASE + HOST_SIZE - 32, buf,
					     64, &data),
			 -EIO);
	pcie_root_config_write(rig->root, rig->c.fn.bdf, 4, 2, 2);
	assert_int_equal(pcie_function_fetch(&rig->c.fn, HOST_BASE, buf, 64,
					     &data),
			 -EACCES);
	assert_ptr_equal(data, rig);
}

/* ---- source and target overlap ----- */

static void overlapping_writes_go_chunk_by_chunk(void **state)
{
	static const int shifts[] = {0,	  4,   64, 128, 200,  252,
				     256, 300, -4, -64, -200, -300};
	struct rig *rig = *state;
	uint8_t expected[HOST_SIZE], buf[4096];
	const void *data;

	set_payload(rig, 1); /* 256 bytes */
	untap(rig);
	for (size_t i = 0; i < sizeof(shifts) / sizeof(*shifts); i++) {
		const unsigned int src = 0x1000, dst = src + shifts[i];

		memcpy(expected, rig->memory, HOST_SIZE);
		assert_int_equal(pcie_function_fetch(&rig->c.fn,
						     HOST_BASE + src, buf, 2048,
						     &data),
				 0);
		assert_ptr_equal(data, rig->memory + src);
		pcie_function_write(&rig->c.fn, HOST_BASE + dst, data, 2048,
				    NULL);
		/* Requests end at 4 KiB boundaries too */
		for (unsigned int at = 0, n; at < 2048; at += n) {
			n = 256;
			if (n > 2048 - at)
				n = 2048 - at;
			if (n > 4096 - ((dst + at) & 4095))
				n = 4096 - ((dst + at) & 4095);
			memmove(expected + dst + at, expected + src + at, n);
		}
		assert_memory_equal(rig->memory, expected, HOST_SIZE);
	}
}

/* Data are used in place, registers from a copy; both DW aligned */
static void models_see_what_cannot_change(void **state)
{
	struct rig *rig = *state;
	const uint8_t *source = rig->memory;

	untap(rig);
	pcie_function_write(&rig->c.fn, A_BASE, source, 64, NULL);
	assert_ptr_equal(rig->a.seen.payload, source);
	pcie_function_write(&rig->c.fn, A_BASE + 0x10000, source, 64, NULL);
	assert_int_equal(rig->a.writes, 2);
	assert_false(rig->a.seen.payload >= source &&
		     rig->a.seen.payload < source + HOST_SIZE);
	assert_memory_equal(rig->a.regs, source, 64);
	for (unsigned int skip = 1; skip < 4; skip++) {
		pcie_function_write(&rig->c.fn, A_BASE, source + skip, 64,
				    NULL);
		assert_int_equal((uintptr_t)rig->a.seen.payload & 3, 0);
		assert_memory_equal(rig->a.memory, source + skip, 64);
	}
}

/* ---- a tap and a concurrent write ----- */

static uint8_t tapped[TLP_MAX_SIZE];
static size_t tapped_len;

static void keep(void *ctx, struct pcie_link *link, bool up, const void *tlp,
		 size_t len)
{
	tapped_len = len;
	memcpy(tapped, tlp, len);
}

static void (*receive)(struct pcie_port *port,
		       const struct pcie_packet *packet);
static struct rig *scribbled;

/* The memory changes when the write has crossed the link */
static void scribble(struct pcie_port *port, const struct pcie_packet *packet)
{
	memset(scribbled->memory, 0xee, 128);
	receive(port, packet);
}

static void what_is_tapped_is_what_lands(void **state)
{
	struct rig *rig = *state;

	untap(rig);
	pcie_tap_init(&rig->tap, keep, rig);
	pcie_link_tap(&rig->links[3], &rig->tap);
	scribbled = rig;
	receive = rig->c_port->receive;
	rig->c_port->receive = scribble;
	pcie_function_write(&rig->c.fn, HOST_BASE + 0x1000, rig->memory, 128,
			    NULL);
	assert_int_equal(tapped_len, 12 + 128);
	assert_int_equal(rig->memory[0], 0xee);
	assert_memory_equal(rig->memory + 0x1000, tapped + 12, 128);
	assert_int_equal(rig->memory[0x1001], 7);
}

#define TEST(_name) \
	cmocka_unit_test_setup_teardown(_name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(packets_say_what_bytes_say),
		TEST(fetched_data_stay_in_memory),
		TEST(other_data_are_copied),
		TEST(fetching_sends_what_reading_sends),
		TEST(failed_fetches_say_so),
		TEST(overlapping_writes_go_chunk_by_chunk),
		TEST(models_see_what_cannot_change),
		TEST(what_is_tapped_is_what_lands),
	};

	return cmocka_run_group_tests_name("pcie-packet", tests, NULL, NULL);
}
