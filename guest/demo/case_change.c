// SPDX-License-Identifier: BSD-3-Clause
/* Changes of tags, and mappings that are revoked and restored */
#include <errno.h>
#include <string.h>

#include "guest/demo/demo.h"

#define LEN WINDOW_SIZE

/* Write @len random bytes at window + @at, expect @op and @hint for them */
static void write_part(struct demo_case *c, const struct demo_import *import,
		       uint8_t *mem, uint64_t at, size_t len, enum accel_op op,
		       const struct wire_hint *hint)
{
	uint8_t data[LEN];
	int ret;

	data_bytes(import->offset + at + 7, data, len);
	ret = tph_dma_write(c->demo->dma, import->handle, at, data, len);
	if (!case_ret(c, ret, 0, "write"))
		return;
	oracle_apply(op, mem, at, data, len);
	case_wire(c, import->offset + at, len, hint);
}

/* The same range, tagged again between two imports */
static void run_retag(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {.st8_valid = true, .st8 = 0x40, .ph = 1};
	struct tph_tag new = {.st8_valid = true, .st8 = 0x41, .ph = 3};
	struct wire_hint first = {8, 0x40, 1}, second = {8, 0x41, 3};
	uint8_t mem[2 * LEN];
	uint64_t window = case_filled(c, mem, sizeof(mem));
	struct demo_import import;
	int ret;

	case_begin(c, "add-u32, xor", &new, ACCEL_OP_XOR);
	case_program(c, false, 0x40, ACCEL_OP_ADD_U32, -1);

	ret = import_tagged(c, c->demo->dma, window, 2 * LEN, &tag, 0, &import);
	if (case_ret(c, ret, 0, "first import")) {
		write_part(c, &import, mem, 0, LEN, ACCEL_OP_ADD_U32, &first);
		tph_dma_release(c->demo->dma, import.handle);
		import.handle = 0;

		ret = tph_dmabuf_tag(c->demo->dev, import.fd, &new);
		case_ret(c, ret, 0, "tag again");
		ret = tph_dma_import(c->demo->dma, import.fd, 0, &import.handle,
				     &import.hint);
		if (case_ret(c, ret, 0, "second import"))
			write_part(c, &import, mem, LEN, LEN, ACCEL_OP_XOR,
				   &second);
		case_memory(c, window, mem, sizeof(mem));
	}
	import_end(c->demo->dma, &import);
}

/*
 * A change of the tag does not affect an existing mapping until it is revoked
 * and made again.
 */
static void run_remap(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {.st8_valid = true, .st8 = 0x42, .ph = 1};
	struct tph_tag new_tag = {.st8_valid = true, .st8 = 0x43, .ph = 2};
	struct wire_hint old = {8, 0x42, 1}, new = {8, 0x43, 2};
	uint8_t mem[3 * LEN], byte = 0;
	uint64_t window = case_filled(c, mem, sizeof(mem));
	struct tph_dma_hint state = {0};
	struct demo_import import;
	int ret;

	case_begin(c, "add-u32, xor", &new_tag, ACCEL_OP_XOR);
	case_program(c, false, 0x42, ACCEL_OP_ADD_U32, -1);

	ret = import_tagged(c, c->demo->dma, window, 3 * LEN, &tag, 0, &import);
	if (!case_ret(c, ret, 0, "import"))
		goto out;

	write_part(c, &import, mem, 0, LEN, ACCEL_OP_ADD_U32, &old);
	ret = tph_dmabuf_tag(c->demo->dev, import.fd, &new_tag);
	case_ret(c, ret, 0, "retag");
	write_part(c, &import, mem, LEN, LEN, ACCEL_OP_ADD_U32, &old);

	case_ret(c, tph_device_memory_enable(c->demo->dev, false), 0,
		 "memory off");
	ret = tph_dma_write(c->demo->dma, import.handle, 0, &byte, 1);
	case_ret(c, ret, -ENODEV, "write while revoked");
	case_ret(c, tph_device_memory_enable(c->demo->dev, true), 0,
		 "memory on");

	write_part(c, &import, mem, 2 * LEN, LEN, ACCEL_OP_XOR, &new);
	case_ret(c, tph_dma_state(c->demo->dma, import.handle, &state), 0,
		 "state");
	case_expect(c, state.applied && state.st == 0x43 && state.ph == 2,
		    "after the remap the importer has st %#x ph %u", state.st,
		    state.ph);
	case_memory(c, window, mem, sizeof(mem));
out:
	import_end(c->demo->dma, &import);
}

