// SPDX-License-Identifier: BSD-3-Clause
/*
 * Writes into memory of the host that carry the tag of a CPU: the memory is a
 * udmabuf, for which user space names the CPU, and the kernel asks the firmware
 * for the tag. The firmware is that of tests: the 8-bit tag of CPU n is 0x40 + n,
 * the 16-bit one 0xc080 + n, and 0xc1a0 + n for persistent memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/demo/rdma/rdma.h"
#include "guest/demo/rdma/udmabuf.h"

/* One page, so that it is contiguous for the device too */
#define LEN 4096u

/**
 * struct host_case - a page that the RDMA device writes
 * @tph:	as for udmabuf_set(); no @tph.flags: not called
 * @wire:	expected hint; width 0: no hint
 * @reason:	reason for its absence
 */
struct host_case {
	struct udmabuf_tph tph;
	struct wire_hint wire;
	enum tph_reason reason;
};

/* A page of the host */
struct page {
	struct udmabuf_page memory;
	struct rdma_import import;
};

/* Windows are relative to the accelerator's memory, modulo 2^64 */
static uint64_t offset_of(const struct demo_case *c, const struct page *page)
{
	return page->memory.addr - c->demo->mem_addr;
}

static bool page_begin(struct demo_case *c, struct page *page)
{
	*page = (struct page){.memory.fd = -1, .import.fd = -1};
	return case_ret(c, udmabuf_page(&page->memory), 0, "make a udmabuf");
}

static bool page_register(struct demo_case *c, struct page *page)
{
	int ret = verbs_register_dmabuf(rdma_demo(c)->verbs, page->memory.fd, 0,
					LEN, 0, NULL, &page->import.region);

	return rdma_ret(c, ret, 0, "register");
}

static void page_write(struct demo_case *c, struct page *page, uint64_t seed)
{
	uint8_t data[LEN];

	data_bytes(seed, data, sizeof(data));
	if (!rdma_ret(c, rdma_write(c, &page->import, 0, data, LEN), 0,
		      "write"))
		return;
	if (!case_expect(c, !memcmp(page->memory.data, data, LEN),
			 "the page holds other data than was written"))
		c->memory_bad = true;
}

static void page_end(struct page *page)
{
	verbs_deregister(&page->import.region);
	udmabuf_page_end(&page->memory);
}

static void set(struct demo_case *c, const struct page *page,
		struct udmabuf_tph tph)
{
	case_ret(c, udmabuf_set(page->memory.fd, &tph), 0, "name the CPU");
}

/* The link to the memory and that of the importer show the same */
static void expect_on_links(struct demo_case *c, const struct page *page,
			    const struct wire_hint *hint)
{
	case_wire(c, offset_of(c, page), LEN, hint);
	case_wire_sent(c, offset_of(c, page), LEN, hint);
}

static void run_host(struct demo_case *c, const void *arg)
{
	const struct host_case *h = arg;
	struct page page;

	case_operation(c, "store");
	if (h->wire.width)
		case_requested(c, h->wire.width, h->wire.st, h->wire.ph);
	if (!page_begin(c, &page))
		return;
	if (h->tph.flags)
		set(c, &page, h->tph);
	if (page_register(c, &page)) {
		case_reason(c, page.memory.fd, h->reason);
		page_write(c, &page, 1);
		case_wire(c, offset_of(c, &page), LEN,
			  h->wire.width ? &h->wire : NULL);
	}
	page_end(&page);
}

/* Another CPU is that of the next mapping; this one keeps its tag */
static void run_change(struct demo_case *c, const void *arg)
{
	struct wire_hint first = {16, 0xc080, 1}, second = {16, 0xc081, 2};
	struct page pages[2];

	case_operation(c, "store");
	case_requested(c, second.width, second.st, second.ph);
	for (int i = 0; i < 2; i++)
		if (!page_begin(c, &pages[i]))
			return;

	set(c, &pages[0], (struct udmabuf_tph){.flags = UDMABUF_CPU, .ph = 1});
	if (page_register(c, &pages[0])) {
		set(c, &pages[0],
		    (struct udmabuf_tph){
			    .flags = UDMABUF_CPU, .cpu = 1, .ph = 2});
		page_write(c, &pages[0], 1);
		expect_on_links(c, &pages[0], &first);
		case_reason(c, pages[0].memory.fd, TPH_REASON_NONE);
	}
	set(c, &pages[1], (struct udmabuf_tph){.flags = UDMABUF_CPU, .ph = 1});
	set(c, &pages[1],
	    (struct udmabuf_tph){.flags = UDMABUF_CPU, .cpu = 1, .ph = 2});
	if (page_register(c, &pages[1])) {
		page_write(c, &pages[1], 2);
		expect_on_links(c, &pages[1], &second);
	}
	for (int i = 0; i < 2; i++)
		page_end(&pages[i]);
}

