// SPDX-License-Identifier: BSD-3-Clause
/* Every operation under a tag, with the expected TLPs and memory */
#include <string.h>

#include "guest/demo/demo.h"

#define LEN WINDOW_SIZE

typedef void (*data_fn)(uint64_t seed, void *buf, size_t len);

/**
 * struct op_case - an operation under a tag
 * @op:		operation
 * @width:	8 or 16: name space of the tag
 * @st:		tag
 * @move:	the result lands in LANDING_PARTITION
 * @data:	kind of data to send
 * @memory:	kind of data in memory before
 * @offset:	offset of the write in its window
 * @len:	length of the write
 */
struct op_case {
	enum accel_op op;
	unsigned int width;
	uint16_t st;
	bool move;
	data_fn data, memory;
	unsigned int offset, len;
};

/* Destination of the window's first byte, scaled by the operation's widths */
static uint64_t landing(struct demo_case *c, const struct op_case *op,
			uint64_t window)
{
	uint64_t size = tph_accel_info(c->demo->accel)->partition_size;
	uint64_t inner = window % size;

	if (!op->move)
		return window;
	if (op->op == ACCEL_OP_F32_TO_BF16)
		inner /= 2;
	if (op->op == ACCEL_OP_BF16_ADD_F32)
		inner *= 2;
	return LANDING_PARTITION * size + inner;
}

static void run_op(struct demo_case *c, const void *arg)
{
	const struct op_case *op = arg;
	bool st16 = op->width == 16;
	struct wire_hint hint = {.width = op->width, .st = op->st, .ph = 2};
	struct tph_tag tag = {.st8_valid = !st16,
			      .st8 = op->st,
			      .st16_valid = st16,
			      .st16 = op->st,
			      .ph = 2,
			      .required = true};
	uint8_t data[LEN], mem[2 * LEN], before[LEN];
	uint64_t window = case_window(c, LEN);
	struct demo_import import;
	uint64_t land = landing(c, op, window);
	size_t land_size = op->op == ACCEL_OP_F32_TO_BF16    ? LEN / 2
			   : op->op == ACCEL_OP_BF16_ADD_F32 ? 2 * LEN
							     : LEN;
	int ret;

	case_operation(c, tph_accel_op_name(op->op));
	case_request(c, &tag);
	op->data(op->st, data, sizeof(data));
	op->memory(op->st + 1000u, mem, land_size);
	data_bytes(op->st + 2000u, before, sizeof(before));

	case_program(c, st16, op->st, op->op,
		     op->move ? LANDING_PARTITION : -1);
	if (op->move)
		case_fill(c, window, before, sizeof(before));
	case_fill(c, land, mem, land_size);

	ret = import_tagged(c, c->demo->dma, window, LEN, &tag, 0, &import);
	if (case_ret(c, ret, 0, "import")) {
		ret = tph_dma_write(c->demo->dma, import.handle, op->offset,
				    data, op->len);
		case_ret(c, ret, 0, "write");
		oracle_apply(op->op, mem, op->offset, data, op->len);
		case_wire(c, window + op->offset, op->len, &hint);
		case_memory(c, land, mem, land_size);
		if (op->move)
			case_memory(c, window, before, sizeof(before));
	}
	import_end(c->demo->dma, &import);
	case_ret(c, tph_accel_clear(c->demo->accel, st16, op->st), 0,
		 "clear the entry");
}

#define OP(name_, op_, width_, st_, move_, data_, memory_, offset_, len_)      \
	{                                                                      \
		.name = name_, .run = run_op, .needs = NEED_PEER,              \
		.arg = &(const struct op_case)                                 \
		{                                                              \
			op_, width_, st_, move_, data_, memory_, offset_, len_ \
		}                                                              \
	}
#define OP16(name_, op_, st_, move_, data_, memory_)                \
	{                                                           \
		.name = name_, .run = run_op,                       \
		.needs = NEED_PREFIX | NEED_ST16,                   \
		.arg = &(const struct op_case)                      \
		{                                                   \
			op_, 16, st_, move_, data_, memory_, 0, LEN \
		}                                                   \
	}

/* clang-format off */
static const struct demo_case_def cases[] = {
	OP("op/store", ACCEL_OP_STORE, 8, 0x10, false, data_bytes, data_bytes, 0, LEN),
	OP("op/store-move", ACCEL_OP_STORE, 8, 0x11, true, data_bytes, data_bytes, 0, LEN),
	OP("op/add-u32", ACCEL_OP_ADD_U32, 8, 0x12, false, data_bytes, data_bytes, 0, LEN),
	OP("op/add-f32", ACCEL_OP_ADD_F32, 8, 0x13, false, data_f32, data_f32, 0, LEN),
	OP("op/add-f32-move", ACCEL_OP_ADD_F32, 8, 0x14, true, data_f32, data_f32, 0, LEN),
	OP("op/max-u32", ACCEL_OP_MAX_U32, 8, 0x15, false, data_bytes, data_bytes, 0, LEN),
	OP("op/max-f32", ACCEL_OP_MAX_F32, 8, 0x16, false, data_f32, data_f32, 0, LEN),
	OP("op/xor", ACCEL_OP_XOR, 8, 0x17, false, data_bytes, data_bytes, 0, LEN),
	OP("op/f32-to-bf16", ACCEL_OP_F32_TO_BF16, 8, 0x18, true, data_f32, data_bytes, 0, LEN),
	OP("op/bf16-add-f32", ACCEL_OP_BF16_ADD_F32, 8, 0x19, true, data_bf16, data_f32, 0, LEN),
	OP("op/discard", ACCEL_OP_DISCARD, 8, 0x1a, false, data_bytes, data_bytes, 0, LEN),
	OP("op/tag-0", ACCEL_OP_XOR, 8, 0x00, false, data_bytes, data_bytes, 0, LEN),
	OP("op/store-unaligned", ACCEL_OP_STORE, 8, 0x1b, false, data_bytes, data_bytes, 3, 1021),
	OP("op/xor-unaligned", ACCEL_OP_XOR, 8, 0x1c, false, data_bytes, data_bytes, 129, 1),
	OP("op/add-u32-unaligned", ACCEL_OP_ADD_U32, 8, 0x1d, false, data_bytes, data_bytes, 2, 1000),
	OP16("op/store/16", ACCEL_OP_STORE, 0x1234, false, data_bytes, data_bytes),
	OP16("op/add-f32/16", ACCEL_OP_ADD_F32, 0xbeef, false, data_f32, data_f32),
	OP16("op/f32-to-bf16/16", ACCEL_OP_F32_TO_BF16, 0x0018, true, data_f32, data_bytes),
};
/* clang-format on */

void demo_ops(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}
