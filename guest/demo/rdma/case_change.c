// SPDX-License-Identifier: BSD-3-Clause
/* Regions that lose their mapping or their tag, and changes that must fail */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "guest/demo/rdma/rdma.h"

#define LEN WINDOW_SIZE

/**
 * struct part - a window of several parts, written one after the other
 * @import:	registration of the window
 * @mem:	expected contents
 * @next:	offset of the next part
 */
struct part {
	struct rdma_import import;
	uint8_t mem[4 * LEN];
	uint64_t next;
};

static bool begin(struct demo_case *c, struct part *p,
		  const struct tph_tag *tag)
{
	uint64_t window = case_filled(c, p->mem, sizeof(p->mem));
	int ret;

	p->next = 0;
	ret = rdma_import(c, window, sizeof(p->mem), tag, NULL, &p->import);
	return rdma_ret(c, ret, 0, "register");
}

/* Write the next part; expect @op and @hint */
static void write_next(struct demo_case *c, struct part *p, enum accel_op op,
		       const struct wire_hint *hint)
{
	uint8_t data[LEN];
	int ret;

	data_bytes(p->import.offset + p->next + 7, data, LEN);
	ret = rdma_write(c, &p->import, p->next, data, LEN);
	if (rdma_ret(c, ret, 0, "write")) {
		oracle_apply(op, p->mem, p->next, data, LEN);
		case_wire(c, p->import.offset + p->next, LEN, hint);
	}
	p->next += LEN;
}

/* Write the next part, expect a refusal, and stay at this part */
static void write_refused(struct demo_case *c, struct part *p, const char *what)
{
	uint8_t data[LEN] = {0};

	rdma_ret(c, rdma_write(c, &p->import, p->next, data, LEN), -EREMOTEIO,
		 what);
}

static void end(struct demo_case *c, struct part *p)
{
	case_memory(c, p->import.offset, p->mem, sizeof(p->mem));
	rdma_import_end(&p->import);
}

static void memory(struct demo_case *c, bool on)
{
	case_ret(c, tph_device_memory_enable(c->demo->dev, on), 0,
		 on ? "memory on" : "memory off");
}

static void set(struct demo_case *c, struct part *p, const struct tph_tag *tag)
{
	case_ret(c, tph_dmabuf_tag(c->demo->dev, p->import.fd, tag), 0,
		 "set the tag");
}

static void prefetch(struct demo_case *c, struct part *p, int want)
{
	rdma_ret(c,
		 verbs_prefetch(rdma_demo(c)->verbs, &p->import.region,
				sizeof(p->mem)),
		 want, "prefetch");
}

/* A region whose mapping is revoked works again after it is restored */
static void run_revoke(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {
		.st16_valid = true, .st16 = 0x4201, .ph = 2, .required = true};
	struct wire_hint hint = {16, 0x4201, 2};
	struct part p;

	case_begin(c, "add-u32", &tag, ACCEL_OP_ADD_U32);
	if (begin(c, &p, &tag)) {
		write_next(c, &p, ACCEL_OP_ADD_U32, &hint);
		for (int i = 0; i < 2; i++) {
			memory(c, false);
			write_refused(c, &p, "write while revoked");
			prefetch(c, &p, -ENODEV);
			memory(c, true);
			/* A page fault restores the mapping, or a prefetch does before */
			if (i)
				prefetch(c, &p, 0);
			write_next(c, &p, ACCEL_OP_ADD_U32, &hint);
		}
		case_reason(c, p.import.fd, TPH_REASON_NONE);
	}
	end(c, &p);
}

/*
 * A change of the tag does not affect an existing mapping. A live key cannot take
 * the new tag, so after a revocation the region is unusable until it is registered
 * again, or the old tag is restored.
 */
static void run_retag(struct demo_case *c, const void *arg)
{
	struct tph_tag old = {.st16_valid = true, .st16 = 0x4202, .ph = 1};
	struct tph_tag new = {.st16_valid = true, .st16 = 0x4203, .ph = 3};
	struct wire_hint old_hint = {16, 0x4202, 1}, hint = {16, 0x4203, 3};
	struct part p;
	int ret;

	case_begin(c, "add-u32, xor", &new, ACCEL_OP_XOR);
	case_program(c, true, old.st16, ACCEL_OP_ADD_U32, -1);
	if (!begin(c, &p, &old))
		goto out;

	write_next(c, &p, ACCEL_OP_ADD_U32, &old_hint);
	set(c, &p, &new);
	write_next(c, &p, ACCEL_OP_ADD_U32, &old_hint);

	memory(c, false);
	memory(c, true);
	write_refused(c, &p, "write with the tag that is no longer requested");
	prefetch(c, &p, -ESTALE);
	case_reason(c, p.import.fd, TPH_REASON_STALE);
	set(c, &p, &old);
	write_next(c, &p, ACCEL_OP_ADD_U32, &old_hint);

	/* A mapping that fails meanwhile gets the old tag, which is void later */
	memory(c, false);
	prefetch(c, &p, -ENODEV);
	set(c, &p, &new);
	memory(c, true);
	prefetch(c, &p, -ESTALE);
	write_refused(c, &p, "write with the tag of a failed mapping");

	verbs_deregister(&p.import.region);
	ret = verbs_register_dmabuf(rdma_demo(c)->verbs, p.import.fd, 0,
				    sizeof(p.mem), 0, NULL, &p.import.region);
	if (rdma_ret(c, ret, 0, "register again"))
		write_next(c, &p, ACCEL_OP_XOR, &hint);
out:
	end(c, &p);
}