/* A CPU that was named and removed again before the registration */
static void run_removed(struct demo_case *c, const void *arg)
{
	struct page page;

	case_operation(c, "store");
	if (!page_begin(c, &page))
		return;
	set(c, &page, (struct udmabuf_tph){.flags = UDMABUF_CPU});
	set(c, &page, (struct udmabuf_tph){0});
	if (page_register(c, &page)) {
		case_reason(c, page.memory.fd, TPH_REASON_UNSET);
		page_write(c, &page, 1);
		case_wire(c, offset_of(c, &page), LEN, NULL);
	}
	page_end(&page);
}

/* A CPU that this process may not run on, and one that it may */
static void try_affinity(struct demo_case *c, int fd)
{
	struct udmabuf_tph tph = {.flags = UDMABUF_CPU, .cpu = 1};
	cpu_set_t all, one;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (!case_expect(c,
			 !sched_getaffinity(0, sizeof(all), &all) &&
				 !sched_setaffinity(0, sizeof(one), &one),
			 "set the affinity"))
		return;
	case_ret(c, udmabuf_set(fd, &tph), -EPERM, "a CPU of others");
	tph.cpu = 0;
	case_ret(c, udmabuf_set(fd, &tph), 0, "the own CPU");
	sched_setaffinity(0, sizeof(all), &all);
}

/* The uAPI's table of errors */
static void run_errors(struct demo_case *c, const void *arg)
{
	static const struct {
		struct udmabuf_tph tph;
		int ret;
	} rows[] = {
		{{.flags = UDMABUF_PERSISTENT}, -EINVAL},
		{{.flags = 0x80 | UDMABUF_CPU}, -EINVAL},
		{{.flags = UDMABUF_CPU, .ph = 4}, -EINVAL},
		{{.flags = UDMABUF_CPU, .cpu = 999}, -EINVAL},
		{{.flags = UDMABUF_CPU, .cpu = ~0u}, -EINVAL},
		{{.flags = UDMABUF_CPU | UDMABUF_PERSISTENT, .ph = 3}, 0},
		{{.flags = 0}, 0},
	};
	struct udmabuf_tph good = {.flags = UDMABUF_CPU};
	struct page page;
	int other;

	case_operation(c, "none");
	if (!page_begin(c, &page))
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		case_ret(c, udmabuf_set(page.memory.fd, &rows[i].tph),
			 rows[i].ret, "a row");
	try_affinity(c, page.memory.fd);
	case_ret(c, udmabuf_set(page.memory.fd, NULL), -EFAULT, "no argument");
	case_ret(c, udmabuf_set(-1, &good), -EBADF, "no fd");
	case_ret(c, udmabuf_set(STDOUT_FILENO, &good), -EINVAL, "no dma-buf");
	if (!case_export(c, case_window(c, LEN), LEN, NULL, &other)) {
		case_ret(c, udmabuf_set(other, &good), -EINVAL,
			 "a dma-buf of VFIO");
		close(other);
	}
	page_end(&page);
}

#define SET(...) .tph = {.flags = UDMABUF_CPU, __VA_ARGS__}

#define HOST(name_, needs_, ...)                                            \
	{                                                                   \
		.name = "udmabuf/" name_, .run = run_host, .needs = needs_, \
		.arg = &(const struct host_case)                            \
		{                                                           \
			__VA_ARGS__                                         \
		}                                                           \
	}

/* clang-format off */
static const struct demo_case_def cases[] = {
	HOST("untagged", HOST_ANY, .reason = TPH_REASON_UNSET),
	HOST("cpu-0", HOST_16, SET(.cpu = 0, .ph = 1), .wire = {16, 0xc080, 1}),
	HOST("cpu-1", HOST_16, SET(.cpu = 1, .ph = 2), .wire = {16, 0xc081, 2}),
	HOST("persistent", HOST_16, .tph = {UDMABUF_CPU | UDMABUF_PERSISTENT, 1, 3}, .wire = {16, 0xc1a1, 3}),
	HOST("cpu-0/8", HOST_8, SET(.cpu = 0, .ph = 0), .wire = {8, 0x40, 0}),
	HOST("cpu-1/8", HOST_8, SET(.cpu = 1, .ph = 2), .wire = {8, 0x41, 2}),
	HOST("root-port-without-tph", HOST_NO_PORT, SET(.cpu = 1, .ph = 2), .reason = TPH_REASON_PATH),
	HOST("no-firmware", HOST_NO_FIRMWARE, SET(.cpu = 1, .ph = 2), .reason = TPH_REASON_IMPORTER),
	{ .name = "udmabuf/change", .run = run_change, .needs = HOST_16 },
	{ .name = "udmabuf/removed", .run = run_removed, .needs = HOST_16 },
	{ .name = "udmabuf/errors", .run = run_errors, .needs = HOST_ANY },
};
/* clang-format on */

void rdma_host(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}
