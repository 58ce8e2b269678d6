// SPDX-License-Identifier: BSD-3-Clause
/* No hint, every PH, both widths, unknown tags */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "guest/demo/demo.h"

#define LEN WINDOW_SIZE

/**
 * struct hint_case - a plain write under a tag
 * @tag:	requested tag; all zero: no request
 * @wire:	expected hint; width 0: no hint
 * @reason:	why there is no hint
 * @flags:	TPH_DMA_*
 */
struct hint_case {
	struct tph_tag tag;
	struct wire_hint wire;
	enum tph_reason reason;
	uint32_t flags;
};

static void request(struct demo_case *c, const struct hint_case *h)
{
	bool st16 = h->wire.width ? h->wire.width == 16 : h->tag.st16_valid;

	if (h->tag.st8_valid || h->tag.st16_valid)
		case_requested(c, st16 ? 16 : 8,
			       st16 ? h->tag.st16 : h->tag.st8, h->tag.ph);
}

/* The requested tags add; a write without a hint stores. */
static void run_hint(struct demo_case *c, const void *arg)
{
	const struct hint_case *h = arg;
	bool hinted = h->wire.width, st16 = h->wire.width == 16;
	enum accel_op op = hinted ? ACCEL_OP_ADD_U32 : ACCEL_OP_STORE;
	const struct tph_tag *tag =
		h->tag.st8_valid || h->tag.st16_valid ? &h->tag : NULL;
	uint64_t window = case_window(c, LEN);
	uint8_t data[LEN], mem[LEN];
	struct demo_import import;
	int ret;

	case_operation(c, tph_accel_op_name(op));
	request(c, h);
	data_bytes(window, data, sizeof(data));
	data_bytes(window + 1, mem, sizeof(mem));
	case_fill(c, window, mem, sizeof(mem));
	if (h->tag.st8_valid)
		case_program(c, false, h->tag.st8, ACCEL_OP_ADD_U32, -1);
	if (h->tag.st16_valid)
		case_program(c, true, h->tag.st16, ACCEL_OP_ADD_U32, -1);

	ret = import_tagged(c, c->demo->dma, window, LEN, tag, h->flags,
			    &import);
	if (case_ret(c, ret, 0, "import")) {
		case_expect(c, import.hint.applied == hinted,
			    "importer reports hint %s, expected %s",
			    import.hint.applied ? "on" : "off",
			    hinted ? "on" : "off");
		case_expect(c, !hinted || import.hint.st16 == st16,
			    "importer reports %u bits",
			    import.hint.st16 ? 16 : 8);
		case_reason(c, import.fd, h->reason);
		case_ret(c,
			 tph_dma_write(c->demo->dma, import.handle, 0, data,
				       LEN),
			 0, "write");
		oracle_apply(op, mem, 0, data, LEN);
		case_wire(c, window, LEN, hinted ? &h->wire : NULL);
		case_memory(c, window, mem, LEN);
	}
	import_end(c->demo->dma, &import);
}

/* A write with a tag without an entry is stored and counted */
static void run_unknown(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {
		.st8_valid = true, .st8 = 0xee, .ph = 1, .required = true};
	struct wire_hint hint = {.width = 8, .st = 0xee, .ph = 1};
	struct tph_accel_counters before = {0}, after = {0};
	uint64_t window = case_window(c, LEN);
	struct demo_import import;
	uint8_t data[LEN];
	int ret;

	case_operation(c, "store");
	case_request(c, &tag);
	data_bytes(window, data, sizeof(data));
	tph_accel_clear(c->demo->accel, false, 0xee);
	case_ret(c, tph_accel_counters(c->demo->accel, &before), 0, "counters");

	ret = import_tagged(c, c->demo->dma, window, LEN, &tag, 0, &import);
	if (case_ret(c, ret, 0, "import")) {
		case_ret(c,
			 tph_dma_write(c->demo->dma, import.handle, 0, data,
				       LEN),
			 0, "write");
		case_wire(c, window, LEN, &hint);
		case_ret(c, tph_accel_counters(c->demo->accel, &after), 0,
			 "counters");
		case_expect(
			c, after.unknown - before.unknown == LEN / c->demo->mps,
			"counter of unknown tags increased by %llu, expected %u",
			(unsigned long long)(after.unknown - before.unknown),
			LEN / c->demo->mps);
		case_memory(c, window, data, LEN);
	}
	import_end(c->demo->dma, &import);
}

/* A completer of 8-bit tags cannot be asked for a 16-bit tag */
static void run_narrow(struct demo_case *c, const void *arg)
{
	const struct tph_tag *tag = arg;
	uint64_t window = case_window(c, LEN);
	int fd;

	case_operation(c, "none");
	case_request(c, tag);
	if (!case_export(c, window, LEN, NULL, &fd))
		case_ret(c, tph_dmabuf_tag(c->demo->dev, fd, tag), -EOPNOTSUPP,
			 "tag");
	case_wire_none(c, window, LEN);
	if (fd >= 0)
		close(fd);
}

