/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two accelerators: one gets runs of writes, the other the same writes one at a
 * time. They must not differ.
 */
#ifndef TESTS_DEVICE_TWIN_H
#define TESTS_DEVICE_TWIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <opentph/hw/accel.h>
#include <opentph/tlp.h>

#include "device/accel/core.h"

struct twin {
	struct accel run, single;
};

/* Return: 0, or the error of accel_init() */
static inline int twin_init(struct twin *twin, uint64_t size,
			    unsigned int partitions, bool tph_ext)
{
	int ret = accel_init(&twin->run, size, partitions, true, tph_ext);

	if (!ret)
		ret = accel_init(&twin->single, size, partitions, true,
				 tph_ext);
	return ret;
}

static inline void twin_free(struct twin *twin)
{
	accel_free(&twin->run);
	accel_free(&twin->single);
}

static inline void twin_reset(struct twin *twin)
{
	accel_reset(&twin->run);
	accel_reset(&twin->single);
}

/* Write a register of both. */
static inline void twin_set(struct twin *twin, uint32_t offset, uint32_t value)
{
	const uint8_t data[4] = {(uint8_t)value, (uint8_t)(value >> 8),
				 (uint8_t)(value >> 16),
				 (uint8_t)(value >> 24)};
	const struct tlp tlp = {
		.type = TLP_MWR, .length = 1, .first_be = 0xf, .payload = data};

	regs_write(&accel_regs, &twin->run, offset, &tlp);
	regs_write(&accel_regs, &twin->single, offset, &tlp);
	twin->run.vectors = 0;
	twin->single.vectors = 0;
}

/* Return: NULL, or a difference of registers; counters of tags apart */
static inline const char *twin_regs_differ(const struct twin *twin)
{
	const struct accel *a = &twin->run, *b = &twin->single;

	if (memcmp(a->count, b->count, sizeof(a->count)))
		return "counters";
	if (memcmp(a->part, b->part, sizeof(a->part)))
		return "counters of partitions";
	if (memcmp(&a->event, &b->event, sizeof(a->event)) ||
	    a->event_addr != b->event_addr || a->event_st != b->event_st)
		return "events";
	if (a->vectors != b->vectors)
		return "interrupts";
	return NULL;
}

/* Return: NULL, or a difference of memory or counters of tags */
static inline const char *twin_memory_differs(const struct twin *twin)
{
	const struct accel *a = &twin->run, *b = &twin->single;

	if (memcmp(a->mem, b->mem, a->size))
		return "memory";
	if (memcmp(a->tags, b->tags, ACCEL_TAGS * sizeof(*a->tags)))
		return "counters of tags";
	return NULL;
}

/*
 * Write a run of @n TLPs from @offset on, @tlp the first. @own: the payloads lie
 * in the accelerator's own memory at this offset; UINT64_MAX: at @tlp->payload.
 * Return: NULL, or a difference.
 */
static inline const char *twin_write(struct twin *twin, uint64_t offset,
				     const struct tlp *tlp, unsigned int n,
				     uint64_t own)
{
	struct tlp a = *tlp, b = *tlp;
	uint32_t len = tlp->length * 4u;

	if (own != UINT64_MAX) {
		a.payload = twin->run.mem + own;
		b.payload = twin->single.mem + own;
	}
	while (n) {
		unsigned int done =
			accel_ingress_run(&twin->run, offset, &a, n);
		const char *difference;

		if (!done || done > n)
			return "number of writes";
		n -= done;
		a.payload += done * len;
		for (; done; done--, offset += len, b.payload += len) {
			if (twin->single.vectors)
				return "an interrupt is passed";
			accel_ingress(&twin->single, offset, &b);
		}
		difference = twin_regs_differ(twin);
		if (difference)
			return difference;
		twin->run.vectors = 0;
		twin->single.vectors = 0;
	}
	return NULL;
}

#endif /* TESTS_DEVICE_TWIN_H */
