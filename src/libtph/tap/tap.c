// SPDX-License-Identifier: BSD-3-Clause
/* The tap of an accelerator: open, start, read, stop */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libtph/tap/priv.h"

/* Bits of ACCEL_REG_TAP_CTRL that choose TLPs */
#define FILTERS \
	(ACCEL_TAP_CTRL_TH | ACCEL_TAP_CTRL_INSIDE | ACCEL_TAP_CTRL_OUTSIDE)

#define DW (~UINT64_C(3))

const char *tph_tap_way_name(enum tph_tap_way way)
{
	static const char *const names[] = {
		[TPH_TAP_AUTO] = "auto",
		[TPH_TAP_VFIO] = "vfio",
		[TPH_TAP_SYSFS] = "sysfs",
	};

	return (unsigned int)way < ARRAY_SIZE(names) ? names[way] : NULL;
}

/* Explain an error of the reader, unless an access did. Return: @err */
static int explain(const struct tph_tap *tap, int err)
{
	if (err == -ENODEV)
		return error_fail(
			err,
			"%s: does not answer: it is unplugged, asleep, or its memory decoding is off",
			tap->bdf);
	if (err == -ECONNRESET)
		return error_fail(
			err,
			"%s: it was reset, or another program has changed its tap; start again",
			tap->bdf);
	if (err == -EBADMSG)
		return error_fail(
			err,
			"%s: the device contradicts itself: %s cannot be right",
			tap->bdf, tap->reader.wrong);
	return err;
}

static int get(const struct tph_tap *tap, uint32_t reg, uint32_t *ret_value)
{
	return tap_get(&tap->reader, reg, ret_value);
}

static int set(const struct tph_tap *tap, uint32_t reg, uint32_t value)
{
	return tap->reader.access->write(tap->reader.device, reg, value);
}

static int set64(const struct tph_tap *tap, uint32_t reg, uint64_t value)
{
	int ret = set(tap, reg, (uint32_t)value);

	return ret ? ret : set(tap, reg + 4, (uint32_t)(value >> 32));
}

int tap_identify(struct tph_tap *tap, const struct tap_access *access,
		 void *device)
{
	struct tph_tap_info *info = &tap->info;
	uint32_t id, version, caps;
	int ret;

	info->bdf = tap->bdf;
	tap->reader.access = access;
	tap->reader.device = device;
	ret = get(tap, ACCEL_REG_ID, &id);
	if (ret)
		return ret;
	if (id == UINT32_MAX)
		return explain(tap, -ENODEV);
	if (id != ACCEL_ID_MAGIC)
		return error_fail(-ENODEV,
				  "%s: not an accelerator: ID is 0x%08x",
				  tap->bdf, id);
	ret = get(tap, ACCEL_REG_VERSION, &version);
	if (!ret)
		ret = get(tap, ACCEL_REG_CAPS, &caps);
	if (!ret)
		ret = get(tap, ACCEL_REG_BUILD, &info->build);
	if (!ret)
		ret = get(tap, ACCEL_REG_TAP_KHZ, &info->khz);
	if (ret)
		return ret;
	if (version != ACCEL_VERSION)
		return error_fail(
			-EPROTO,
			"%s: register version %u, but this library drives version %u",
			tap->bdf, version, ACCEL_VERSION);
	if (!(caps & ACCEL_CAPS_TAP))
		return error_fail(
			-EOPNOTSUPP,
			"%s: the accelerator has no tap (bit 19 of CAPS is 0); build its logic with TAP_LOG2",
			tap->bdf);
	ret = tap_reader_open(&tap->reader, access, device);
	if (ret == -EPROTO)
		return error_fail(ret, "%s: its tap has a ring of unknown size",
				  tap->bdf);
	info->ring = tap->reader.size;
	return ret;
}

int tph_tap_open(const char *bdf, const struct tph_tap_options *options,
		 struct tph_tap **ret_tap)
{
	const struct tph_tap_options none = {TPH_TAP_AUTO,
					     {TPH_BACKEND_AUTO, false}};
	struct tph_tap *tap = calloc(1, sizeof(*tap));
	int ret;

