/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A status register whose bits stay set until software clears them, and a mask
 * of bits that interrupt. An interrupt is due when an unmasked bit becomes set,
 * or a set bit becomes unmasked: never twice for one setting of a bit.
 */
#ifndef DEVICE_EVENT_H
#define DEVICE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct event - status and interrupt mask
 * @status:	bits that are set
 * @mask:	bits that interrupt
 */
struct event {
	uint32_t status, mask;
};

/* Set @bits. Return: true if an interrupt is due. */
static inline bool event_set(struct event *event, uint32_t bits)
{
	uint32_t gained = bits & ~event->status & event->mask;

	event->status |= bits;
	return gained;
}

/* Replace the mask. Return: true if an interrupt is due. */
static inline bool event_unmask(struct event *event, uint32_t mask)
{
	uint32_t gained = event->status & mask & ~event->mask;

	event->mask = mask;
	return gained;
}

static inline void event_clear(struct event *event, uint32_t bits)
{
	event->status &= ~bits;
}

#endif /* DEVICE_EVENT_H */
