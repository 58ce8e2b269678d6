// SPDX-License-Identifier: BSD-3-Clause
/* Taps: write the TLPs of links to a capture file, one interface per link. */
#include "fabric/taps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "capture/capture.h"
#include "fabric/clock.h"

/* TLPs share a time stamp: 16 small ones, or 4 KiB of payload */
#define STAMP_BYTES 4096
#define STAMP_LEAST (STAMP_BYTES / 16)

/**
 * struct stamp - time stamps, of a clock that nobody sets back
 * @offset:	the time of day less CLOCK_BOOTTIME when the capture began
 * @ns:		the last one
 * @tick:	time of the kernel's timer at that time
 * @left:	bytes that may share it
 * @turns:	see taps_set_turns()
 * @turn:	value of @turns at that time
 */
struct stamp {
	uint64_t offset, ns, tick;
	size_t left;
	const unsigned int *turns;
	unsigned int turn;
};

/**
 * struct taps - the tap of all links
 * @entry:	has the room of @tap; NULL: the room is its own
 * @kept:	the room of a packet under way is in an earlier entry
 */
struct taps {
	struct hierarchy *h;
	struct capture_writer *writer;
	struct stamp stamp;
	struct capture_entry *entry;
	bool kept;
	struct pcie_tap tap;
};

static uint64_t read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* @share bytes are the first of a new stamp. */
static __attribute__((noinline)) void renew(struct stamp *stamp, uint64_t tick,
					    size_t share)
{
	stamp->tick = tick;
	stamp->turn = *stamp->turns;
	stamp->left = share < STAMP_BYTES ? STAMP_BYTES : share;
	stamp->ns = read_clock(CLOCK_BOOTTIME) + stamp->offset;
}

/*
 * Reading the clock costs more than a TLP. Pauses show in the count of turns,
 * and in the timer's time, which costs little.
 */
static uint64_t stamp_of(struct stamp *stamp, size_t bytes)
{
	const uint64_t tick = read_clock(CLOCK_MONOTONIC_COARSE);
	const size_t share = bytes < STAMP_LEAST ? STAMP_LEAST : bytes;

	if (share > stamp->left || tick != stamp->tick ||
	    *stamp->turns != stamp->turn)
		renew(stamp, tick, share);
	stamp->left -= share;
	return stamp->ns;
}

static void next_room(struct taps *taps)
{
	taps->entry = capture_entry(taps->writer, PCIE_TAP_ROOM);
	taps->tap.room =
		taps->entry ? capture_payload(taps->entry) : taps->tap.own;
}

/* The payload of a packet under way stays in its room. */
static __attribute__((noinline)) void keep(struct taps *taps)
{
	if (!taps->entry)
		return;
	capture_keep_payload(taps->writer, taps->tap.used);
	taps->kept = true;
	taps->entry = NULL;
	taps->tap.room = taps->tap.own;
}

static void write_run(struct taps *taps, const struct capture_run *run)
{
	const struct pcie_tap *tap = &taps->tap;
	const bool waits =
		tap->used && (run->payload != tap->room ||
			      run->count * run->payload_len != tap->used);

	if (waits) {
		keep(taps);
	} else if (taps->kept) {
		capture_release_payload(taps->writer);
		taps->kept = false;
	}
	/* An error is returned by the next flush too */
	capture_write_run(taps->writer, run);
	if (!waits)
		next_room(taps);
}

static enum capture_dir dir_of(const struct pcie_sighting *seen)
{
	return seen->up ? CAPTURE_UP : CAPTURE_DOWN;
}

/* Other TLPs come between, or only a part of the packet, or it has no payload */
static __attribute__((noinline)) void
record_copy(struct taps *taps, const struct pcie_sighting *seen, unsigned int n,
	    const struct pcie_packet *packet)
{
	const size_t bytes = packet->count * packet->data_len;
	struct capture_sighting where[CAPTURE_SIGHTINGS_MAX];
	const struct capture_run run = {
		.ns = stamp_of(&taps->stamp, packet->head_len + bytes),
		.seen = where,
		.nseen = n,
		.head = packet->head,
		.head_len = packet->head_len,
		.payload = bytes ? packet->tlp->payload : NULL,
		.payload_len = packet->data_len,
		.count = packet->count,
	};

	for (unsigned int i = 0; i < n; i++)
		where[i] = (struct capture_sighting){
			.interface = seen[i].link->id,
			.dir = dir_of(&seen[i]),
		};
	write_run(taps, &run);
}