/* Required hints: SET is refused while an importer is attached */
static void run_busy(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {
		.st8_valid = true, .st8 = 0x44, .ph = 0, .required = true};
	struct wire_hint hint = {8, 0x44, 0};
	uint8_t mem[LEN];
	uint64_t window = case_filled(c, mem, sizeof(mem));
	struct demo_import import;
	int ret;

	case_begin(c, "xor", &tag, ACCEL_OP_XOR);
	ret = import_tagged(c, c->demo->dma, window, LEN, &tag, 0, &import);
	if (!case_ret(c, ret, 0, "import"))
		goto out;

	tag.st8 = 0x45;
	case_ret(c, tph_dmabuf_tag(c->demo->dev, import.fd, &tag), -EBUSY,
		 "change a required tag");
	tag.required = false;
	case_ret(c, tph_dmabuf_tag(c->demo->dev, import.fd, &tag), -EBUSY,
		 "lift the requirement");
	write_part(c, &import, mem, 0, LEN, ACCEL_OP_XOR, &hint);
	case_memory(c, window, mem, sizeof(mem));

	tph_dma_release(c->demo->dma, import.handle);
	import.handle = 0;
	case_ret(c, tph_dmabuf_tag(c->demo->dev, import.fd, &tag), 0,
		 "change after the release");
out:
	import_end(c->demo->dma, &import);
}

/* Two dma-bufs with different tags, written in turn */
static void run_two(struct demo_case *c, const void *arg)
{
	struct tph_tag tags[2] = {
		{.st8_valid = true, .st8 = 0x46, .ph = 2, .required = true},
		{.st8_valid = true, .st8 = 0x47, .ph = 1, .required = true},
	};
	enum accel_op ops[2] = {ACCEL_OP_ADD_U32, ACCEL_OP_XOR};
	struct demo_import imports[2] = {{.fd = -1}, {.fd = -1}};
	uint8_t mem[2][LEN], data[LEN / 8];
	uint64_t at;
	int i, ret;

	case_operation(c, "add-u32, xor");
	case_request(c, &tags[0]);
	for (i = 0; i < 2; i++) {
		uint64_t window = case_filled(c, mem[i], LEN);
		struct wire_hint hint = {8, tags[i].st8, tags[i].ph};

		case_program(c, false, tags[i].st8, ops[i], -1);
		ret = import_tagged(c, c->demo->dma, window, LEN, &tags[i], 0,
				    &imports[i]);
		if (!case_ret(c, ret, 0, "import"))
			goto out;
		case_wire(c, window, LEN, &hint);
	}

	for (at = 0; at < LEN; at += sizeof(data)) {
		for (i = 0; i < 2; i++) {
			data_bytes(at + i, data, sizeof(data));
			ret = tph_dma_write(c->demo->dma, imports[i].handle, at,
					    data, sizeof(data));
			case_ret(c, ret, 0, "write");
			oracle_apply(ops[i], mem[i], at, data, sizeof(data));
		}
	}
	for (i = 0; i < 2; i++)
		case_memory(c, imports[i].offset, mem[i], LEN);
out:
	for (i = 0; i < 2; i++)
		import_end(c->demo->dma, &imports[i]);
}

/* clang-format off */
static const struct demo_case_def cases[] = {
	{ "change/retag", run_retag, NULL, NEED_PEER },
	{ "change/remap", run_remap, NULL, NEED_PEER },
	{ "change/busy", run_busy, NULL, NEED_PEER },
	{ "two-dmabufs", run_two, NULL, NEED_PEER },
};
/* clang-format on */

void demo_changes(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}
