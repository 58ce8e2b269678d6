// SPDX-License-Identifier: BSD-3-Clause
/*
 * The benefit of a tag: the same result by a tagged write, and by an untagged
 * write and a second pass of the device over its memory. The figures are the
 * device's own counters; its cycles are clocks or a model (docs/accelerator.md).
 */
#include <errno.h>
#include <string.h>

#include "guest/demo/demo.h"

#define LEN 16384u

/**
 * struct effect - a result to compute in two ways
 * @op:		operation
 * @st:		tag of @op
 * @data:	source
 * @land_size:	bytes of the result
 */
struct effect {
	enum accel_op op;
	uint8_t st;
	void (*data)(uint64_t seed, void *buf, size_t len);
	size_t land_size;
};

static struct json_object *figures(const struct tph_accel_counters *n)
{
	struct json_object *j = json_object_new_object();
	uint64_t moved = n->mem_read + n->mem_write;

	json_object_object_add(j, "link_bytes",
			       json_object_new_int64(n->link_bytes));
	json_object_object_add(j, "mem_read",
			       json_object_new_int64(n->mem_read));
	json_object_object_add(j, "mem_write",
			       json_object_new_int64(n->mem_write));
	json_object_object_add(j, "passes",
			       json_object_new_double((double)moved / LEN));
	json_object_object_add(j, "cycles", json_object_new_int64(n->cycles));
	return j;
}

/* Write @data into a window and count the device's work until it is done */
static bool write_counted(struct demo_case *c, uint64_t window,
			  const struct tph_tag *tag, const uint8_t *data)
{
	struct demo_import import;
	int ret;

	case_ret(c, tph_accel_counters_clear(c->demo->accel), 0,
		 "clear counters");
	ret = import_tagged(c, c->demo->dma, window, LEN, tag, 0, &import);
	if (case_ret(c, ret, 0, "import"))
		case_ret(c,
			 ret = tph_dma_write(c->demo->dma, import.handle, 0,
					     data, LEN),
			 0, "write");
	import_end(c->demo->dma, &import);
	return !ret;
}

static void count(struct demo_case *c, const char *key)
{
	struct tph_accel_counters n = {0};

	case_ret(c, tph_accel_counters(c->demo->accel, &n), 0, "counters");
	case_add(c, key, figures(&n));
}

/* The meaning of the cycles */
static void describe(struct demo_case *c)
{
	const struct tph_accel_info *info = tph_accel_info(c->demo->accel);

	case_add(c, "cycles_are",
		 json_object_new_string(info->clocks ? "clocks" : "model"));
	case_add(c, "build", json_object_new_int64(info->build));
}

static void run_effect(struct demo_case *c, const void *arg)
{
	const struct effect *e = arg;
	struct tph_tag tag = {
		.st8_valid = true, .st8 = e->st, .ph = 2, .required = true};
	struct wire_hint hint = {8, e->st, 2};
	struct tph_accel_buffer *staging = NULL, *result = NULL;
	uint8_t data[LEN], start[LEN], mem[LEN];
	uint64_t size = tph_accel_info(c->demo->accel)->partition_size;
	uint64_t window = case_window(c, LEN);
	uint64_t land = LANDING_PARTITION * size;
	int ret;

	describe(c);
	case_operation(c, tph_accel_op_name(e->op));
	case_request(c, &tag);
	e->data(1, data, LEN);
	e->data(2, start, LEN);
	memcpy(mem, start, LEN);
	oracle_apply(e->op, mem, 0, data, LEN);

	/* One write with the tag; the result lands outside of the window */
	land += e->op == ACCEL_OP_F32_TO_BF16 ? window % size / 2
					      : window % size;
	case_program(c, false, e->st, e->op, LANDING_PARTITION);
	case_fill(c, land, start, e->land_size);
	if (write_counted(c, window, &tag, data))
		count(c, "with_tag");
	case_wire(c, window, LEN, &hint);
	case_memory(c, land, mem, e->land_size);

	/*
	 * An untagged write to a staging buffer, then a pass. The buffers stay
	 * allocated, so that no other case writes there.
	 */
	ret = tph_accel_alloc(c->demo->accel, LANDING_PARTITION + 1, LEN,
			      &staging);
	if (!ret)
		ret = tph_accel_alloc(c->demo->accel, LANDING_PARTITION + 2,
				      LEN, &result);
	if (case_ret(c, ret, 0, "allocate device memory")) {
		struct tph_accel_pass pass = {
			.op = e->op, .src = staging, .dst = result, .len = LEN};

		case_fill(c, tph_accel_buffer_offset(result), start,
			  e->land_size);
		if (write_counted(c, tph_accel_buffer_offset(staging), NULL,
				  data)) {
			ret = tph_accel_run(c->demo->accel, &pass, 10000);
			if (case_ret(c, ret, 0, "pass"))
				count(c, "without_tag");
		}
		case_wire(c, tph_accel_buffer_offset(staging), LEN, NULL);
		case_memory(c, tph_accel_buffer_offset(result), mem,
			    e->land_size);
	}
}

static const struct effect reduction = {
	.op = ACCEL_OP_ADD_F32,
	.st = 0x70,
	.data = data_f32,
	.land_size = LEN,
};
static const struct effect conversion = {
	.op = ACCEL_OP_F32_TO_BF16,
	.st = 0x71,
	.data = data_f32,
	.land_size = LEN / 2,
};

static const struct demo_case_def cases[] = {
	{"effect/reduction", run_effect, &reduction, NEED_PREFIX | NEED_PASS},
	{"effect/conversion", run_effect, &conversion, NEED_PREFIX | NEED_PASS},
};

void demo_effects(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}
