/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The tap of an accelerator: TLPs that the device itself received and sent, read from a
 * ring in BAR0 while it writes (docs/accelerator.md, Tap).
 *
 * A tap is used by one thread at a time.
 */
#ifndef OPENTPH_TAP_H
#define OPENTPH_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include <opentph/device.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tph_tap;

/* Ways to the registers */
enum tph_tap_way {
	TPH_TAP_AUTO,  /* sysfs if the function decodes its BARs, else VFIO */
	TPH_TAP_VFIO,  /* as the function's only owner */
	TPH_TAP_SYSFS, /* beside the function's driver or owner; needs root */
};

/**
 * tph_tap_way_name() - name of a way
 * @way:	way
 *
 * Return: "auto", "vfio", "sysfs"; NULL for another value.
 */
const char *tph_tap_way_name(enum tph_tap_way way);

/**
 * struct tph_tap_options - for tph_tap_open()
 * @way:	way to the registers
 * @device:	for TPH_TAP_VFIO
 */
struct tph_tap_options {
	enum tph_tap_way way;
	struct tph_open_options device;
};

/**
 * tph_tap_open() - open the tap of an accelerator
 * @bdf:	PCI address; the short form is accepted
 * @options:	NULL: automatic choices
 * @ret_tap:	tap
 *
 * By sysfs a device that is being unplugged, or whose driver takes its BARs away, raises
 * SIGBUS at an access.
 *
 * Return: 0; -EINVAL invalid @bdf; -ENODEV no such function, it is not an accelerator,
 * or it does not answer; -ENOENT it has no BAR 0 (sysfs); -EOPNOTSUPP it has no tap;
 * -ENETDOWN its memory decoding is off, or it sleeps (sysfs); -EACCES, -EPERM not
 * privileged; -EBUSY another tap is open by sysfs, or the kernel keeps the BAR to its
 * driver; -EPROTO unknown version, or the ring has an unknown size; -ENOMEM; or as
 * tph_device_open().
 */
int tph_tap_open(const char *bdf, const struct tph_tap_options *options,
		 struct tph_tap **ret_tap);

/**
 * tph_tap_close() - stop the tap and close the device
 * @tap:	tap or NULL
 *
 * The filters are again as they were before tph_tap_start(). By VFIO the kernel then
 * resets the function.
 */
void tph_tap_close(struct tph_tap *tap);

/**
 * struct tph_tap_info - properties of a tap
 * @bdf:	canonical address
 * @way:	way to the registers in use
 * @ring:	bytes of the ring
 * @khz:	ticks in a millisecond; 0: the device does not know
 * @build:	hash of the sources of the device's logic; 0: software
 */
struct tph_tap_info {
	const char *bdf;
	enum tph_tap_way way;
	uint32_t ring;
	uint32_t khz;
	uint32_t build;
};

/**
 * tph_tap_info() - get the properties of a tap
 * @tap:	tap
 *
 * Return: properties, valid until tph_tap_close().
 */
const struct tph_tap_info *tph_tap_info(const struct tph_tap *tap);

/* TLPs by their place: see docs/accelerator.md for completions */
enum tph_tap_range {
	TPH_TAP_ANYWHERE,
	TPH_TAP_INSIDE,	 /* memory requests that touch the range */
	TPH_TAP_OUTSIDE, /* all others */
};

/**
 * struct tph_tap_filter - TLPs that a tap takes
 * @th:		memory requests with TH only
 * @range:	how @base and @limit select
 * @base:	first address of the range, in whole DWs
 * @limit:	last address of the range, included, in whole DWs
 * @snap:	bytes kept of each TLP, rounded up to a multiple of 16; 0: all
 * @force:	take a tap over that is in use
 */
struct tph_tap_filter {
	bool th;
	enum tph_tap_range range;
	uint64_t base, limit;
	uint32_t snap;
	bool force;
};

/**
 * tph_tap_start() - take TLPs from now on, into an empty ring
 * @tap:	tap
 * @filter:	TLPs to take
 *
 * Reading the ring makes TLPs too, more than can be read: leave out the range of
 * ACCEL_BAR_REGS, see tph_pci_bar().
 *
 * Return: 0; -EINVAL @base is above @limit; -EBUSY the tap is in use; -EOPNOTSUPP the
 * device does not have this filter; -EIO, -ENODEV as tph_tap_next().
 */
int tph_tap_start(struct tph_tap *tap, const struct tph_tap_filter *filter);

/**
 * struct tph_tap_record - a TLP that a tap took
 * @sent:	the device sent it; false: it was received
 * @lost:	number of TLPs that passed the filter after the record before, but
 *		found no room in the ring
 * @sequence:	number of the TLP among all that passed the filter, modulo 2^32
 * @time:	ticks when it was whole; never less than that of the record before
 * @length:	bytes of the TLP, at least 1
 * @kept:	bytes of @data, fewer than @length if the TLP was cut
 * @data:	the TLP in the order of the link
 */
struct tph_tap_record {
	bool sent;
	uint32_t lost;
	uint32_t sequence;
	uint64_t time;
	uint32_t length, kept;
	const uint8_t *data;
};

/**
 * tph_tap_next() - take the next record
 * @tap:	tap
 * @ret_record:	the record; its data is valid until the next call
 *
 * Never waits. Records that are in the ring can be taken after tph_tap_stop() too.
 *
 * Return: 1 a record; 0 there is none yet; -EBADMSG the device contradicts itself;
 * -ENODEV it does not answer: unplugged, asleep, or its memory decoding is off;
 * -ECONNRESET it was reset, or another program has changed the tap; -EIO an access
 * failed. All errors are final.
 */
int tph_tap_next(struct tph_tap *tap, struct tph_tap_record *ret_record);

/**
 * tph_tap_stop() - take no more TLPs
 * @tap:	tap
 *
 * Return: 0; -EIO, -ENODEV, -ECONNRESET as tph_tap_next().
 */
int tph_tap_stop(struct tph_tap *tap);

/**
 * tph_tap_abandon() - leave the device alone from now on
 * @tap:	tap
 *
 * For a device that is known to be gone: tph_tap_close() then makes no accesses.
 */
void tph_tap_abandon(struct tph_tap *tap);

/**
 * tph_tap_lost() - read the device's number of TLPs that were lost
 * @tap:	tap
 * @ret_lost:	number since tph_tap_start()
 *
 * Return: 0; -EIO, -ENODEV as tph_tap_next().
 */
int tph_tap_lost(struct tph_tap *tap, uint64_t *ret_lost);

/**
 * tph_tap_time() - read the device's time
 * @tap:	tap
 * @ret_time:	ticks since reset
 *
 * Return: 0; -EIO, -ENODEV as tph_tap_next().
 */
int tph_tap_time(struct tph_tap *tap, uint64_t *ret_time);

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_TAP_H */
