// SPDX-License-Identifier: BSD-3-Clause
/* The hierarchy of a topology on a host in process, and taps on its links */
#include <endian.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include <opentph/hw/accel.h>
#include <opentph/hw/dma.h>

#include "capture/capture.h"
#include "device/device.h"
#include "fabric/fabric.h"

static struct topology t;
static char error[FABRIC_ERROR_MAX];

static struct host *start(const char *name)
{
	char path[512];
	struct host *host;

	snprintf(path, sizeof(path), TOPOLOGY_DIR "/%s.conf", name);
	if (topology_load(path, &t, error) ||
	    host_create(&t, 4 << 20, &host, error))
		fail_msg("%s", error);
	return host;
}

/* Let the engine copy; both ends below 4 GiB. Return: status of the descriptor
 */
static uint32_t copy(struct host *host, uint64_t src, uint64_t dst,
		     uint32_t len, uint32_t flags)
{
	const struct pcie_function *dma =
		hierarchy_find(host_hierarchy(host), "dma0");
	struct dma_desc *desc;
	uint64_t ring;

	desc = host_alloc(host, 2 * DMA_DESC_SIZE, DMA_DESC_SIZE, &ring);
	assert_non_null(desc);
	desc->src = htole64(src);
	desc->dst = htole64(dst);
	desc->len = htole32(len);
	desc->flags = htole32(flags);
	host_write32(host, dma, 0, DMA_REG_CTRL, 0);
	host_write64(host, dma, 0, DMA_REG_RING_LO, ring);
	host_write32(host, dma, 0, DMA_REG_RING_ORDER, 1);
	host_write32(host, dma, 0, DMA_REG_INT_MASK, 3);
	host_write32(host, dma, 0, DMA_REG_CTRL, DMA_CTRL_ENABLE);
	host_write32(host, dma, 0, DMA_REG_TAIL, 1);
	assert_int_equal(host_run(host, 100000), 0);
	host_write32(host, dma, 0, DMA_REG_INT_STATUS, 3);
	return le32toh(desc->status);
}

static void builds_every_topology(void **state)
{
	static const struct {
		const char *name;
		unsigned int links;
		uint16_t accel, dma; /* depth first, devices from 1 on bus 0 */
	} all[] = {
		{"switch", 3, 0x300, 0x400},
		{"noiommu", 3, 0x300, 0x400},
		{"eetlp-block", 3, 0x300, 0x400},
		{"root-ports", 2, 0x100, 0x200},
		{"rciep", 2, 1 << 3, 2 << 3},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct host *host = start(all[i].name);
		struct hierarchy *h = host_hierarchy(host);
		const struct pcie_function *accel = hierarchy_find(h, "accel0");

		assert_int_equal(h->nlinks, all[i].links);
		assert_int_equal(accel->bdf, all[i].accel);
		assert_int_equal(hierarchy_find(h, "dma0")->bdf, all[i].dma);
		assert_ptr_equal(hierarchy_find_bdf(h, all[i].accel), accel);
		assert_null(hierarchy_find_bdf(h, 0xffff));
		assert_null(hierarchy_find(h, "accel"));
		assert_int_equal(host_config_read(host, accel, 0, 4),
				 0x74111234);
		assert_int_equal(host_read32(host, accel, 0, 0), 0x41485054);
		host_free(host);
	}
}

static void sets_prefix_flags(void **state)
{
	struct host *host = start("eetlp-block");
	const struct hierarchy *h = host_hierarchy(host);

	for (unsigned int i = 0; i < h->nlinks; i++) {
		assert_true(h->links[i].up->eetlp);
		assert_int_equal(h->links[i].up->eetlp_block,
				 !strcmp(h->links[i].name, "dn0"));
	}
	host_free(host);
}

