// SPDX-License-Identifier: BSD-3-Clause
/*
 * A ring of messages in shared memory, as simulators connect models with: a
 * fabric without headers, routes and tags
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/copy.h"
#include "bench/measure.h"

static const char usage[] =
	"Usage: bench-ring [OPTION]...\n"
	"Time messages through a ring in memory, copied in and out by one thread,\n"
	"beside memcpy.\n";

#define SLOTS	1024
#define MESSAGE 256    /* bytes of a slot */
#define BLOCK	65536u /* bytes of many messages */

enum owner { PRODUCER, CONSUMER };

/* A message, and the side that may touch it */
struct slot {
	_Alignas(64) uint8_t data[MESSAGE];
	_Atomic uint32_t owner;
};

/**
 * struct ring - a ring with both sides
 * @slots:	SLOTS of them
 * @in, @out:	next slot of producer and consumer
 * @copy:	source, destination and the place in them
 * @size:	bytes of a message
 * @block:	bytes of an operation
 */
struct ring {
	struct slot *slots;
	unsigned int in, out;
	struct bench_copy copy;
	size_t size, block;
};

/* Return: 0; -EAGAIN the ring is full */
static int put(struct ring *ring, const uint8_t *data)
{
	struct slot *slot = &ring->slots[ring->in];

	if (atomic_load_explicit(&slot->owner, memory_order_acquire) !=
	    PRODUCER)
		return -EAGAIN;
	memcpy(slot->data, data, ring->size);
	atomic_store_explicit(&slot->owner, CONSUMER, memory_order_release);
	ring->in = (ring->in + 1) % SLOTS;
	return 0;
}

/* Return: 0; -EAGAIN the ring is empty */
static int take(struct ring *ring, uint8_t *data)
{
	struct slot *slot = &ring->slots[ring->out];

	if (atomic_load_explicit(&slot->owner, memory_order_acquire) !=
	    CONSUMER)
		return -EAGAIN;
	memcpy(data, slot->data, ring->size);
	atomic_store_explicit(&slot->owner, PRODUCER, memory_order_release);
	ring->out = (ring->out + 1) % SLOTS;
	return 0;
}

static int pass(void *ctx, uint64_t n)
{
	struct ring *ring = ctx;
	struct bench_copy *copy = &ring->copy;

	for (n *= ring->block / ring->size; n--;) {
		int ret = put(ring, copy->src + copy->at);

		if (!ret)
			ret = take(ring, copy->dst + copy->at);
		if (ret)
			return ret;
		copy->at = (copy->at + ring->size) & (copy->memory - 1);
	}
	return 0;
}

static int measure(struct ring *ring, const char *name, const char *unit,
		   size_t block, const struct bench_options *options)
{
	struct bench_copy yardstick;
	const struct bench bench = {
		.figure = {.name = name, .run = pass, .ctx = ring},
		.yardstick = {"memcpy", bench_copy_run, NULL, NULL, &yardstick},
		.unit = unit,
		.ops = (1 << 20) / block,
		.samples = 4,
	};
	int ret = bench_copy_init(&yardstick, block, BENCH_MEMORY);

	if (ret)
		return ret;
	ring->block = block;
	ring->copy.at = 0;
	ret = bench_measure(&bench, options);
	bench_copy_free(&yardstick);
	if (!ret && memcmp(ring->copy.src, ring->copy.dst, block)) {
		fprintf(stderr, "bench: messages differ from their source\n");
		ret = -EIO;
	}
	return ret;
}

int main(int argc, char **argv)
{
	struct bench_options options;
	struct ring ring = {0};
	int ret;

	if (bench_options(argc, argv, usage, &options) != argc) {
		fputs(usage, stderr);
		return 2;
	}
	ring.size = options.size;
	ring.slots = aligned_alloc(64, SLOTS * sizeof(*ring.slots));
	ret = bench_copy_init(&ring.copy, options.size, BENCH_MEMORY);
	if (!ring.slots || ret) {
		fprintf(stderr, "bench: out of memory\n");
		return 1;
	}
	for (unsigned int i = 0; i < SLOTS; i++)
		atomic_init(&ring.slots[i].owner, PRODUCER);
	ret = measure(&ring, "ring", "message", options.size, &options);
	if (!ret)
		ret = measure(&ring, "ring, 64 KiB", "block", BLOCK, &options);
	bench_copy_free(&ring.copy);
	free(ring.slots);
	return ret ? 1 : 0;
}
