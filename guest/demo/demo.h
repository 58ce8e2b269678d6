/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The demonstration, guest side: tagged peer-to-peer writes, case by case.
 *
 * Each case writes into address windows that no other case uses, so that the
 * host can attribute each TLP of a capture to its case. Each case prints one
 * line of JSON to standard output.
 */
#ifndef GUEST_DEMO_DEMO_H
#define GUEST_DEMO_DEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <json-c/json.h>

#include <opentph/hw/dma.h>
#include <opentph/opentph.h>

#include "guest/oracle/oracle.h"

/* Default size of a window */
#define WINDOW_SIZE 4096u

/* Partitions of the windows, and of results that operations move elsewhere */
#define WINDOW_PARTITIONS 8
#define LANDING_PARTITION 12

/**
 * struct demo - one run
 * @accel:	completer
 * @dev:	VFIO device of @accel
 * @dma:	the reference importer; NULL if another device writes
 * @requester:	PCI address of the importer
 * @mem_addr:	bus address of the device memory
 * @mps:	bytes of the importer's largest write
 * @path:	NEED_* of the path between the two, or a number of the importer's;
 *		cases that need it run
 * @next:	next free window, offset in device memory
 * @total:	cases that ran
 * @failed:	cases that found a fault
 * @skipped:	cases that need a part that the accelerator lacks
 */
struct demo {
	struct tph_accel *accel;
	struct tph_device *dev;
	struct tph_dma *dma;
	char requester[TPH_BDF_SIZE];
	uint64_t mem_addr;
	unsigned int mps;
	unsigned int path;
	uint64_t next;
	unsigned int total, failed, skipped;
};

/**
 * demo_open() - open the completer and read the requester's limits
 * @demo:	@demo->requester is set
 * @backend:	as for tph_accel_open()
 *
 * Return: 0; or an error, which has been printed.
 */
int demo_open(struct demo *demo, enum tph_backend backend);
void demo_close(struct demo *demo);

/* Print the first line of output: the requester and the size of its writes */
void demo_head(const struct demo *demo);

/*
 * ---- a case ---------------------------------------------------------------
 */

/* One case; it fails if any expectation does not hold */
struct demo_case {
	struct demo *demo;
	struct json_object *json, *windows, *faults;
	bool memory_bad;
};

/*
 * Return: offset in device memory of @size unused bytes; exits if it is full.
 */
uint64_t case_window(struct demo_case *c, uint64_t size);

void case_operation(struct demo_case *c, const char *name);

/* Record the requested tag; not to be called for a case without one */
void case_requested(struct demo_case *c, unsigned int width, uint16_t st,
		    uint8_t ph);

/* A hint expected on the wire */
struct wire_hint {
	unsigned int width; /* 8 or 16 */
	uint16_t st;
	uint8_t ph;
};

/*
 * The capture must show writes of @len bytes at @offset, with @hint or without
 */
void case_wire(struct demo_case *c, uint64_t offset, uint64_t len,
	       const struct wire_hint *hint);

/* The same for the link below the importer, where it differs */
void case_wire_sent(struct demo_case *c, uint64_t offset, uint64_t len,
		    const struct wire_hint *hint);

/* The capture must show hinted writes at @offset, any number from 1 on */
void case_wire_some(struct demo_case *c, uint64_t offset, uint64_t size,
		    const struct wire_hint *hint);

/* The capture must show no write at @offset */
void case_wire_none(struct demo_case *c, uint64_t offset, uint64_t size);