static void refuses_models(void **state)
{
	struct host *host;

	assert_int_equal(topology_parse("functions = (\n{ id = \"f\"; model = "
					"\"gpu\"; parent = \"pcie.0\"; } );",
					"x", &t, error),
			 0);
	assert_int_equal(host_create(&t, 4 << 20, &host, error), -EINVAL);
	assert_string_equal(error, "line 2: f: unknown model \"gpu\"");
	assert_int_equal(topology_parse("functions = ({ id = \"f\"; model = "
					"\"accel\"; parent = \"pcie.0\"; "
					"memory_mib = 4096; });",
					"x", &t, error),
			 0);
	assert_int_not_equal(host_create(&t, 4 << 20, &host, error), 0);
	assert_int_equal(host_create(&t, 1000, &host, error), -EINVAL);
	assert_int_equal(topology_parse("functions = (\n{ id = \"f\"; model = "
					"\"accel\"; parent = \"pcie.0\"; "
					"st_entries = 2; });",
					"x", &t, error),
			 0);
	assert_int_equal(host_create(&t, 4 << 20, &host, error), -EINVAL);
	assert_string_equal(error,
			    "line 2: f: accel does not send tags: remove "
			    "st_entries");
}

/* The RTL's sizes are built in; without it the message says what to do */
static void refuses_parameters_of_the_rtl(void **state)
{
	static const struct {
		const char *settings, *why;
	} rows[] = {
		{"", NULL},
		{"tph_completer = \"8\"; partitions = 16; memory_mib = 16;",
		 NULL},
		{"tph_completer = \"16\";",
		 "it has no table for 16-bit tags: write tph_completer = \"8\""},
		{"memory_mib = 8;",
		 "its memory is built as 16 MiB: remove memory_mib"},
		{"partitions = 32;",
		 "its memory is built as 16 partitions: remove partitions"},
	};
	const bool built = device_model_find("accel-rtl");
	char text[256], want[256];
	struct host *host;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *why =
			built ? rows[i].why
			      : "built without the RTL model: install "
				"verilator and build again with -Drtl=enabled";

		snprintf(text, sizeof(text),
			 "functions = ({ id = \"f\"; model = \"accel-rtl\"; "
			 "parent = \"pcie.0\"; %s });",
			 rows[i].settings);
		assert_int_equal(topology_parse(text, "x", &t, error), 0);
		assert_int_equal(host_create(&t, 4 << 20, &host, error),
				 why ? -EINVAL : 0);
		if (!why) {
			host_free(host);
			continue;
		}
		snprintf(want, sizeof(want), "line 1: f: accel-rtl: %s", why);
		assert_string_equal(error, want);
	}
}

/*
 * TPH capability: location 10:9 (1 capability, 0 no table), size - 1 from bit
 * 16
 */
static void has_the_st_table_it_is_told(void **state)
{
	static const struct {
		const char *setting;
		uint32_t cap;
	} all[] = {
		{"", 0x3f0305},
		{"st_entries = 0;", 0x105},
		{"st_entries = 1;", 0x305},
		{"st_entries = 2; tph_ext = false;", 0x10205},
		{"st_entries = 64;", 0x3f0305},
	};
	char text[256];

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct host *host;
		const struct pcie_function *fn;

		snprintf(text, sizeof(text),
			 "functions = ({ id = \"f\"; model = \"dma\"; "
			 "parent = \"pcie.0\"; %s });",
			 all[i].setting);
		assert_int_equal(topology_parse(text, "x", &t, error), 0);
		assert_int_equal(host_create(&t, 4 << 20, &host, error), 0);
		fn = hierarchy_find(host_hierarchy(host), "f");
		assert_int_equal(host_config_read(host, fn, fn->config.tph + 4,
						  4),
				 all[i].cap);
		host_free(host);
	}
}

static void moves_data(void **state)
{
	struct host *host = start("switch");
	struct hierarchy *h = host_hierarchy(host);
	struct pcie_function *dma = hierarchy_find(h, "dma0");
	struct pcie_function *accel = hierarchy_find(h, "accel0");
	uint64_t bar = pcie_function_bar_addr(accel, ACCEL_BAR_MEM);
	uint64_t src, dst;
	uint8_t *from = host_alloc(host, 5000, 1, &src);
	uint8_t *to = host_alloc(host, 5000, 4096, &dst);

	assert_non_null(from);
	assert_int_equal(dst & 4095, 0);
	for (int i = 0; i < 5000; i++)
		from[i] = i * 7;
	assert_int_equal(host_msix_enable(host, dma), 0);
	assert_int_equal(copy(host, src, dst, 5000, DMA_DESC_IRQ), 0x80000000);
	assert_memory_equal(from, to, 5000);
	assert_int_equal(host_interrupts(host, dma, 0), 1);
	assert_int_equal(host_interrupts(host, accel, 0), 0);

	/* To the peer: its memory, seen through its BAR */
	assert_int_equal(copy(host, src, bar + 64, 4096, 0), 0x80000000);
	for (int i = 0; i < 4096; i += 8) {
		uint64_t value =
			host_read64(host, accel, ACCEL_BAR_MEM, 64 + i);

		value = htole64(value);
		assert_memory_equal(&value, from + i, 8);
	}
	assert_int_equal(host_errors(host), 0);
	/* Reads beyond the end of memory fail */
	assert_int_equal(copy(host, 4 << 20, dst, 64, 0), 0x80000002);
	host_free(host);
}

