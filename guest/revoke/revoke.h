/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tph-revoke: a dma-buf of an accelerator is revoked again and again, by its owner, its
 * driver and the importer's, while the DMA engine writes into it. Marks in the capture
 * say from when on which tag and range are void; the judge is tph check.
 */
#ifndef GUEST_REVOKE_REVOKE_H
#define GUEST_REVOKE_REVOKE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <opentph/opentph.h>

/* Parts of a dma-buf */
#define REVOKE_RANGES 2

/**
 * struct revoke_region - a dma-buf and its import; only its tag changes
 * @fd:		dma-buf
 * @dma:	importer
 * @handle:	import
 * @ranges:	its parts, in the BAR
 * @nr_ranges:	number of them
 * @size:	bytes
 * @only8:	the importer sends 8-bit tags into it
 */
struct revoke_region {
	int fd;
	struct tph_dma *dma;
	uint32_t handle;
	struct tph_range ranges[REVOKE_RANGES];
	size_t nr_ranges;
	uint64_t size;
	bool only8;
};

/**
 * struct revoke_writer - a thread that writes into a region without pause
 * @thread:	thread
 * @seed:	of its random numbers
 * @region:	region, NULL: it waits
 * @stop:	it ends
 * @passes:	looks at @region
 * @done:	writes that succeeded
 * @refused:	writes that failed because the region was revoked or released
 * @error:	the first other error, negative
 */
struct revoke_writer {
	pthread_t thread;
	uint64_t seed;
	_Atomic(struct revoke_region *) region;
	atomic_bool stop;
	atomic_ullong passes, done, refused;
	atomic_int error;
};

/* The writers: into the region in use, and into the one revoked before it */
enum { REVOKE_CURRENT, REVOKE_FORMER, REVOKE_WRITERS };

/**
 * struct revoke - a run
 * @bdf, @dma_bdf, @witness_bdf: accelerator, DMA engine, device that gets the marks
 * @accel:	accelerator
 * @dma:	DMA engine
 * @witness:	device that gets the marks
 * @bar:	bus address of the accelerator's memory
 * @marks_bar:	bus address of the marks; mark n has 8 bytes at 8 * n
 * @size:	bytes of it
 * @next:	offset of the next dma-buf
 * @writers:	writers
 * @marks:	marks so far
 * @since:	mark since which the present tag and region are valid
 * @tag:	number of the tag in force
 * @required:	it is required
 * @seed:	of the random numbers
 */
struct revoke {
	const char *bdf, *dma_bdf, *witness_bdf;
	struct tph_accel *accel;
	struct tph_dma *dma;
	struct tph_device *witness;
	uint64_t bar, marks_bar, size, next;
	struct revoke_writer writers[REVOKE_WRITERS];
	unsigned int marks, since, tag;
	bool required;
	uint64_t seed;
};

/* A kind of round */
struct revoke_kind {
	const char *name;
	void (*run)(struct revoke *r);
};

extern const struct revoke_kind revoke_kinds[];
extern const unsigned int revoke_nkinds;

/* ---- faults and random numbers ------------------------------------------- */

/* The round and its kind, for the text of a fault */
void revoke_phase(unsigned int round, const char *name);

/* A fault ends the program at once */
void revoke_fail(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));

/* @ret must be @want: 0 or -errno */
void revoke_expect(int ret, int want, const char *what);

/* Return: a number below @below */
uint32_t revoke_random(uint64_t *seed, uint32_t below);

/* ---- the wire ------------------------------------------------------------ */

/* Write a mark into the capture; all that was sent before is before it. Return: it */
unsigned int revoke_mark(struct revoke *r);

/**
 * revoke_era() - end the time in which the present tag and region are valid
 * @r:		run
 * @region:	region
 * @last:	the last tag that may have been in force
 *
 * Return: the mark, the first of the time that follows.
 */
unsigned int revoke_era(struct revoke *r, const struct revoke_region *region,
			unsigned int last);

/* From mark @from until now nothing may have been written */
void revoke_quiet(struct revoke *r, unsigned int from);

/* ---- the writers --------------------------------------------------------- */

void revoke_start(struct revoke *r);
void revoke_stop(struct revoke *r);

/* Give a writer another region, NULL for none; the one before is not used any more */
void revoke_give(struct revoke *r, unsigned int writer,
		 struct revoke_region *region);

/* Wait until the writers have ended what they were doing */
void revoke_settle(struct revoke *r);

/* Wait until writes succeed */
void revoke_flows(struct revoke *r);

/* Wait until both writers have tried, and none of the writes succeeded */
void revoke_refused(struct revoke *r);

/* ---- regions ------------------------------------------------------------- */

struct revoke_region *revoke_current(struct revoke *r);

/* Export the next part of the BAR, not yet tagged or imported */
struct revoke_region *revoke_export(struct revoke *r);

/* Tag, with the number of r->tag and r->required. Return: 0 or -errno */
int revoke_tag(struct revoke *r, const struct revoke_region *region);

/* Import, and check that the importer applies the tag */
void revoke_import(struct revoke *r, struct revoke_region *region);

/* Release, close, free; NULL does nothing */
void revoke_free(struct revoke_region *region);

/* Open the accelerator or the importer */
void revoke_open(struct revoke *r);
void revoke_open_dma(struct revoke *r);

#endif /* GUEST_REVOKE_REVOKE_H */
