// SPDX-License-Identifier: BSD-3-Clause
/* Registrations with and without hints: their writes, or their failure */
#include <errno.h>
#include <string.h>

#include "guest/demo/rdma/rdma.h"

#define LEN WINDOW_SIZE

/**
 * struct hint_case - a window that is registered and written
 * @tag:	requested tag; all zero: no request
 * @wire:	expected hint; width 0: no hint
 * @reason:	why the tag is not applied
 * @op:		operation under the tag of @wire
 * @dmah:	DMA handle of the registration, or NULL
 * @want:	expected error of the registration, or 0
 * @offset, @len: place of the write; 0, 0: the whole window
 */
struct hint_case {
	struct tph_tag tag;
	struct wire_hint wire;
	enum tph_reason reason;
	enum accel_op op;
	const struct verbs_dmah *dmah;
	int want;
	unsigned int offset, len;
};

static bool tagged(const struct tph_tag *tag)
{
	return tag->st8_valid || tag->st16_valid;
}

/* Tags that must not arrive select another operation than the expected tag */
static void program(struct demo_case *c, const struct hint_case *h,
		    enum accel_op op)
{
	if (tph_accel_info(c->demo->accel)->st16)
		case_program(c, true, 0, ACCEL_OP_XOR, -1);
	case_program(c, false, 0, ACCEL_OP_XOR, -1);
	if (h->tag.st8_valid)
		case_program(c, false, h->tag.st8, ACCEL_OP_XOR, -1);
	if (h->tag.st16_valid) {
		case_program(c, true, h->tag.st16, ACCEL_OP_XOR, -1);
		/* its lower half as an 8-bit tag */
		case_program(c, false, h->tag.st16 & 0xff, ACCEL_OP_XOR, -1);
	}
	if (h->wire.width)
		case_program(c, h->wire.width == 16, h->wire.st, op, -1);
}

static void fill(enum accel_op op, uint64_t seed, void *buf, size_t len)
{
	if (op == ACCEL_OP_ADD_F32 || op == ACCEL_OP_MAX_F32)
		data_f32(seed, buf, len);
	else
		data_bytes(seed, buf, len);
}

static void write_and_look(struct demo_case *c, const struct hint_case *h,
			   enum accel_op op, struct rdma_import *import)
{
	uint64_t window = import->offset;
	unsigned int len = h->len ? h->len : LEN;
	uint8_t data[LEN], mem[LEN], back[LEN];
	int ret;

	fill(op, window, data, sizeof(data));
	fill(op, window + 1, mem, sizeof(mem));
	case_fill(c, window, mem, sizeof(mem));

	ret = rdma_write(c, import, h->offset, data, len);
	if (!rdma_ret(c, ret, 0, "write"))
		return;
	case_wire(c, window + h->offset, len, h->wire.width ? &h->wire : NULL);
	oracle_apply(op, mem, h->offset, data, len);
	case_memory(c, window, mem, sizeof(mem));

	ret = rdma_read(c, import, 0, back, sizeof(back));
	if (rdma_ret(c, ret, 0, "read"))
		case_expect(c, !memcmp(back, mem, sizeof(mem)),
			    "RDMA READ returns other data than memory holds");
}

/* Nothing is written, and nothing remains that blocks a SET */
static void look_at_refusal(struct demo_case *c, const struct hint_case *h,
			    struct rdma_import *import)
{
	struct tph_asked asked = {0};
	size_t n = 1;
	int ret = tph_dmabuf_applied(import->fd, &asked, NULL, 0, &n);

	case_ret(c, ret, 0, "fdinfo");
	case_expect(c, n == 0, "fdinfo: %zu importers, expected 0", n);
	case_ret(c, tph_dmabuf_tag(c->demo->dev, import->fd, &h->tag), 0,
		 "tag again");
	case_wire_none(c, import->offset, LEN);
	case_add(c, "import",
		 json_object_new_string(strerrorname_np(-h->want)));
}

static void run_hint(struct demo_case *c, const void *arg)
{
	const struct hint_case *h = arg;
	enum accel_op op = h->wire.width ? h->op : ACCEL_OP_STORE;
	uint64_t window = case_window(c, LEN);
	struct rdma_import import;
	int ret;

	case_operation(c, h->want ? "none" : tph_accel_op_name(op));
	case_request(c, &h->tag);
	program(c, h, op);

	ret = rdma_import(c, window, LEN, tagged(&h->tag) ? &h->tag : NULL,
			  h->dmah, &import);
	if (!rdma_ret(c, ret, h->want, "register"))
		;
	else if (h->want)
		look_at_refusal(c, h, &import);
	else {
		case_reason(c, import.fd, h->reason);
		write_and_look(c, h, op, &import);
	}
	rdma_import_end(&import);
}

/* A DMAH for host memory, whose root port does not accept hints */
static void run_host(struct demo_case *c, const void *arg)
{
	const struct verbs_dmah *dmah = arg;
	struct rdma_demo *d = rdma_demo(c);
	struct verbs_region region = {0};
	int ret;

	case_operation(c, "none");
	ret = verbs_register(d->verbs, d->buffer, RDMA_BUFFER, dmah, &region);
	rdma_ret(c, ret, -EOPNOTSUPP, "register memory");
	verbs_deregister(&region);
}

