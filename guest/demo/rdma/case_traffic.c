// SPDX-License-Identifier: BSD-3-Clause
/* What happens to traffic that runs: registration of others, revocation */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rdma.h"

#define CHUNK	16384u
#define OTHERS	12
#define LIMIT_S 30

/**
 * struct traffic - a thread that writes into a region, over and over
 * @import:	where
 * @pair:	of its own
 * @data:	what, CHUNK bytes
 * @source:	region of @data
 * @stop:	tells it to end
 * @writes:	writes that came to an end
 * @ret:	0 or the first error, after which it ends
 */
struct traffic {
	struct rdma_import import;
	struct verbs_pair *pair;
	uint8_t *data;
	struct verbs_region source;
	pthread_t thread;
	atomic_bool stop;
	atomic_uint writes;
	atomic_int ret;
};

static void *traffic_loop(void *arg)
{
	struct traffic *t = arg;
	struct verbs_transfer write = {
		.local = &t->source, .remote = &t->import.region, .len = CHUNK};

	while (!t->stop && !t->ret) {
		t->ret = verbs_write(t->pair, &write, NULL);
		t->writes++;
	}
	return NULL;
}

/* Wait until @n more writes are done; false after LIMIT_S or an error */
static bool traffic_moves(struct traffic *t, unsigned int n)
{
	struct timespec nap = {.tv_nsec = 1000000};
	unsigned int target = t->writes + n;

	for (unsigned int i = 0; i < LIMIT_S * 1000u; i++) {
		if (t->ret)
			return false;
		if ((int)(t->writes - target) >= 0)
			return true;
		nanosleep(&nap, NULL);
	}
	return false;
}

static bool traffic_go(struct demo_case *c, struct traffic *t)
{
	t->stop = false;
	t->ret = 0;
	return case_ret(c, -pthread_create(&t->thread, NULL, traffic_loop, t),
			0, "start a thread");
}

/* Return: what the thread ended with */
static int traffic_halt(struct traffic *t)
{
	t->stop = true;
	pthread_join(t->thread, NULL);
	return t->ret;
}

static void traffic_free(struct traffic *t)
{
	verbs_pair_close(t->pair);
	verbs_deregister(&t->source);
	rdma_import_end(&t->import);
	free(t->data);
	free(t);
}

static struct traffic *traffic_start(struct demo_case *c,
				     const struct tph_tag *tag)
{
	struct verbs *v = rdma_demo(c)->verbs;
	struct traffic *t = calloc(1, sizeof(*t));
	int ret;

	if (!case_expect(c, t != NULL, "out of memory"))
		return NULL;
	t->import.fd = -1;
	t->data = aligned_alloc(4096, CHUNK);
	if (!case_expect(c, t->data != NULL, "out of memory"))
		goto err;
	data_bytes(5, t->data, CHUNK);
	ret = verbs_pair_open(v, &t->pair);
	if (!ret)
		ret = verbs_register(v, t->data, CHUNK, NULL, &t->source);
	if (!ret)
		ret = rdma_import(c, case_window(c, CHUNK), CHUNK, tag, NULL,
				  &t->import);
	if (rdma_ret(c, ret, 0, "set up traffic") && traffic_go(c, t))
		return t;
err:
	traffic_free(t);
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

/* Others register their tags while required traffic runs: none of it loses TH
 */
static void run_register(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {
		.st16_valid = true, .st16 = 0x5000, .ph = 2, .required = true};
	struct wire_hint hint = {16, 0x5000, 2};
	struct rdma_import others[OTHERS];
	struct traffic *t;
	int i;

	case_operation(c, "store");
	rdma_told(c, &tag);
	case_program(c, true, tag.st16, ACCEL_OP_STORE, -1);
	t = traffic_start(c, &tag);
	if (!t)
		return;
	case_wire_some(c, t->import.offset, CHUNK, &hint);

	for (i = 0; i < OTHERS; i++) {
		struct tph_tag other = {.st16_valid = true,
					.st16 = 0x5001 + i,
					.ph = 1,
					.required = true};

		if (!register_beside(c, &other, &others[i]))
			break;
		if (!case_expect(c, traffic_moves(t, 1), "traffic has stopped"))
			break;
	}

	rdma_ret(c, traffic_halt(t), 0, "traffic");
	case_add(c, "traffic-writes", json_object_new_int(t->writes));
	case_memory(c, t->import.offset, t->data, CHUNK);
	if (i < OTHERS)
		rdma_import_end(&others[i]);
	while (i-- > 0)
		rdma_import_end(&others[i]);
	traffic_free(t);
}

/*
 * The memory goes away while writes run: the writer gets an error, and after
 * the return it goes on as before.
 */
static void run_revoke(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = {
		.st16_valid = true, .st16 = 0x5100, .ph = 2, .required = true};
	struct wire_hint hint = {16, 0x5100, 2};
	struct traffic *t;

	case_operation(c, "store");
	rdma_told(c, &tag);
	case_program(c, true, tag.st16, ACCEL_OP_STORE, -1);
	t = traffic_start(c, &tag);
	if (!t)
		return;
	case_wire_some(c, t->import.offset, CHUNK, &hint);

	for (int i = 0; i < 3; i++) {
		case_expect(c, traffic_moves(t, 2), "traffic does not run");
		case_ret(c, tph_device_memory_enable(c->demo->dev, false), 0,
			 "memory off");
		pthread_join(t->thread, NULL);
		case_expect(c, t->ret == -EREMOTEIO,
			    "the writer ended with %d, expected -EREMOTEIO",
			    t->ret);
		case_ret(c, tph_device_memory_enable(c->demo->dev, true), 0,
			 "memory on");
		rdma_ret(c, verbs_pair_reset(t->pair), 0, "connect again");
		if (!traffic_go(c, t))
			break;
	}
	case_expect(c, traffic_moves(t, 2), "traffic does not run again");
	rdma_ret(c, traffic_halt(t), 0, "traffic");
	case_add(c, "traffic-writes", json_object_new_int(t->writes));
	case_memory(c, t->import.offset, t->data, CHUNK);
	traffic_free(t);
}

static const struct demo_case_def cases[] = {
	{"rdma/register-under-traffic", run_register, NULL, NIC_16},
	{"rdma/revoke-under-traffic", run_revoke, NULL, NIC_16},
};

void rdma_traffic(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}
