// SPDX-License-Identifier: BSD-3-Clause
/* Required hints that cannot be sent: the import fails, nothing is written */
#include <errno.h>
#include <string.h>

#include "guest/demo/demo.h"

#define LEN WINDOW_SIZE

/**
 * struct refusal - an import that must fail
 * @tag:	required tag
 * @flags:	TPH_DMA_*
 * @want:	its error
 */
struct refusal {
	struct tph_tag tag;
	uint32_t flags;
	int want;
};

static void run_refusal(struct demo_case *c, const void *arg)
{
	const struct refusal *r = arg;
	struct demo_import import;
	struct tph_asked asked = {0};
	uint8_t mem[LEN];
	uint64_t window = case_filled(c, mem, sizeof(mem));
	size_t n = 1;
	int ret;

	case_operation(c, "none");
	case_request(c, &r->tag);
	ret = import_tagged(c, c->demo->dma, window, LEN, &r->tag, r->flags,
			    &import);
	case_ret(c, ret, r->want, "import");
	case_add(c, "import",
		 json_object_new_string(strerrorname_np(-r->want)));

	ret = tph_dmabuf_applied(import.fd, &asked, NULL, 0, &n);
	case_ret(c, ret, 0, "fdinfo");
	case_expect(c, asked.set && asked.tag.required,
		    "fdinfo does not show the hint as required");
	case_expect(c, n == 0, "fdinfo: %zu importers, expected 0", n);
	/* A refused import must not block a SET */
	case_ret(c, tph_dmabuf_tag(c->demo->dev, import.fd, &r->tag), 0,
		 "tag again");
	case_wire_none(c, window, LEN);
	case_memory(c, window, mem, sizeof(mem));
	import_end(c->demo->dma, &import);
}

/* More tags than the ST table has entries */
static void run_table_full(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {.st8_valid = true, .ph = 2};
	struct demo_import imports[DMA_ST_ENTRIES + 1];
	uint64_t windows[DMA_ST_ENTRIES + 1];
	unsigned int i, last = DMA_ST_ENTRIES;
	uint8_t data[LEN];
	int ret;

	case_operation(c, "store");
	for (i = 0; i <= last; i++) {
		windows[i] = case_window(c, LEN);
		tag.st8 = 0x80 + i;
		tag.required = i < last;
		ret = import_tagged(c, c->demo->dma, windows[i], LEN, &tag, 0,
				    &imports[i]);
		if (!case_ret(c, ret, 0, "import"))
			break;
	}
	case_request(c, &tag);

	if (i > last) {
		case_reason(c, imports[last].fd, TPH_REASON_TABLE_FULL);
		data_bytes(windows[last], data, sizeof(data));
		ret = tph_dma_write(c->demo->dma, imports[last].handle, 0, data,
				    LEN);
		case_ret(c, ret, 0, "write");
		case_wire(c, windows[last], LEN, NULL);
		case_memory(c, windows[last], data, sizeof(data));
		import_end(c->demo->dma, &imports[last]);

		tag.required = true;
		ret = import_tagged(c, c->demo->dma, windows[last], LEN, &tag,
				    0, &imports[last]);
		case_ret(c, ret, -ENOSPC, "required import");
		import_end(c->demo->dma, &imports[last]);
	} else {
		import_end(c->demo->dma, &imports[i]);
	}

	while (i-- > 0)
		if (i < last)
			import_end(c->demo->dma, &imports[i]);
}

#define REFUSAL(name_, needs_, want_, flags_, ...)                       \
	{                                                                \
		.name = name_, .run = run_refusal, .needs = needs_,      \
		.arg = &(const struct refusal)                           \
		{                                                        \
			.tag = {__VA_ARGS__, .ph = 2, .required = true}, \
			.flags = flags_, .want = -(want_)                \
		}                                                        \
	}

static const struct demo_case_def cases[] = {
	REFUSAL("required/importer-no-tph", NEED_PEER, EOPNOTSUPP,
		TPH_DMA_NO_TPH, .st8_valid = true, .st8 = 0x30),
	REFUSAL("required/16-importer-8", NEED_PREFIX | NEED_ST16, ERANGE,
		TPH_DMA_ONLY_8, .st16_valid = true, .st16 = 0x3031),
	REFUSAL("required/blocked-16", NEED_BLOCK | NEED_ST16, EREMOTEIO, 0,
		.st16_valid = true, .st16 = 0x3032),
	REFUSAL("required/root-complex-8", NEED_ROOT, EREMOTEIO, 0,
		.st8_valid = true, .st8 = 0x33),
	REFUSAL("required/root-complex-16", NEED_ROOT | NEED_ST16, EREMOTEIO, 0,
		.st16_valid = true, .st16 = 0x3034),
	{.name = "required/table-full",
	 .run = run_table_full,
	 .needs = NEED_PEER},
	{.name = "required/iommufd", .run = run_iommufd, .needs = NEED_PEER},
};

void demo_importers(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}