/* Fill the entry, which has the payload of all TLPs already. */
static void record_here(struct taps *taps, const struct pcie_sighting *seen,
			unsigned int n, const struct pcie_packet *packet)
{
	struct capture_entry *entry = taps->entry;

	entry->ns = stamp_of(&taps->stamp, packet->head_len + taps->tap.used);
	entry->count = packet->count;
	entry->payload_len = packet->data_len;
	entry->nseen = n;
	for (unsigned int i = 0; i < n; i++)
		entry->seen[i] =
			capture_seen(seen[i].link->id, dir_of(&seen[i]));
	capture_set_head(entry, packet->head, packet->head_len);
	capture_commit(taps->writer, entry);
	next_room(taps);
}

/* Return: true if the payload of all TLPs, and nothing else, is in the entry */
static bool is_here(const struct taps *taps, const struct pcie_packet *packet)
{
	const size_t bytes = packet->count * packet->data_len;

	return bytes && bytes == taps->tap.used && taps->entry &&
	       packet->tlp->payload == taps->tap.room;
}

static void record(struct pcie_tap *tap, const struct pcie_sighting *seen,
		   unsigned int n, const struct pcie_packet *packet)
{
	struct taps *taps = tap->ctx;

	if (is_here(taps, packet) &&
	    capture_front(n, packet->head_len) <= taps->entry->at)
		record_here(taps, seen, n, packet);
	else
		record_copy(taps, seen, n, packet);
}

/* Is @name one of the words of a comma separated list? */
static bool is_listed(const char *list, const char *name, size_t len)
{
	while (*list) {
		size_t n = strcspn(list, ",");

		if (n == len && !strncmp(list, name, n))
			return true;
		list += n;
		list += *list == ',';
	}
	return false;
}

/* Each word must name a link: a misspelt name would lose a capture. */
static int check_list(const struct hierarchy *h, const char *list, char *error)
{
	while (list && *list) {
		size_t n = strcspn(list, ",");
		unsigned int i = 0;

		while (i < h->nlinks && (strlen(h->links[i].name) != n ||
					 strncmp(h->links[i].name, list, n)))
			i++;
		if (i == h->nlinks) {
			snprintf(error, FABRIC_ERROR_MAX,
				 "unknown link \"%.*s\"", (int)n, list);
			return -EINVAL;
		}
		list += n;
		list += *list == ',';
	}
	return 0;
}

static int add_tap(struct taps *taps, unsigned int i)
{
	struct pcie_link *link = &taps->h->links[i];
	int ret = capture_add_interface(taps->writer, link->name, NULL);

	if (ret < 0)
		return ret;
	link->id = ret;
	pcie_link_tap(link, &taps->tap);
	return 0;
}

int taps_open(struct hierarchy *h, const char *path, const char *links,
	      bool drop, struct taps **ret_taps, char *error)
{
	static const unsigned int one_turn;
	struct taps *taps;
	int ret = check_list(h, links, error);

	if (ret)
		return ret;
	taps = calloc(1, sizeof(*taps));
	ret = taps ? capture_create(path, CAPTURE_LINKTYPE_USER0, &taps->writer)
		   : -ENOMEM;
	if (ret) {
		snprintf(error, FABRIC_ERROR_MAX, "%s: %s", path,
			 strerror(-ret));
		free(taps);
		return ret;
	}
	taps->h = h;
	pcie_tap_init(&taps->tap, NULL, taps);
	taps->tap.record = record;
	taps->stamp.turns = &one_turn;
	taps->stamp.offset =
		read_clock(CLOCK_REALTIME) - read_clock(CLOCK_BOOTTIME);
	for (unsigned int i = 0; i < h->nlinks && !ret; i++)
		if (!links || is_listed(links, h->links[i].name,
					strlen(h->links[i].name)))
			ret = add_tap(taps, i);
	if (!ret)
		ret = capture_go_live(taps->writer, drop);
	if (ret) {
		snprintf(error, FABRIC_ERROR_MAX, "%s: %s", path,
			 strerror(-ret));
		taps_close(taps);
		return ret;
	}
	*ret_taps = taps;
	return 0;
}

void taps_set_turns(struct taps *taps, const unsigned int *turns)
{
	taps->stamp.turns = turns;
}

int taps_flush(struct taps *taps)
{
	return capture_flush(taps->writer);
}

int taps_drain(struct taps *taps)
{
	return capture_drain(taps->writer);
}

void taps_hurry(struct taps *taps)
{
	capture_hurry(taps->writer);
}

uint64_t taps_lost(const struct taps *taps)
{
	return capture_lost(taps->writer);
}

int taps_close(struct taps *taps)
{
	int ret;

	if (!taps)
		return 0;
	for (unsigned int i = 0; i < taps->h->nlinks; i++)
		pcie_link_tap(&taps->h->links[i], NULL);
	ret = capture_close(taps->writer);
	free(taps);
	return ret;
}
