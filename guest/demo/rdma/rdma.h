/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The demonstration with an RDMA device as the importer: the same records and
 * windows as guest/demo, written by verbs.
 */
#ifndef GUEST_DEMO_RDMA_RDMA_H
#define GUEST_DEMO_RDMA_RDMA_H

#include "guest/demo/demo.h"
#include "guest/verbs/verbs.h"

/* Size of the largest write, read or comparison */
#define RDMA_BUFFER 16384u

/* Tags that the RDMA device can send and the path can carry */
#define NIC_16	   1  /* 16-bit tags, from a table of many entries */
#define NIC_8	   2  /* 8-bit tags */
#define NIC_SMALL  4  /* 16-bit tags, and one entry for them */
#define NIC_DIRECT 8  /* no table: a tag of 1..255, sent with 16 bits */
#define NIC_BLOCK  16 /* 16-bit tags, which the path does not carry */
#define NIC_ROOT   32 /* 16-bit tags, and a root complex that drops them */
#define NIC_ANY	   63

/* Tags of CPUs that root port and firmware have; windows are host memory then */
#define HOST_16		 64  /* 16-bit tags */
#define HOST_8		 128 /* 8-bit tags */
#define HOST_NO_PORT	 256 /* the root port does not take hints */
#define HOST_NO_FIRMWARE 512 /* the firmware has no tags */
#define HOST_ANY	 (HOST_16 | HOST_8 | HOST_NO_PORT | HOST_NO_FIRMWARE)

/**
 * struct rdma_demo - one run
 * @demo:	the part that is common to all importers
 * @verbs:	RDMA device
 * @pair:	queue pairs for the writes of cases
 * @buffer:	RDMA_BUFFER bytes, source of writes and destination of reads
 * @region:	region of @buffer
 */
struct rdma_demo {
	struct demo demo;
	struct verbs *verbs;
	struct verbs_pair *pair;
	uint8_t *buffer;
	struct verbs_region region;
};

/* Return: the run that @c belongs to. */
struct rdma_demo *rdma_demo(const struct demo_case *c);

/**
 * struct rdma_import - a registered window
 * @fd:		dma-buf, -1: not exported
 * @region:	memory region
 * @offset:	window in device memory
 */
struct rdma_import {
	int fd;
	struct verbs_region region;
	uint64_t offset;
};

/**
 * rdma_import() - export a window, tag it, register it
 * @c:		case
 * @offset:	window in device memory
 * @size:	bytes
 * @tag:	NULL: leave untagged
 * @dmah:	NULL: no hint
 * @ret_import:	must be passed to rdma_import_end(), also after a failure
 *
 * Return: 0 or the error of the registration; export and tag must succeed.
 */
int rdma_import(struct demo_case *c, uint64_t offset, uint64_t size,
		const struct tph_tag *tag, const struct verbs_dmah *dmah,
		struct rdma_import *ret_import);
void rdma_import_end(struct rdma_import *import);

/**
 * rdma_write() - RDMA WRITE into a registered window
 * @c:		case
 * @import:	window
 * @at:		offset in the window
 * @data:	@len bytes, at most RDMA_BUFFER
 * @len:	bytes
 *
 * The pair is connected again after an error.
 *
 * Return: 0; -EREMOTEIO the work request failed; or another error.
 */
int rdma_write(struct demo_case *c, const struct rdma_import *import,
	       uint64_t at, const void *data, uint32_t len);

/**
 * rdma_read() - RDMA READ from a registered window
 * @c:		case
 * @import:	window
 * @at:		offset in the window
 * @data:	room for @len bytes, at most RDMA_BUFFER
 * @len:	bytes
 *
 * Return: as rdma_write().
 */
int rdma_read(struct demo_case *c, const struct rdma_import *import,
	      uint64_t at, void *data, uint32_t len);

/* As case_ret() for calls of the RDMA side, described by verbs_error() */
bool rdma_ret(struct demo_case *c, int ret, int want, const char *what);

/* case_*.c */
void rdma_hints(struct demo *demo, const char *only);
void rdma_changes(struct demo *demo, const char *only);
void rdma_traffic(struct demo *demo, const char *only);
void rdma_host(struct demo *demo, const char *only);

#endif /* GUEST_DEMO_RDMA_RDMA_H */