	if (!tap)
		return error_fail(-ENOMEM, "%.40s: out of memory", bdf);
	tap->fd = -1;
	ret = pci_lookup(bdf, tap->bdf);
	if (!ret)
		ret = tap_attach(tap, options ? options : &none);
	if (!ret)
		ret = tap_identify(tap, &tap_registers, tap);
	if (ret) {
		tap_detach(tap);
		free(tap);
		return ret;
	}
	*ret_tap = tap;
	return 0;
}

static void restore(struct tph_tap *tap)
{
	tap->started = false;
	set(tap, ACCEL_REG_TAP_SNAP, tap->snap);
	set64(tap, ACCEL_REG_TAP_BASE, tap->base);
	set64(tap, ACCEL_REG_TAP_LIMIT, tap->limit);
}

void tph_tap_close(struct tph_tap *tap)
{
	if (!tap)
		return;
	if (tap->taking)
		tph_tap_stop(tap);
	if (tap->started)
		restore(tap);
	tap_detach(tap);
	free(tap);
}

const struct tph_tap_info *tph_tap_info(const struct tph_tap *tap)
{
	return &tap->info;
}

static int save(struct tph_tap *tap)
{
	int ret = get(tap, ACCEL_REG_TAP_SNAP, &tap->snap);

	if (!ret)
		ret = tap_get64(&tap->reader, ACCEL_REG_TAP_BASE, &tap->base);
	if (!ret)
		ret = tap_get64(&tap->reader, ACCEL_REG_TAP_LIMIT, &tap->limit);
	tap->started = !ret;
	return ret;
}

static int no_filter(const struct tph_tap *tap, const char *what)
{
	return error_fail(-EOPNOTSUPP,
			  "%s: its tap does not have this filter: %s", tap->bdf,
			  what);
}

static int set_snap(struct tph_tap *tap, uint32_t snap)
{
	uint32_t now;
	int ret;

	if (!snap || snap > ACCEL_TAP_SNAP_MAX)
		snap = ACCEL_TAP_SNAP_MAX;
	snap = (snap + 15) & ~15u;
	ret = set(tap, ACCEL_REG_TAP_SNAP, snap);
	if (!ret)
		ret = get(tap, ACCEL_REG_TAP_SNAP, &now);
	if (ret)
		return ret;
	return now == snap ? 0 : no_filter(tap, "the number of bytes kept");
}

static int set_range(struct tph_tap *tap, uint64_t base, uint64_t limit)
{
	uint64_t now_base, now_limit;
	int ret = set64(tap, ACCEL_REG_TAP_BASE, base & DW);

	if (!ret)
		ret = set64(tap, ACCEL_REG_TAP_LIMIT, limit & DW);
	if (!ret)
		ret = tap_get64(&tap->reader, ACCEL_REG_TAP_BASE, &now_base);
	if (!ret)
		ret = tap_get64(&tap->reader, ACCEL_REG_TAP_LIMIT, &now_limit);
	if (ret)
		return ret;
	return now_base == (base & DW) && now_limit == (limit & DW)
		       ? 0
		       : no_filter(tap, "a range of addresses");
}

static int enable(struct tph_tap *tap, const struct tph_tap_filter *filter)
{
	uint32_t now, ctrl = ACCEL_TAP_CTRL_ENABLE;
	int ret;

	if (filter->th)
		ctrl |= ACCEL_TAP_CTRL_TH;
	if (filter->range == TPH_TAP_INSIDE)
		ctrl |= ACCEL_TAP_CTRL_INSIDE;
	if (filter->range == TPH_TAP_OUTSIDE)
		ctrl |= ACCEL_TAP_CTRL_OUTSIDE;
	/* Until the reader knows the position, nothing can be lost but by a reset */
	ret = set(tap, ACCEL_REG_TAP_CTRL, ctrl | ACCEL_TAP_CTRL_CLEAR);
	tap->taking = true;
	if (!ret)
		ret = get(tap, ACCEL_REG_TAP_CTRL, &now);
	if (ret)
		return ret;
	if (now == UINT32_MAX)
		return -ENODEV;
	if (now != ctrl)
		return no_filter(tap, "hints, or in or out of a range");
	ret = tap_reader_open(&tap->reader, tap->reader.access,
			      tap->reader.device);
	tap->reader.watched = true;
	tap->reader.ctrl = ctrl;
	return ret == -EPROTO ? -ENODEV : ret;
}

