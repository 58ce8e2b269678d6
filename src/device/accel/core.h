/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The accelerator without its PCIe function: memory, ingress block, registers.
 */
#ifndef DEVICE_ACCEL_CORE_H
#define DEVICE_ACCEL_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/hw/accel.h>
#include <opentph/tlp.h>

#include "device/accel/tap.h"
#include "device/event.h"
#include "device/regs.h"

/* Both name spaces in one array: 8-bit tags, then 16-bit ones */
#define ACCEL_TAGS_8 256
#define ACCEL_TAGS   (ACCEL_TAGS_8 + 65536)

/* In the order of their registers, from ACCEL_REG_UNTAGGED on */
enum accel_counter {
	ACCEL_COUNT_UNTAGGED,
	ACCEL_COUNT_TAGGED,
	ACCEL_COUNT_UNKNOWN,
	ACCEL_COUNT_DROPPED,
	ACCEL_COUNT_PARTIAL,
	ACCEL_COUNT_LINK_BYTES,
	ACCEL_COUNT_MEM_READ,
	ACCEL_COUNT_MEM_WRITE,
	ACCEL_COUNT_CYCLES,
	ACCEL_COUNTERS,
};

/* In the order of their registers */
enum accel_part_counter {
	ACCEL_PART_COUNT_WRITES,
	ACCEL_PART_COUNT_BYTES,
	ACCEL_PART_COUNT_ELEMENTS,
	ACCEL_PART_COUNT_ERRORS,
	ACCEL_PART_COUNTERS,
};

struct accel_tag_count {
	uint64_t writes, bytes;
};

/* @src, @dst, @len: registers; @from, @to, @left, @op: of the running pass */
struct accel_pass {
	uint64_t src, dst, from, to;
	uint32_t len, left, op, status;
};

/**
 * struct accel - state of one accelerator
 * @mem:	device memory
 * @size:	bytes of @mem
 * @shift:	log2 of a partition's size in bytes
 * @partitions:	number of partitions
 * @tph:	8-bit tags are used
 * @tph_ext:	16-bit tags are used; otherwise only their ST[7:0]
 * @table:	ACCEL_TAGS entries
 * @tags:	ACCEL_TAGS counters
 * @vectors:	bit n: MSI-X vector n is due; the owner raises and clears it
 * @tap:	its owner shows it the TLPs, and gives it a clock
 */
struct accel {
	uint8_t *mem;
	uint64_t size;
	unsigned int shift, partitions;
	bool tph, tph_ext;
	uint32_t ctrl;
	struct event event;
	uint64_t event_addr;
	uint32_t event_st;
	uint32_t tag_select;
	uint64_t count[ACCEL_COUNTERS];
	uint64_t part[ACCEL_PARTITIONS_MAX][ACCEL_PART_COUNTERS];
	uint32_t *table;
	struct accel_tag_count *tags;
	struct accel_pass pass;
	struct regs_latch latch;
	uint32_t vectors;
	struct accel_tap tap;
};

/* Index of a tag's entry and counters */
static inline unsigned int accel_tag_index(bool ext, uint16_t st)
{
	return ext ? ACCEL_TAGS_8 + st : st & 0xff;
}

/**
 * accel_init() - allocate and reset
 * @accel:	state
 * @size:	bytes of memory, power of two, 0: 16 MiB
 * @partitions:	power of two, 0: 16, or fewer of 4 KiB
 * @tph:	8-bit tags are used
 * @tph_ext:	16-bit tags are used too
 *
 * Return: 0; -EINVAL not a power of two, more than 64 partitions, partitions of
 * less than 4 KiB, or more than 1 TiB of memory; -ENOMEM.
 */
int accel_init(struct accel *accel, uint64_t size, unsigned int partitions,
	       bool tph, bool tph_ext);
void accel_free(struct accel *accel);

/* Reset everything; memory, tables and counters become zero. */
void accel_reset(struct accel *accel);
void accel_clear_counters(struct accel *accel);

/* Set ACCEL_EVENT_* bits. */
void accel_event(struct accel *accel, uint32_t bits);

/**
 * accel_ingress_run() - handle memory writes to BAR2, as if one by one
 * @accel:	state
 * @offset:	offset of the first in bytes, DW aligned
 * @tlp:	the first
 * @n:		number of writes, at least 1: others have its header, but
 *		addresses and payloads follow each other
 *
 * Stops at the end of a partition, after a fault, and after a write that made an
 * interrupt due.
 *
 * Return: number of handled writes, at least 1.
 */
unsigned int accel_ingress_run(struct accel *accel, uint64_t offset,
			       const struct tlp *tlp, unsigned int n);

/* Handle one memory write to BAR2; @offset is DW aligned. */
static inline void accel_ingress(struct accel *accel, uint64_t offset,
				 const struct tlp *tlp)
{
	accel_ingress_run(accel, offset, tlp, 1);
}

/* Count the cost of @n accesses: bytes that each reads from memory and writes */
static inline void accel_cost(struct accel *accel, uint64_t n, uint64_t read,
			      uint64_t written)
{
	accel->count[ACCEL_COUNT_MEM_READ] += n * read;
	accel->count[ACCEL_COUNT_MEM_WRITE] += n * written;
	accel->count[ACCEL_COUNT_CYCLES] +=
		n * ((read + ACCEL_PORT_BYTES - 1) / ACCEL_PORT_BYTES +
		     (written + ACCEL_PORT_BYTES - 1) / ACCEL_PORT_BYTES);
}

/* Registers of BAR0 */
extern const struct regs accel_regs;

/* Start a pass from the registers with operation @op. */
void accel_pass_start(struct accel *accel, uint32_t op);
/* Do at most 4 KiB of the pass. Return: true if more is left. */
bool accel_pass_run(struct accel *accel);

#endif /* DEVICE_ACCEL_CORE_H */
