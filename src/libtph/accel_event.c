// SPDX-License-Identifier: BSD-3-Clause
/* Events of the accelerator. */
#include <errno.h>

#include "libtph/accel_priv.h"

int accel_irqs(struct tph_accel *accel)
{
	if (accel->dev->enabled)
		return 0;
	return tph_irq_enable(accel->dev, ACCEL_MSIX_VECTORS);
}

int tph_accel_events(struct tph_accel *accel,
		     struct tph_accel_events *ret_events)
{
	struct tph_accel_events events;
	uint32_t st;
	int ret;

	ret = accel_get(accel, ACCEL_REG_EVENT, &events.bits);
	if (!ret)
		ret = accel_get64(accel, ACCEL_REG_EVENT_ADDR, &events.addr);
	if (!ret)
		ret = accel_get(accel, ACCEL_REG_EVENT_ST, &st);
	if (ret)
		return ret;
	events.th = st & ACCEL_EVENT_ST_TH;
	events.st16 = st & ACCEL_EVENT_ST_EXT;
	events.st = FIELD_GET(ACCEL_EVENT_ST_TAG, st);
	*ret_events = events;
	return 0;
}

int tph_accel_events_clear(struct tph_accel *accel, uint32_t bits)
{
	return accel_set(accel, ACCEL_REG_EVENT, bits);
}

int tph_accel_events_mask(struct tph_accel *accel, uint32_t bits)
{
	if (bits & ~(uint32_t)ACCEL_EVENT_ALL)
		return error_fail(-EINVAL, "%s: unknown event 0x%x",
				  tph_device_bdf(accel->dev), bits);
	return accel_set(accel, ACCEL_REG_EVENT_MASK, bits);
}

int tph_accel_events_wait(struct tph_accel *accel, int timeout_ms,
			  struct tph_accel_events *ret_events)
{
	int64_t left = timeout_ms, end = lib_now_ms() + timeout_ms;
	struct tph_accel_events events;
	uint32_t mask;
	int ret;

	/* Read each time, since a reset clears it */
	ret = accel_get(accel, ACCEL_REG_EVENT_MASK, &mask);
	if (!ret && !mask)
		ret = error_fail(-EINVAL, "%s: all events are masked",
				 tph_device_bdf(accel->dev));
	if (!ret)
		ret = accel_irqs(accel);
	/*
	 * The register decides: the interrupt may belong to an event that is
	 * cleared already, and an event may precede the enabling of interrupts.
	 */
	while (!ret) {
		ret = tph_accel_events(accel, &events);
		if (ret || events.bits & mask)
			break;
		if (timeout_ms >= 0) {
			left = end - lib_now_ms();
			if (left < 0)
				left = 0;
		}
		ret = tph_irq_wait(accel->dev, ACCEL_VECTOR_EVENT, (int)left,
				   NULL);
	}
	if (!ret && ret_events)
		*ret_events = events;
	return ret;
}