/* A region without hints stays without them */
static void run_late(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {.st16_valid = true, .st16 = 0x4204, .ph = 1};
	struct part p;

	case_begin(c, "store", &tag, ACCEL_OP_XOR);
	if (begin(c, &p, NULL)) {
		write_next(c, &p, ACCEL_OP_STORE, NULL);
		set(c, &p, &tag);
		write_next(c, &p, ACCEL_OP_STORE, NULL);
		memory(c, false);
		memory(c, true);
		write_next(c, &p, ACCEL_OP_STORE, NULL);
		case_reason(c, p.import.fd, TPH_REASON_STALE);
	}
	end(c, &p);
}

/* A required tag stays as it is for as long as the region is registered */
static void run_busy(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {
		.st16_valid = true, .st16 = 0x4205, .ph = 0, .required = true};
	struct wire_hint hint = {16, 0x4205, 0};
	struct part p;

	case_begin(c, "xor", &tag, ACCEL_OP_XOR);
	if (begin(c, &p, &tag)) {
		tag.st16++;
		case_ret(c, tph_dmabuf_tag(c->demo->dev, p.import.fd, &tag),
			 -EBUSY, "change a required tag");
		write_next(c, &p, ACCEL_OP_XOR, &hint);
		verbs_deregister(&p.import.region);
		set(c, &p, &tag);
	}
	end(c, &p);
}

/* Changes that a key with hints cannot make fail, and the region still works */
static void run_rereg(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {.st16_valid = true, .st16 = 0x4207, .ph = 2};
	struct wire_hint hint = {16, 0x4207, 2};
	struct part p;
	int ret;

	case_begin(c, "add-u32", &tag, ACCEL_OP_ADD_U32);
	if (begin(c, &p, &tag)) {
		ret = verbs_rereg_access(&p.import.region,
					 IBV_ACCESS_LOCAL_WRITE);
		rdma_ret(c, ret, -EOPNOTSUPP, "change the access");
		write_next(c, &p, ACCEL_OP_ADD_U32, &hint);
	}
	end(c, &p);
}

/* dma-bufs are always paged in on demand, so the flag is invalid for them */
static void run_on_demand(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {.st16_valid = true, .st16 = 0x4208, .ph = 2};
	struct verbs_region region = {0};
	uint64_t window = case_window(c, LEN);
	int fd, ret;

	case_operation(c, "none");
	case_request(c, &tag);
	if (!case_export(c, window, LEN, &tag, &fd)) {
		ret = verbs_register_dmabuf(rdma_demo(c)->verbs, fd, 0, LEN,
					    IBV_ACCESS_ON_DEMAND, NULL,
					    &region);
		rdma_ret(c, ret, -EINVAL, "register with ON_DEMAND");
	}
	case_wire_none(c, window, LEN);
	verbs_deregister(&region);
	if (fd >= 0)
		close(fd);
}

/* Two regions with different tags, written in turn */
static void run_two(struct demo_case *c, const void *arg)
{
	static const enum accel_op ops[2] = {ACCEL_OP_ADD_U32, ACCEL_OP_XOR};
	struct part p[2];
	bool ok = true;

	case_operation(c, "add-u32, xor");
	for (int i = 0; i < 2; i++) {
		struct tph_tag tag = {.st16_valid = true,
				      .st16 = 0x4209 + i,
				      .ph = i + 1,
				      .required = true};

		case_request(c, &tag);
		case_program(c, true, tag.st16, ops[i], -1);
		ok = begin(c, &p[i], &tag) && ok;
	}
	for (int i = 0; i < 8 && ok; i++) {
		struct wire_hint hint = {16, 0x4209 + i % 2, i % 2 + 1};

		write_next(c, &p[i % 2], ops[i % 2], &hint);
	}
	for (int i = 0; i < 2; i++)
		end(c, &p[i]);
}

static const struct demo_case_def cases[] = {
	{"rdma/revoke", run_revoke, NULL, NIC_16 | NEED_ST16},
	{"rdma/retag", run_retag, NULL, NIC_16 | NEED_ST16},
	{"rdma/tagged-late", run_late, NULL, NIC_16 | NEED_ST16},
	{"rdma/busy", run_busy, NULL, NIC_16 | NEED_ST16},
	{"rdma/rereg", run_rereg, NULL, NIC_16 | NEED_ST16},
	{"rdma/on-demand", run_on_demand, NULL, NIC_16 | NEED_ST16},
	{"rdma/two-regions", run_two, NULL, NIC_16 | NEED_ST16},
};

void rdma_changes(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}