#define TAG8(st_, ph_)                                   \
	{                                                \
		.st8_valid = true, .st8 = st_, .ph = ph_ \
	}
#define TAG16(st_, ph_)                                    \
	{                                                  \
		.st16_valid = true, .st16 = st_, .ph = ph_ \
	}
#define BOTH(st8_, st16_, ph_)                                      \
	{                                                           \
		.st8_valid = true, .st8 = st8_, .st16_valid = true, \
		.st16 = st16_, .ph = ph_                            \
	}
#define REQUIRED8(st_, ph_)                                                \
	{                                                                  \
		.st8_valid = true, .st8 = st_, .ph = ph_, .required = true \
	}
#define NONE      \
	{         \
		0 \
	}

#define HINT(name_, needs_, tag_, wire_, reason_, flags_)        \
	{                                                        \
		.name = name_, .run = run_hint, .needs = needs_, \
		.arg = &(const struct hint_case)                 \
		{                                                \
			tag_, wire_, reason_, flags_             \
		}                                                \
	}
#define ARG(...) __VA_ARGS__

/* clang-format off */
static const struct demo_case_def cases[] = {
	HINT("untagged", NEED_ANY, ARG(NONE), ARG(NONE), TPH_REASON_UNSET, 0),
	HINT("ph/0", NEED_PEER, ARG(TAG8(0x20, 0)), ARG({ 8, 0x20, 0 }), TPH_REASON_NONE, 0),
	HINT("ph/1", NEED_PEER, ARG(TAG8(0x21, 1)), ARG({ 8, 0x21, 1 }), TPH_REASON_NONE, 0),
	HINT("ph/2", NEED_PEER, ARG(TAG8(0x22, 2)), ARG({ 8, 0x22, 2 }), TPH_REASON_NONE, 0),
	HINT("ph/3", NEED_PEER, ARG(TAG8(0x23, 3)), ARG({ 8, 0x23, 3 }), TPH_REASON_NONE, 0),
	HINT("width/16", NEED_PREFIX | NEED_ST16, ARG(TAG16(0x5aa5, 2)), ARG({ 16, 0x5aa5, 2 }), TPH_REASON_NONE, 0),
	HINT("width/both", NEED_PREFIX | NEED_ST16, ARG(BOTH(0x24, 0xa55a, 1)), ARG({ 16, 0xa55a, 1 }), TPH_REASON_NONE, 0),
	HINT("width/both-importer-8", NEED_PREFIX | NEED_ST16, ARG(BOTH(0x25, 0xa55b, 1)), ARG({ 8, 0x25, 1 }), TPH_REASON_NONE, TPH_DMA_ONLY_8),
	HINT("width/16-importer-8", NEED_PREFIX | NEED_ST16, ARG(TAG16(0xa55c, 1)), ARG(NONE), TPH_REASON_WIDTH, TPH_DMA_ONLY_8),
	HINT("width/8-importer-16", NEED_PREFIX, ARG(TAG8(0x26, 1)), ARG(NONE), TPH_REASON_WIDTH, TPH_DMA_ONLY_16),
	HINT("blocked/16", NEED_BLOCK | NEED_ST16, ARG(TAG16(0x5aa5, 2)), ARG(NONE), TPH_REASON_PATH, 0),
	HINT("blocked/both", NEED_BLOCK | NEED_ST16, ARG(BOTH(0x27, 0x5aa6, 2)), ARG({ 8, 0x27, 2 }), TPH_REASON_NONE, 0),
	HINT("importer/no-tph", NEED_PEER, ARG(TAG8(0x28, 2)), ARG(NONE), TPH_REASON_IMPORTER, TPH_DMA_NO_TPH),
	HINT("root-complex/8", NEED_ROOT, ARG(TAG8(0x29, 2)), ARG(NONE), TPH_REASON_PATH, 0),
	HINT("root-complex/16", NEED_ROOT | NEED_ST16, ARG(TAG16(0x5aa7, 2)), ARG(NONE), TPH_REASON_PATH, 0),
	{ .name = "completer-8/16", .run = run_narrow, .needs = NEED_PREFIX | NEED_ONLY_8, .arg = &(const struct tph_tag) TAG16(0x5aa8, 2) },
	{ .name = "completer-8/both", .run = run_narrow, .needs = NEED_PREFIX | NEED_ONLY_8, .arg = &(const struct tph_tag) BOTH(0x2a, 0x5aa9, 2) },
	{ .name = "unknown-tag", .run = run_unknown, .needs = NEED_PEER },
};
/* clang-format on */

void demo_hints(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}