static uint64_t woken[4];
static unsigned int nwoken;

/* Three times, 1 ms apart */
static bool tick(struct pcie_function *fn)
{
	woken[nwoken++] = pcie_function_now(fn);
	if (nwoken < 3)
		pcie_function_wake_at(fn, pcie_function_now(fn) + 1000000);
	return false;
}

static void moves_its_clock(void **state)
{
	struct host *host = start("switch");
	struct pcie_function *fn = hierarchy_find(host_hierarchy(host), "dma0");
	struct pcie_function_ops ops = *fn->ops;

	ops.run = tick;
	fn->ops = &ops;
	nwoken = 0;
	assert_int_equal(host_now(host), 0);
	assert_int_equal(host_pass(host, 500, 10), 0);
	assert_int_equal(host_now(host), 500);
	pcie_function_wake_at(fn, 1000);
	assert_int_equal(host_pass(host, 0, 10), 0);
	assert_int_equal(host_pass(host, 499, 10), 0);
	assert_int_equal(nwoken, 0);
	assert_int_equal(host_pass(host, 1, 10), 0);
	assert_int_equal(nwoken, 1);
	assert_int_equal(host_now(host), 1000);
	/* Jump to the next times until there are no more */
	assert_int_equal(host_run(host, 1), -ETIMEDOUT);
	assert_int_equal(host_run(host, 1), 0);
	assert_int_equal(nwoken, 3);
	assert_int_equal(woken[0], 1000);
	assert_int_equal(woken[1], 1001000);
	assert_int_equal(woken[2], 2001000);
	assert_int_equal(host_now(host), 2001000);
	assert_int_equal(host_run(host, 0), 0);
	pcie_function_kick(fn);
	assert_int_equal(host_pass(host, 5, 0), -ETIMEDOUT);
	assert_int_equal(host_now(host), 2001000);
	host_free(host);
}

static void runs_out_of_memory(void **state)
{
	struct host *host = start("rciep");
	uint64_t addr = 1;

	assert_null(host_alloc(host, 4 << 20, 1, &addr));
	assert_null(host_alloc(host, SIZE_MAX, 1, &addr));
	assert_int_equal(addr, 1);
	assert_non_null(host_alloc(host, 1 << 20, 1 << 20, &addr));
	assert_int_equal(addr, 1 << 20);
	host_free(host);
}

/* Count TLPs of a link by direction. */
struct seen {
	unsigned int up, down;
};

static void count(const char *path, const char *link, struct seen *seen)
{
	struct capture_reader *reader;
	struct capture_packet packet;
	int ret;

	*seen = (struct seen){0};
	assert_int_equal(capture_open(path, &reader), 0);
	while ((ret = capture_next(reader, &packet)) > 0) {
		if (strcmp(packet.link, link))
			continue;
		if (packet.dir == CAPTURE_UP)
			seen->up++;
		else
			seen->down++;
	}
	assert_int_equal(ret, 0);
	capture_free(reader);
}