/* More tags than entries: the table has one besides the entry for no tag */
static void run_full(struct demo_case *c, const void *arg)
{
	struct tph_tag first = {
		.st16_valid = true, .st16 = 0x4101, .ph = 2, .required = true};
	struct tph_tag second = {.st16_valid = true, .st16 = 0x4102, .ph = 2};
	struct rdma_import a, b = {.fd = -1};
	struct wire_hint hint = {16, 0x4101, 2};
	uint64_t window[2] = {case_window(c, LEN), case_window(c, LEN)};
	uint8_t data[LEN], mem[LEN] = {0};
	int ret;

	case_begin(c, "add-u32, store", &first, ACCEL_OP_ADD_U32);
	case_program(c, true, second.st16, ACCEL_OP_XOR, -1);
	data_bytes(1, data, sizeof(data));
	case_fill(c, window[0], mem, LEN);

	ret = rdma_import(c, window[0], LEN, &first, NULL, &a);
	if (!rdma_ret(c, ret, 0, "register the first"))
		goto out;
	second.required = true;
	ret = rdma_import(c, window[1], LEN, &second, NULL, &b);
	rdma_ret(c, ret, -ENOSPC, "register the second, required");
	rdma_import_end(&b);
	second.required = false;
	ret = rdma_import(c, window[1], LEN, &second, NULL, &b);
	if (!rdma_ret(c, ret, 0, "register the second"))
		goto out;
	case_reason(c, b.fd, TPH_REASON_TABLE_FULL);

	rdma_ret(c, rdma_write(c, &a, 0, data, LEN), 0, "write the first");
	rdma_ret(c, rdma_write(c, &b, 0, data, LEN), 0, "write the second");
	case_wire(c, window[0], LEN, &hint);
	case_wire(c, window[1], LEN, NULL);
	oracle_apply(ACCEL_OP_ADD_U32, mem, 0, data, LEN);
	case_memory(c, window[0], mem, LEN);
	case_memory(c, window[1], data, LEN);

	/* The second gets the first's entry, whether required or not */
	rdma_import_end(&a);
	rdma_import_end(&b);
	second.required = true;
	ret = rdma_import(c, window[1], LEN, &second, NULL, &b);
	if (rdma_ret(c, ret, 0, "register the second after the first is gone"))
		case_reason(c, b.fd, TPH_REASON_NONE);
out:
	rdma_import_end(&a);
	rdma_import_end(&b);
}

/* Requested tags: 8-bit, 16-bit, both */
#define T8(st_, ph_)  .tag = {.st8_valid = true, .st8 = st_, .ph = ph_}
#define T16(st_, ph_) .tag = {.st16_valid = true, .st16 = st_, .ph = ph_}
#define TBOTH(st8_, st16_, ph_)     \
	.tag = {.st8_valid = true,  \
		.st8 = st8_,        \
		.st16_valid = true, \
		.st16 = st16_,      \
		.ph = ph_}
#define R8(st_, ph_) \
	.tag = {.st8_valid = true, .st8 = st_, .ph = ph_, .required = true}
#define R16(st_, ph_) \
	.tag = {.st16_valid = true, .st16 = st_, .ph = ph_, .required = true}
#define RBOTH(st8_, st16_, ph_)     \
	.tag = {.st8_valid = true,  \
		.st8 = st8_,        \
		.st16_valid = true, \
		.st16 = st16_,      \
		.ph = ph_,          \
		.required = true}
#define WIRE(op_, ...)	.op = ACCEL_OP_##op_, .wire = {__VA_ARGS__}
#define WHY(reason_)	.reason = TPH_REASON_##reason_
#define REFUSED(error_) .want = -(error_)
#define DMAH(...)                          \
	.dmah = &(const struct verbs_dmah) \
	{                                  \
		__VA_ARGS__                \
	}

#define HINT(name_, needs_, ...)                                         \
	{                                                                \
		.name = "rdma/" name_, .run = run_hint, .needs = needs_, \
		.arg = &(const struct hint_case)                         \
		{                                                        \
			__VA_ARGS__                                      \
		}                                                        \
	}
#define HOST(name_, ...)                                                   \
	{                                                                  \
		.name = "rdma/" name_, .run = run_host,                    \
		.needs = NIC_16 | NIC_8, .arg = &(const struct verbs_dmah) \
		{                                                          \
			__VA_ARGS__                                        \
		}                                                          \
	}

