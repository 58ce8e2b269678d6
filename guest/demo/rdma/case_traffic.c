// SPDX-License-Identifier: BSD-3-Clause
/* Running traffic during registrations by others and a revocation */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "guest/demo/traffic.h"
#include "guest/demo/rdma/rdma.h"

#define CHUNK  131072u
#define OTHERS 12

/**
 * struct writer - source of the traffic
 * @import:	destination
 * @pair:	queue pairs of its own
 * @data:	CHUNK bytes to write
 * @source:	region of @data
 */
struct writer {
	struct traffic traffic;
	struct rdma_import import;
	struct verbs_pair *pair;
	uint8_t *data;
	struct verbs_region source;
};

static int write_chunk(void *ctx)
{
	struct writer *w = ctx;
	struct verbs_transfer write = {
		.local = &w->source, .remote = &w->import.region, .len = CHUNK};

	return verbs_write(w->pair, &write, NULL);
}

static void writer_free(struct writer *w)
{
	verbs_pair_close(w->pair);
	verbs_deregister(&w->source);
	rdma_import_end(&w->import);
	free(w->data);
	free(w);
}

static struct writer *writer_start(struct demo_case *c,
				   const struct tph_tag *tag)
{
	struct verbs *v = rdma_demo(c)->verbs;
	struct writer *w = calloc(1, sizeof(*w));
	int ret;

	if (!case_expect(c, w != NULL, "out of memory"))
		return NULL;
	w->traffic.write = write_chunk;
	w->traffic.ctx = w;
	w->import.fd = -1;
	w->data = aligned_alloc(4096, CHUNK);
	if (!case_expect(c, w->data != NULL, "out of memory"))
		goto err;
	data_bytes(5, w->data, CHUNK);
	ret = verbs_pair_open(v, &w->pair);
	if (!ret)
		ret = verbs_register(v, w->data, CHUNK, NULL, &w->source);
	if (!ret)
		ret = rdma_import(c, case_window(c, CHUNK), CHUNK, tag, NULL,
				  &w->import);
	if (rdma_ret(c, ret, 0, "set up traffic") &&
	    traffic_start(c, &w->traffic))
		return w;
err:
	writer_free(w);
	return NULL;
}

/* Register a window under @tag beside the traffic, and write it */
static bool register_beside(struct demo_case *c, const struct tph_tag *tag,
			    struct rdma_import *import)
{
	struct wire_hint hint = {16, tag->st16, tag->ph};
	uint8_t data[WINDOW_SIZE];
	int ret;

	ret = rdma_import(c, case_window(c, WINDOW_SIZE), WINDOW_SIZE, tag,
			  NULL, import);
	if (!rdma_ret(c, ret, 0, "register beside traffic"))
		return false;
	data_bytes(tag->st16, data, sizeof(data));
	ret = rdma_write(c, import, 0, data, sizeof(data));
	rdma_ret(c, ret, 0, "write beside traffic");
	case_wire(c, import->offset, sizeof(data), &hint);
	case_memory(c, import->offset, data, sizeof(data));
	return true;
}

/* Others register tags while required traffic runs: no write of it loses TH */
static void run_register(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {
		.st16_valid = true, .st16 = 0x5000, .ph = 2, .required = true};
	struct wire_hint hint = {16, 0x5000, 2};
	struct rdma_import others[OTHERS];
	struct writer *w;
	int i;

	case_begin(c, "store", &tag, ACCEL_OP_STORE);
	w = writer_start(c, &tag);
	if (!w)
		return;
	case_wire_some(c, w->import.offset, CHUNK, &hint);

	for (i = 0; i < OTHERS; i++) {
		struct tph_tag other = {.st16_valid = true,
					.st16 = 0x5001 + i,
					.ph = 1,
					.required = true};

		if (!register_beside(c, &other, &others[i]))
			break;
		if (!case_expect(c, traffic_moves(&w->traffic, 1),
				 "traffic has stopped"))
			break;
	}

	rdma_ret(c, traffic_stop(&w->traffic), 0, "traffic");
	case_add(c, "traffic-writes", json_object_new_int(w->traffic.writes));
	case_memory(c, w->import.offset, w->data, CHUNK);
	if (i < OTHERS)
		rdma_import_end(&others[i]);
	while (i-- > 0)
		rdma_import_end(&others[i]);
	writer_free(w);
}

/*
 * The memory is revoked while writes run: the writer gets an error, and continues
 * after the memory is restored.
 */
static void run_revoke(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {
		.st16_valid = true, .st16 = 0x5100, .ph = 2, .required = true};
	struct wire_hint hint = {16, 0x5100, 2};
	struct writer *w;
	int ret;

	case_begin(c, "store", &tag, ACCEL_OP_STORE);
	w = writer_start(c, &tag);
	if (!w)
		return;
	case_wire_some(c, w->import.offset, CHUNK, &hint);

	for (int i = 0; i < 3; i++) {
		case_expect(c, traffic_moves(&w->traffic, 2),
			    "traffic does not run");
		case_ret(c, tph_device_memory_enable(c->demo->dev, false), 0,
			 "memory off");
		ret = traffic_join(&w->traffic);
		case_expect(c, ret == -EREMOTEIO,
			    "the writer ended with %d, expected -EREMOTEIO",
			    ret);
		case_ret(c, tph_device_memory_enable(c->demo->dev, true), 0,
			 "memory on");
		rdma_ret(c, verbs_pair_reset(w->pair), 0, "connect again");
		if (!traffic_start(c, &w->traffic))
			break;
	}
	case_expect(c, traffic_moves(&w->traffic, 2),
		    "traffic does not run again");
	rdma_ret(c, traffic_stop(&w->traffic), 0, "traffic");
	case_add(c, "traffic-writes", json_object_new_int(w->traffic.writes));
	case_memory(c, w->import.offset, w->data, CHUNK);
	writer_free(w);
}

static const struct demo_case_def cases[] = {
	{"rdma/register-under-traffic", run_register, NULL, NIC_16 | NEED_ST16},
	{"rdma/revoke-under-traffic", run_revoke, NULL, NIC_16 | NEED_ST16},
};

void rdma_traffic(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}
