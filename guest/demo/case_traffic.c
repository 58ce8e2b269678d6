// SPDX-License-Identifier: BSD-3-Clause
/* Running traffic during registrations by others and a device reset */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "guest/demo/traffic.h"

#define CHUNK  16384u
#define OTHERS 12

/**
 * struct writer - source of the traffic
 * @dma:	an engine file of its own
 * @import:	destination
 * @data:	CHUNK bytes to write
 */
struct writer {
	struct traffic traffic;
	struct tph_dma *dma;
	struct demo_import import;
	uint8_t data[CHUNK];
};

static int write_chunk(void *ctx)
{
	struct writer *w = ctx;

	return tph_dma_write(w->dma, w->import.handle, 0, w->data, CHUNK);
}

static void writer_free(struct writer *w)
{
	import_end(w->dma, &w->import);
	tph_dma_close(w->dma);
	free(w);
}

static struct writer *writer_start(struct demo_case *c,
				   const struct tph_tag *tag)
{
	struct writer *w = calloc(1, sizeof(*w));
	int ret;

	if (!case_expect(c, w != NULL, "out of memory"))
		return NULL;
	w->traffic.write = write_chunk;
	w->traffic.ctx = w;
	w->import.fd = -1;
	data_bytes(5, w->data, CHUNK);
	ret = tph_dma_open(NULL, &w->dma);
	if (!case_ret(c, ret, 0, "open the importer"))
		goto err;
	ret = import_tagged(c, w->dma, case_window(c, CHUNK), CHUNK, tag, 0,
			    &w->import);
	if (case_ret(c, ret, 0, "import") && traffic_start(c, &w->traffic))
		return w;
err:
	writer_free(w);
	return NULL;
}

/* Others register tags while required traffic runs: no write of it loses TH */
static void run_register(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {
		.st8_valid = true, .st8 = 0x50, .ph = 2, .required = true};
	struct wire_hint hint = {8, 0x50, 2};
	struct demo_import others[OTHERS];
	uint8_t data[WINDOW_SIZE];
	struct writer *w;
	uint64_t window;
	int i, ret;

	case_begin(c, "store", &tag, ACCEL_OP_STORE);
	w = writer_start(c, &tag);
	if (!w)
		return;
	window = w->import.offset;
	case_wire_some(c, window, CHUNK, &hint);

	for (i = 0; i < OTHERS; i++) {
		struct tph_tag other = {.st8_valid = true,
					.st8 = 0x51 + i,
					.ph = 1,
					.required = true};
		struct wire_hint other_hint = {8, other.st8, 1};

		ret = import_tagged(c, c->demo->dma,
				    case_window(c, WINDOW_SIZE), WINDOW_SIZE,
				    &other, 0, &others[i]);
		if (!case_ret(c, ret, 0, "import beside traffic"))
			break;
		data_bytes(i, data, sizeof(data));
		ret = tph_dma_write(c->demo->dma, others[i].handle, 0, data,
				    sizeof(data));
		case_ret(c, ret, 0, "write beside traffic");
		case_wire(c, others[i].offset, sizeof(data), &other_hint);
		case_memory(c, others[i].offset, data, sizeof(data));
		if (!case_expect(c, traffic_moves(&w->traffic, 1),
				 "traffic has stopped"))
			break;
	}

	case_ret(c, traffic_stop(&w->traffic), 0, "traffic");
	case_add(c, "traffic-writes", json_object_new_int(w->traffic.writes));
	case_memory(c, window, w->data, CHUNK);
	if (i < OTHERS)
		import_end(c->demo->dma, &others[i]);
	while (i-- > 0)
		import_end(c->demo->dma, &others[i]);
	writer_free(w);
}

/*
 * The device is reset while writes run: the writer gets an error, and the cleared
 * state stays clear.
 */
static void run_reset(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {.st8_valid = true, .st8 = 0x60, .ph = 2};
	struct wire_hint hint = {8, 0x60, 2};
	bool peer = c->demo->path & NEED_PEER;
	uint8_t clear[CHUNK] = {0};
	struct writer *w;
	uint64_t window;
	int ret;

	case_operation(c, "store");
	if (peer)
		case_request(c, &tag);
	case_program(c, false, 0x60, ACCEL_OP_STORE, -1);
	w = writer_start(c, peer ? &tag : NULL);
	if (!w)
		return;
	window = w->import.offset;
	case_wire_some(c, window, CHUNK, peer ? &hint : NULL);
	case_expect(c, traffic_moves(&w->traffic, 2), "traffic does not run");

	ret = tph_device_reset(c->demo->dev);
	case_ret(c, ret, 0, "reset");
	ret = traffic_join(&w->traffic);
	case_expect(c, ret == -ENODEV,
		    "the writer ended with %d, expected -ENODEV", ret);
	case_add(c, "traffic-writes", json_object_new_int(w->traffic.writes));
	case_add(c, "stops-at-reset", json_object_new_boolean(true));
	case_memory(c, window, clear, CHUNK);

	writer_free(w);
}

static const struct demo_case_def cases[] = {
	{"register-under-traffic", run_register, NULL, NEED_PEER},
	{"reset-under-traffic", run_reset, NULL, NEED_ANY},
};

void demo_traffic(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}
