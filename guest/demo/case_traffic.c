// SPDX-License-Identifier: BSD-3-Clause
/* What happens to traffic that runs: registration of others, device reset */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "demo.h"

#define CHUNK	16384u
#define OTHERS	12
#define LIMIT_S 30

/**
 * struct traffic - a thread that writes into an import, over and over
 * @dma:	an engine file of its own
 * @import:	where
 * @data:	what, CHUNK bytes
 * @stop:	tells it to end
 * @writes:	writes that came to an end
 * @ret:	0 or the first error, after which it ends
 */
struct traffic {
	struct tph_dma *dma;
	struct demo_import import;
	uint8_t data[CHUNK];
	pthread_t thread;
	atomic_bool stop;
	atomic_uint writes;
	atomic_int ret;
};

static void *traffic_loop(void *arg)
{
	struct traffic *t = arg;

	while (!t->stop && !t->ret) {
		t->ret = tph_dma_write(t->dma, t->import.handle, 0, t->data,
				       CHUNK);
		t->writes++;
	}
	return NULL;
}

/* Wait until @n more writes are done; false after LIMIT_S or an error */
static bool traffic_moves(struct traffic *t, unsigned int n)
{
	struct timespec nap = { .tv_nsec = 1000000 };
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

static struct traffic *traffic_start(struct demo_case *c,
				     const struct tph_tag *tag)
{
	struct traffic *t = calloc(1, sizeof(*t));
	int ret;

	if (!case_expect(c, t != NULL, "out of memory"))
		return NULL;
	t->import.fd = -1;
	data_bytes(5, t->data, CHUNK);
	ret = tph_dma_open(NULL, &t->dma);
	if (!case_ret(c, ret, 0, "open the importer"))
		goto err;
	ret = import_tagged(c, t->dma, case_window(c, CHUNK), CHUNK, tag, 0,
			    &t->import);
	if (!case_ret(c, ret, 0, "import"))
		goto err;
	ret = -pthread_create(&t->thread, NULL, traffic_loop, t);
	if (case_ret(c, ret, 0, "start a thread"))
		return t;
err:
	import_end(t->dma, &t->import);
	tph_dma_close(t->dma);
	free(t);
	return NULL;
}

/* Return: what the thread ended with */
static int traffic_end(struct traffic *t)
{
	int ret;

	t->stop = true;
	pthread_join(t->thread, NULL);
	ret = t->ret;
	import_end(t->dma, &t->import);
	tph_dma_close(t->dma);
	free(t);
	return ret;
}

/* Others register their tags while required traffic runs: none of it loses TH */
static void run_register(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = { .st8_valid = true, .st8 = 0x50, .ph = 2,
			       .required = true };
	struct wire_hint hint = { 8, 0x50, 2 };
	struct demo_import others[OTHERS];
	uint8_t data[WINDOW_SIZE];
	struct traffic *t;
	uint64_t window;
	int i, ret;

	case_operation(c, "store");
	case_told(c, 8, 0x50, 2);
	case_program(c, false, 0x50, ACCEL_OP_STORE, -1);
	t = traffic_start(c, &tag);
	if (!t)
		return;
	window = t->import.offset;
	case_wire_some(c, window, CHUNK, &hint);

	for (i = 0; i < OTHERS; i++) {
		struct tph_tag other = { .st8_valid = true, .st8 = 0x51 + i,
					 .ph = 1, .required = true };
		struct wire_hint other_hint = { 8, other.st8, 1 };

		ret = import_tagged(c, c->demo->dma, case_window(c, WINDOW_SIZE),
				    WINDOW_SIZE, &other, 0, &others[i]);
		if (!case_ret(c, ret, 0, "import beside traffic"))
			break;
		data_bytes(i, data, sizeof(data));
		ret = tph_dma_write(c->demo->dma, others[i].handle, 0, data,
				    sizeof(data));
		case_ret(c, ret, 0, "write beside traffic");
		case_wire(c, others[i].offset, sizeof(data), &other_hint);
		case_memory(c, others[i].offset, data, sizeof(data));
		if (!case_expect(c, traffic_moves(t, 1),
				 "traffic has stopped"))
			break;
	}

	case_add(c, "traffic-writes", json_object_new_int(t->writes));
	case_memory(c, window, t->data, CHUNK);
	case_ret(c, traffic_end(t), 0, "traffic");
	if (i < OTHERS)
		import_end(c->demo->dma, &others[i]);
	while (i-- > 0)
		import_end(c->demo->dma, &others[i]);
}

/*
 * The device is reset while writes run: the writer gets an error, and what the
 * reset cleared stays clear.
 */
static void run_reset(struct demo_case *c, const void *arg)
{
	struct tph_tag tag = { .st8_valid = true, .st8 = 0x60, .ph = 2 };
	struct wire_hint hint = { 8, 0x60, 2 };
	bool peer = c->demo->path & NEED_PEER;
	uint8_t clear[CHUNK] = { 0 };
	struct traffic *t;
	uint64_t window;
	int ret;

	case_operation(c, "store");
	if (peer)
		case_told(c, 8, 0x60, 2);
	case_program(c, false, 0x60, ACCEL_OP_STORE, -1);
	t = traffic_start(c, peer ? &tag : NULL);
	if (!t)
		return;
	window = t->import.offset;
	case_wire_some(c, window, CHUNK, peer ? &hint : NULL);
	case_expect(c, traffic_moves(t, 2), "traffic does not run");

	ret = tph_device_reset(c->demo->dev);
	case_ret(c, ret, 0, "reset");
	pthread_join(t->thread, NULL);
	case_expect(c, t->ret == -ENODEV, "the writer ended with %d, expected -ENODEV",
		    t->ret);
	case_add(c, "traffic-writes", json_object_new_int(t->writes));
	case_add(c, "stops-at-reset", json_object_new_boolean(true));
	case_memory(c, window, clear, CHUNK);

	import_end(t->dma, &t->import);
	tph_dma_close(t->dma);
	free(t);
}

static const struct demo_case_def cases[] = {
	{ "register-under-traffic", run_register, NULL, NEED_PEER },
	{ "reset-under-traffic", run_reset, NULL, NEED_ANY },
};

void demo_traffic(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}