/* A failed start leaves the device as it was */
static int undo(struct tph_tap *tap, int err)
{
	if (tap->taking)
		set(tap, ACCEL_REG_TAP_CTRL, tap->ctrl & FILTERS);
	tap->taking = false;
	if (tap->started)
		restore(tap);
	return explain(tap, err);
}

int tph_tap_start(struct tph_tap *tap, const struct tph_tap_filter *filter)
{
	uint32_t ctrl;
	int ret;

	if (filter->range != TPH_TAP_ANYWHERE && filter->base > filter->limit)
		return error_fail(-EINVAL,
				  "%s: a range ends before its beginning",
				  tap->bdf);
	ret = get(tap, ACCEL_REG_TAP_CTRL, &ctrl);
	if (ret || ctrl == UINT32_MAX)
		return explain(tap, ret ? ret : -ENODEV);
	if (ctrl & ACCEL_TAP_CTRL_ENABLE && !filter->force)
		return error_fail(
			-EBUSY,
			"%s: its tap is in use, or its last reader was killed: take it over by force",
			tap->bdf);
	/* A second start keeps the values that the first one found */
	if (!tap->started)
		tap->ctrl = ctrl;
	ret = set(tap, ACCEL_REG_TAP_CTRL, tap->ctrl & FILTERS);
	if (!ret && !tap->started)
		ret = save(tap);
	if (!ret)
		ret = set_snap(tap, filter->snap);
	if (!ret && filter->range != TPH_TAP_ANYWHERE)
		ret = set_range(tap, filter->base, filter->limit);
	if (!ret)
		ret = enable(tap, filter);
	return ret ? undo(tap, ret) : 0;
}

int tph_tap_next(struct tph_tap *tap, struct tph_tap_record *ret_record)
{
	int ret = tap_reader_next(&tap->reader, ret_record);

	if (ret >= 0)
		return ret;
	/* The registers are not those that tph_tap_start() wrote */
	if (ret == -ENODEV || ret == -ECONNRESET)
		tph_tap_abandon(tap);
	return explain(tap, ret);
}

int tph_tap_stop(struct tph_tap *tap)
{
	uint32_t now;
	int ret;

	if (!tap->taking)
		return 0;
	ret = get(tap, ACCEL_REG_TAP_CTRL, &now);
	if (!ret && now != tap->reader.ctrl)
		ret = now == UINT32_MAX ? -ENODEV : -ECONNRESET;
	if (ret) {
		tph_tap_abandon(tap);
		return explain(tap, ret);
	}
	tap->taking = false;
	tap->reader.ctrl = tap->ctrl & FILTERS;
	ret = set(tap, ACCEL_REG_TAP_CTRL, tap->reader.ctrl);
	/* The write has arrived when the read returns */
	return ret ? ret : get(tap, ACCEL_REG_TAP_CTRL, &now);
}

void tph_tap_abandon(struct tph_tap *tap)
{
	tap->taking = tap->started = false;
}

int tph_tap_lost(struct tph_tap *tap, uint64_t *ret_lost)
{
	uint64_t lost;
	int ret = tap_get64(&tap->reader, ACCEL_REG_TAP_LOST, &lost);

	if (!ret && lost == UINT64_MAX)
		ret = -ENODEV;
	if (ret)
		return explain(tap, ret);
	*ret_lost = lost;
	return 0;
}

int tph_tap_time(struct tph_tap *tap, uint64_t *ret_time)
{
	uint64_t time;
	int ret = tap_get64(&tap->reader, ACCEL_REG_TAP_TIME, &time);

	if (!ret && time == UINT64_MAX)
		ret = -ENODEV;
	if (ret)
		return explain(tap, ret);
	*ret_time = time;
	return 0;
}