static void taps_links(void **state)
{
	struct host *host = start("switch");
	struct hierarchy *h = host_hierarchy(host);
	const struct pcie_function *accel = hierarchy_find(h, "accel0");
	char path[] = "taps-XXXXXX";
	struct taps *taps;
	struct seen seen;

	assert_true(close(mkstemp(path)) == 0);
	assert_int_equal(taps_open(h, path, NULL, false, &taps, error), 0);
	host_read32(host, accel, 0, 0);
	host_write32(host, accel, 0, ACCEL_REG_EVENT_MASK, 0);
	assert_int_equal(taps_close(taps), 0);
	/* A read goes down and its completion up; a write goes down */
	count(path, "rp0", &seen);
	assert_int_equal(seen.down, 2);
	assert_int_equal(seen.up, 1);
	count(path, "dn0", &seen);
	assert_int_equal(seen.down, 2);
	assert_int_equal(seen.up, 1);
	count(path, "dn1", &seen);
	assert_int_equal(seen.down + seen.up, 0);
	/* Closed taps see nothing; a list leaves the others out */
	host_read32(host, accel, 0, 0);
	assert_int_equal(taps_open(h, path, "dn1,dn0", false, &taps, error), 0);
	host_read32(host, accel, 0, 0);
	assert_int_equal(taps_close(taps), 0);
	count(path, "rp0", &seen);
	assert_int_equal(seen.down + seen.up, 0);
	count(path, "dn0", &seen);
	assert_int_equal(seen.down, 1);
	assert_int_equal(seen.up, 1);
	unlink(path);

	assert_int_equal(taps_open(h, path, "dn0,dn", false, &taps, error),
			 -EINVAL);
	assert_string_equal(error, "unknown link \"dn\"");
	assert_int_equal(taps_open(h, "/nowhere/x", NULL, false, &taps, error),
			 -ENOENT);
	assert_int_equal(access(path, F_OK), -1);
	/* A full disk is reported at the end at the latest */
	if (!taps_open(h, "/dev/full", NULL, false, &taps, error)) {
		host_read32(host, accel, 0, 0);
		assert_int_equal(taps_close(taps), -ENOSPC);
	}
	host_free(host);
}

/* Times of the packets of a capture, which never go back. Return: how many */
static unsigned int times(const char *path, uint64_t *ns, unsigned int max)
{
	struct capture_reader *reader;
	struct capture_packet packet;
	unsigned int n = 0;

	assert_int_equal(capture_open(path, &reader), 0);
	while (capture_next(reader, &packet) > 0 && n < max) {
		assert_true(!n || packet.ns >= ns[n - 1]);
		ns[n++] = packet.ns;
	}
	capture_free(reader);
	return n;
}

static void pause_for(long ns)
{
	const struct timespec pause = {.tv_nsec = ns};

	assert_int_equal(nanosleep(&pause, NULL), 0);
}

/* A new turn, or a pause of two ticks of the timer, has a time of its own. */
static void taps_show_time(void **state)
{
	enum { TURNS = 40, SHORT = 100000 };
	struct host *host = start("switch");
	const struct pcie_function *accel =
		hierarchy_find(host_hierarchy(host), "accel0");
	char path[] = "times-XXXXXX";
	uint64_t ns[2 * TURNS + 4];
	struct timespec tick;
	struct taps *taps;
	unsigned int turn = 0;

	assert_true(close(mkstemp(path)) == 0);
	assert_int_equal(clock_getres(CLOCK_MONOTONIC_COARSE, &tick), 0);
	assert_int_equal(taps_open(host_hierarchy(host), path, "dn0", false,
				   &taps, error),
			 0);
	host_read32(host, accel, 0, 0);
	pause_for(2 * tick.tv_nsec);
	host_read32(host, accel, 0, 0);
	taps_set_turns(taps, &turn);
	for (int i = 0; i < TURNS; i++) {
		turn++;
		host_read32(host, accel, 0, 0);
		pause_for(SHORT);
	}
	assert_int_equal(taps_drain(taps), 0);
	assert_int_equal(times(path, ns, 2 * TURNS + 4), 2 * TURNS + 4);
	assert_int_equal(taps_close(taps), 0);
	/* Each access is a request and its completion */
	assert_true(ns[2] >= ns[1] + 2 * tick.tv_nsec);
	for (int i = 1; i < TURNS; i++)
		assert_true(ns[4 + 2 * i] >= ns[3 + 2 * i] + SHORT);
	unlink(path);
	host_free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_every_topology),
		cmocka_unit_test(sets_prefix_flags),
		cmocka_unit_test(refuses_models),
		cmocka_unit_test(refuses_parameters_of_the_rtl),
		cmocka_unit_test(has_the_st_table_it_is_told),
		cmocka_unit_test(moves_data),
		cmocka_unit_test(moves_its_clock),
		cmocka_unit_test(runs_out_of_memory),
		cmocka_unit_test(taps_links),
		cmocka_unit_test(taps_show_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