/* Note a fault unless @ok. Return: @ok. */
bool case_expect(struct demo_case *c, bool ok, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* As case_expect() for calls: @ret must be @want (0 or -errno). */
bool case_ret(struct demo_case *c, int ret, int want, const char *what);

/* Device memory at @offset must be @want */
void case_memory(struct demo_case *c, uint64_t offset, const void *want,
		 size_t len);

/* Additional member of the case's record */
void case_add(struct demo_case *c, const char *key, struct json_object *value);

/**
 * struct demo_case_def - a row of the table of cases
 * @name:	name in the report
 * @run:	body
 * @arg:	passed to it
 * @needs:	NEED_*: kinds of path on which the case runs; parts of the accelerator
 */
struct demo_case_def {
	const char *name;
	void (*run)(struct demo_case *c, const void *arg);
	const void *arg;
	unsigned int needs;
};

#define NEED_PREFIX 1 /* peer to peer, prefixes pass */
#define NEED_BLOCK  2 /* peer to peer, prefixes blocked */
#define NEED_ROOT   4 /* through the root complex */
#define NEED_PEER   (NEED_PREFIX | NEED_BLOCK)
#define NEED_ANY    (NEED_PEER | NEED_ROOT)

/* Parts of the accelerator; a case is skipped, with the reason, if one lacks */
#define NEED_ST16 0x10000 /* a table for 16-bit tags */
#define NEED_PASS 0x20000 /* passes */
/* The case is for accelerators without a table for 16-bit tags only */
#define NEED_ONLY_8 0x40000

/*
 * Run the cases of a table that fit the path and the accelerator, and whose name
 * begins with @only
 */
void demo_run(struct demo *demo, const struct demo_case_def *defs, size_t n,
	      const char *only);

/* case_*.c */
void demo_ops(struct demo *demo, const char *only);
void demo_hints(struct demo *demo, const char *only);
void demo_importers(struct demo *demo, const char *only);
void demo_changes(struct demo *demo, const char *only);
void demo_traffic(struct demo *demo, const char *only);
void demo_effects(struct demo *demo, const char *only);
void demo_errors(struct demo *demo, const char *only);
void demo_unsupported(struct demo *demo, const char *only);

/* case_interrupt.c: rows of the table of errors */
void run_interrupted(struct demo_case *c, const void *arg);
void run_busy_error(struct demo_case *c, const void *arg);

/* case_iommufd.c: a row of the importers' */
void run_iommufd(struct demo_case *c, const void *arg);

/*
 * ---- steps shared by cases --------------------------------------------------
 */

/**
 * case_export() - export a window, tag it
 * @c:		case; it fails if export or tag fails
 * @offset:	window in device memory
 * @size:	bytes
 * @tag:	NULL: leave untagged
 * @ret_fd:	dma-buf, also after a failure of the tag; -1: not exported
 *
 * Return: 0 or the error.
 */
int case_export(struct demo_case *c, uint64_t offset, uint64_t size,
		const struct tph_tag *tag, int *ret_fd);

/* An imported window */
struct demo_import {
	int fd; /* dma-buf, -1: not exported */
	uint32_t handle;
	struct tph_dma_hint hint;
	uint64_t offset, size;
};

/**
 * import_tagged() - export a window, tag it, import it
 * @c:		case
 * @dma:	importer
 * @offset:	window in device memory
 * @size:	bytes
 * @tag:	NULL: leave untagged
 * @flags:	TPH_DMA_*
 * @ret_import:	must be passed to import_end(), also after a failure
 *
 * Return: 0 or the error of the import; export and tag must succeed.
 */
int import_tagged(struct demo_case *c, struct tph_dma *dma, uint64_t offset,
		  uint64_t size, const struct tph_tag *tag, uint32_t flags,
		  struct demo_import *ret_import);
void import_end(struct tph_dma *dma, struct demo_import *import);

/* Expect this reason for a missing hint of the only importer, in fdinfo */
void case_reason(struct demo_case *c, int fd, enum tph_reason want);

/* Record the requested tag; nothing if @tag has no steering tag */
void case_request(struct demo_case *c, const struct tph_tag *tag);

/**
 * case_begin() - record and program the request of a case
 * @c:		case
 * @operation:	as case_operation()
 * @tag:	as case_request(); of two steering tags @op gets the 16-bit one
 * @op:		operation that the ingress table gets for the tag
 */
void case_begin(struct demo_case *c, const char *operation,
		const struct tph_tag *tag, enum accel_op op);

/* Return: offset of a window of random bytes, which are in @mem too */
uint64_t case_filled(struct demo_case *c, void *mem, size_t size);

/* Enter a tag in the ingress table; record an error in the case. */
void case_program(struct demo_case *c, bool st16, uint16_t st, enum accel_op op,
		  int partition);

/* Fill device memory */
void case_fill(struct demo_case *c, uint64_t offset, const void *data,
	       size_t len);

#endif /* GUEST_DEMO_DEMO_H */