/* clang-format off */
static const struct demo_case_def cases[] = {
	HINT("untagged", NIC_ANY, WHY(UNSET)),
	HINT("add-u32", NIC_16 | NEED_ST16, R16(0x1201, 2), WIRE(ADD_U32, 16, 0x1201, 2)),
	HINT("store", NIC_16 | NEED_ST16, R16(0x1202, 0), WIRE(STORE, 16, 0x1202, 0)),
	HINT("xor", NIC_16 | NEED_ST16, R16(0xff03, 1), WIRE(XOR, 16, 0xff03, 1)),
	HINT("add-f32", NIC_16 | NEED_ST16, R16(0xbeef, 3), WIRE(ADD_F32, 16, 0xbeef, 3)),
	HINT("max-u32", NIC_16 | NEED_ST16, R16(0x1204, 2), WIRE(MAX_U32, 16, 0x1204, 2)),
	HINT("unaligned", NIC_16 | NEED_ST16, R16(0x1205, 2), WIRE(XOR, 16, 0x1205, 2), .offset = 3, .len = 1021),
	HINT("tag-0", NIC_16 | NEED_ST16, R16(0x0000, 2), WIRE(ADD_U32, 16, 0x0000, 2)),
	HINT("both", NIC_16 | NEED_ST16, TBOTH(0x21, 0xa521, 1), WIRE(ADD_U32, 16, 0xa521, 1)),
	HINT("8-of-16", NIC_16, T8(0x22, 1), WHY(WIDTH)),
	HINT("required/8-of-16", NIC_16, R8(0x23, 1), REFUSED(ERANGE)),

	HINT("add-u32/8", NIC_8, R8(0x31, 2), WIRE(ADD_U32, 8, 0x31, 2)),
	HINT("max-f32/8", NIC_8, R8(0x32, 1), WIRE(MAX_F32, 8, 0x32, 1)),
	HINT("tag-0/8", NIC_8, R8(0x00, 2), WIRE(ADD_U32, 8, 0x00, 2)),
	HINT("both/8", NIC_8 | NEED_ST16, TBOTH(0x33, 0xa533, 3), WIRE(ADD_U32, 8, 0x33, 3)),
	HINT("16-of-8", NIC_8 | NEED_ST16, T16(0xa534, 1), WHY(WIDTH)),
	HINT("required/16-of-8", NIC_8 | NEED_ST16, R16(0xa535, 1), REFUSED(ERANGE)),

	HINT("direct/add-u32", NIC_DIRECT | NEED_ST16, R16(0x0041, 2), WIRE(ADD_U32, 16, 0x0041, 2)),
	HINT("direct/255", NIC_DIRECT | NEED_ST16, R16(0x00ff, 1), WIRE(ADD_U32, 16, 0x00ff, 1)),
	HINT("direct/tag-0", NIC_DIRECT | NEED_ST16, T16(0x0000, 2), WHY(ZERO_TAG)),
	HINT("required/direct/tag-0", NIC_DIRECT | NEED_ST16, R16(0x0000, 2), REFUSED(EDOM)),
	HINT("direct/too-wide", NIC_DIRECT | NEED_ST16, T16(0x0142, 2), WHY(WIDTH)),
	HINT("required/direct/too-wide", NIC_DIRECT | NEED_ST16, R16(0x0143, 2), REFUSED(ERANGE)),

	HINT("blocked/16", NIC_BLOCK | NEED_ST16, T16(0x5a51, 2), WHY(PATH)),
	HINT("blocked/8", NIC_BLOCK, T8(0x51, 2), WHY(WIDTH)),
	HINT("blocked/both", NIC_BLOCK | NEED_ST16, TBOTH(0x52, 0x5a52, 2), WHY(PATH)),
	HINT("required/blocked-16", NIC_BLOCK | NEED_ST16, R16(0x5a53, 2), REFUSED(EREMOTEIO)),
	HINT("required/blocked-both", NIC_BLOCK | NEED_ST16, RBOTH(0x54, 0x5a54, 2), REFUSED(EREMOTEIO)),

	HINT("root-complex/16", NIC_ROOT | NEED_ST16, T16(0x5a71, 2), WHY(PATH)),
	HINT("required/root-complex-16", NIC_ROOT | NEED_ST16, R16(0x5a72, 2), REFUSED(EREMOTEIO)),

	HINT("dmah/beats-tag", NIC_16 | NEED_ST16, T16(0x1261, 2), DMAH(.ph = 1), WIRE(ADD_U32, 8, 0x00, 1), WHY(OVERRIDDEN)),
	HINT("dmah/beats-tag/8", NIC_8, T8(0x61, 2), DMAH(.ph = 3), WIRE(ADD_U32, 8, 0x00, 3), WHY(OVERRIDDEN)),
	HINT("dmah/required", NIC_16 | NEED_ST16, R16(0x1262, 2), DMAH(.ph = 1), REFUSED(ECANCELED)),
	HINT("dmah/blocked", NIC_BLOCK | NEED_ST16, T16(0x5a63, 2), DMAH(.ph = 1), REFUSED(EOPNOTSUPP)),
	HINT("dmah/untagged", NIC_16 | NIC_8, DMAH(.ph = 1), REFUSED(EOPNOTSUPP)),
	HOST("dmah/host", .ph = 1),
	HOST("dmah/host-cpu", .ph = 1, .cpu_valid = true, .cpu = 0),
	{ .name = "rdma/table-full", .run = run_full, .needs = NIC_SMALL | NEED_ST16 },
};
/* clang-format on */

void rdma_hints(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}
