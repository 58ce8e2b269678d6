/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-3-Clause) */
/*
 * Accelerator: registers. Shared by the device model and its drivers.
 *
 *   BAR0  64-bit              1 MiB   registers and ingress tables
 *   BAR2  64-bit prefetchable         device memory, split into partitions
 *   BAR4  32-bit              8 KiB   MSI-X table and PBA
 *
 * Registers are little-endian and 32 bits wide; an 8-byte access to an 8-byte
 * aligned pair is two of them, lower first. A 64-bit counter is a pair: reading
 * its low half latches the high half. A register that is written in part keeps
 * its value; reserved bits and registers read as 0. docs/accelerator.md says more.
 */
#ifndef OPENTPH_HW_ACCEL_H
#define OPENTPH_HW_ACCEL_H

/* 0x1234 is the vendor ID that emulated devices without a vendor use */
#define ACCEL_VENDOR_ID 0x1234
#define ACCEL_DEVICE_ID 0x7411
#define ACCEL_CLASS	0x120000 /* processing accelerator */

#define ACCEL_BAR_REGS	0
#define ACCEL_BAR_MEM	2
#define ACCEL_BAR_MSIX	4
#define ACCEL_REGS_SIZE 0x100000

#define ACCEL_REG_ID	      0x000	 /* RO */
#define ACCEL_ID_MAGIC	      0x41485054 /* "TPHA" */
#define ACCEL_REG_VERSION     0x004	 /* RO */
#define ACCEL_VERSION	      1
#define ACCEL_REG_CAPS	      0x008	 /* RO */
#define ACCEL_CAPS_PARTITIONS 0x000000ff /* number of partitions, 1..64 */
#define ACCEL_CAPS_SHIFT      0x0000ff00 /* log2 of a partition's bytes */
#define ACCEL_CAPS_ST_EXT     0x00010000 /* has a table for 16-bit tags */
#define ACCEL_CAPS_PASS	      0x00020000 /* can run passes */
#define ACCEL_CAPS_CLOCKS \
	0x00040000 /* CYCLES counts clocks of the device; 0: a model */
#define ACCEL_CAPS_TAP 0x00080000 /* has a ring of captured TLPs */
#define ACCEL_REG_OPS	      0x00c /* RO: bit n: ACCEL_OP n is supported */
#define ACCEL_REG_CTRL	      0x010
#define ACCEL_CTRL_INGRESS \
	0x00000001 /* apply the tables; 0 if not a TPH completer */
#define ACCEL_CTRL_CLEAR     0x00000002 /* WO: clear all counters */
#define ACCEL_REG_EVENT	     0x014	/* W1C: ACCEL_EVENT_* */
#define ACCEL_REG_EVENT_MASK 0x018	/* bits that raise MSI-X vector 0 */
#define ACCEL_EVENT_ENTRY    0x00000001 /* entry names no such op or partition */
#define ACCEL_EVENT_RANGE    0x00000002 /* result would leave its partition */
#define ACCEL_EVENT_PARTIAL \
	0x00000004 /* element not wholly enabled, unchanged */
#define ACCEL_EVENT_POISON 0x00000008 /* poisoned payload, dropped (any BAR) */
#define ACCEL_EVENT_PASS   0x00000010 /* a pass has ended */
#define ACCEL_EVENT_ALL	   0x0000001f
/* First write to BAR2 that raised an error event after all were cleared */
#define ACCEL_REG_EVENT_ADDR 0x020 /* RO, 64 bits: offset in BAR2 */
#define ACCEL_REG_EVENT_ST   0x028 /* RO */
#define ACCEL_EVENT_ST_TAG   0x0000ffff
#define ACCEL_EVENT_ST_EXT   0x00010000
#define ACCEL_EVENT_ST_TH    0x00020000

/*
 * Counters, RO, 64 bits each. A write to BAR2 is one of UNTAGGED, TAGGED and
 * UNKNOWN by its header, and DROPPED besides if nothing of it landed.
 */
#define ACCEL_REG_UNTAGGED   0x040 /* no TH, or INGRESS is 0 */
#define ACCEL_REG_TAGGED     0x048 /* tag has a valid entry */
#define ACCEL_REG_UNKNOWN    0x050 /* tag has no valid entry: stored as it is */
#define ACCEL_REG_DROPPED    0x058 /* writes with an error, nothing landed */
#define ACCEL_REG_PARTIAL    0x060 /* elements enabled in part, unchanged */
#define ACCEL_REG_LINK_BYTES 0x068 /* payload of writes to BAR2, whole DWs */
#define ACCEL_REG_MEM_READ \
	0x070 /* bytes read from memory by ingress and passes */
#define ACCEL_REG_MEM_WRITE 0x078 /* bytes written by ingress and passes */
#define ACCEL_REG_CYCLES    0x080 /* memory port busy, ACCEL_PORT_BYTES a cycle */
#define ACCEL_PORT_BYTES    64 /* unless ACCEL_CAPS_CLOCKS */
#define ACCEL_REG_BUILD	    0x088 /* RO: hash of the device's sources; 0: C model */

/* Counters of one tag, known or not: choose it, then read. RO, 64 bits each */
#define ACCEL_REG_TAG_SELECT 0x0a0
#define ACCEL_TAG_SELECT_TAG 0x0000ffff
#define ACCEL_TAG_SELECT_EXT 0x00010000
#define ACCEL_REG_TAG_WRITES 0x0a8
#define ACCEL_REG_TAG_BYTES  0x0b0

/*
 * A pass: the device applies an operation to its own memory, src to dst. The two
 * may not overlap, but may be the same if the operation keeps the width. Writing
 * OP takes the other registers as they are; while BUSY it does nothing. A device
 * without ACCEL_CAPS_PASS ends each pass with ERROR.
 */
#define ACCEL_REG_PASS_SRC    0x0c0 /* 64 bits: offset in BAR2 */
#define ACCEL_REG_PASS_DST    0x0c8 /* 64 bits: offset in BAR2 */
#define ACCEL_REG_PASS_LEN    0x0d0 /* source bytes, multiple of the element */
#define ACCEL_REG_PASS_OP     0x0d4 /* ACCEL_OP; writing it starts the pass */
#define ACCEL_REG_PASS_STATUS 0x0d8 /* RO */
#define ACCEL_PASS_IDLE	      0
#define ACCEL_PASS_BUSY	      1
#define ACCEL_PASS_DONE	      2
#define ACCEL_PASS_ERROR      3 /* range, overlap, alignment or op: nothing done */

/*
 * The tap (ACCEL_CAPS_TAP): a ring of records, one for each TLP that the device
 * received or sent. The device appends at WRITE and leaves everything between
 * READ and WRITE as it is: a TLP that does not fit is lost and counted. WRITE
 * moves only when a record is whole, so software reads WRITE, then the records
 * from READ to WRITE in the window, then writes READ. Both are positions: bytes
 * modulo 2^32, multiples of 16. The remainder by the ring's size is the place in
 * the ring, and a record may go on at the start of the ring.
 */
#define ACCEL_REG_TAP_CTRL     0x100
#define ACCEL_TAP_CTRL_ENABLE  0x00000001 /* take TLPs */
#define ACCEL_TAP_CTRL_CLEAR   0x00000002 /* WO: empty the ring, LOST = 0 */
#define ACCEL_TAP_CTRL_TH      0x00000004 /* only memory requests with TH */
#define ACCEL_TAP_CTRL_INSIDE  0x00000008 /* only TLPs inside BASE..LIMIT */
#define ACCEL_TAP_CTRL_OUTSIDE 0x00000010 /* only TLPs that are not */
#define ACCEL_REG_TAP_LOG2     0x104	  /* RO: log2 of the ring's bytes */
#define ACCEL_REG_TAP_SNAP     0x108 /* bytes kept of a TLP, multiple of 16 */
#define ACCEL_TAP_SNAP_MAX     0x00001ff0 /* after reset: no TLP is cut */
#define ACCEL_REG_TAP_KHZ      0x10c /* RO: ticks in a ms; 0: not known, simulated */
/*
 * A memory request is inside if it touches a DW from BASE to LIMIT, both
 * included. A completion that the device sends is, if the read was.
 */
#define ACCEL_REG_TAP_BASE    0x110   /* 64 bits: address in the header */
#define ACCEL_REG_TAP_LIMIT   0x118   /* 64 bits */
#define ACCEL_REG_TAP_WRITE   0x120   /* RO: end of the last whole record */
#define ACCEL_REG_TAP_READ    0x124   /* software has read up to here */
#define ACCEL_REG_TAP_LOST    0x128   /* RO, 64 bits: TLPs that did not fit */
#define ACCEL_REG_TAP_TIME    0x130   /* RO, 64 bits: ticks since reset */
#define ACCEL_TAP_WINDOW      0x40000 /* the ring, RO */
#define ACCEL_TAP_WINDOW_SIZE 0x40000

/*
 * A record: 16 bytes, then the TLP as on the link, then 0 up to a multiple of 16.
 * SEQUENCE counts the TLPs that pass the filters, lost ones too, from 0. TIME
 * does not decrease from one record to the next.
 */
#define ACCEL_TAP_INFO	      0x0 /* in bytes from the start of the record */
#define ACCEL_TAP_SEQUENCE    0x4
#define ACCEL_TAP_TIME	      0x8 /* 64 bits: ticks when the TLP was complete */
#define ACCEL_TAP_TLP	      0x10
#define ACCEL_TAP_INFO_LENGTH 0x00001fff /* bytes of the TLP */
#define ACCEL_TAP_INFO_TX     0x00002000 /* sent by the device, else received */
#define ACCEL_TAP_INFO_CUT    0x00004000 /* longer than SNAP: KEPT < LENGTH */
#define ACCEL_TAP_INFO_LOSS   0x00008000 /* TLPs were lost just before this one */
#define ACCEL_TAP_INFO_KEPT   0x1fff0000 /* bytes of it in the record */

/* Counters of partition n, 64 bits each, at ACCEL_REG_PART + n * STRIDE */
#define ACCEL_REG_PART	  0x1000
#define ACCEL_PART_STRIDE 0x20
#define ACCEL_PART_WRITES 0x00 /* TLPs that landed in it */
#define ACCEL_PART_BYTES  0x08 /* payload bytes that landed in it */
#define ACCEL_PART_ELEMENTS \
	0x10 /* elements combined or converted (XOR: bytes) */
#define ACCEL_PART_ERRORS    0x18 /* writes addressed to it that were dropped */
#define ACCEL_PARTITIONS_MAX 64

/*
 * Ingress tables: one entry a steering tag, two name spaces. Without
 * ACCEL_ENTRY_MOVE the result lands where the write is addressed. With it, at
 * the same offset in the named partition; an operation that changes the width
 * of an element scales that offset and so needs ACCEL_ENTRY_MOVE.
 */
#define ACCEL_REG_TABLE8      0x02000 /* 256 entries of 4 bytes */
#define ACCEL_REG_TABLE16     0x80000 /* 65536 entries of 4 bytes */
#define ACCEL_ENTRY_VALID     0x80000000
#define ACCEL_ENTRY_MOVE      0x00010000
#define ACCEL_ENTRY_PARTITION 0x0000ff00
#define ACCEL_ENTRY_OP	      0x000000ff

/*
 * Operations on landing. An element lies at a multiple of its size. Byte
 * enables mask single bytes of STORE, XOR and DISCARD; the others skip elements
 * that are not wholly enabled.
 */
enum accel_op {
	ACCEL_OP_STORE,	  /* mem = data */
	ACCEL_OP_ADD_U32, /* mem += data, modulo 2^32 */
	ACCEL_OP_ADD_F32, /* mem += data, round to nearest even */
	ACCEL_OP_MAX_U32,
	ACCEL_OP_MAX_F32, /* prefers a number to a NaN, +0 to -0 */
	ACCEL_OP_XOR,	  /* mem ^= data */
	ACCEL_OP_F32_TO_BF16, /* mem (2 bytes) = data (4), nearest even; NaN quiet */
	ACCEL_OP_BF16_ADD_F32, /* mem (4 bytes) += data (2) */
	ACCEL_OP_DISCARD,      /* nothing lands */
	ACCEL_OP_MAX,
};

/* NaN that sums and maxima yield for any NaN */
#define ACCEL_F32_NAN 0x7fc00000

#define ACCEL_MSIX_VECTORS 2
#define ACCEL_VECTOR_EVENT 0
#define ACCEL_VECTOR_PASS  1
#define ACCEL_MSIX_TABLE   0x0000 /* offset in BAR4 */
#define ACCEL_MSIX_PBA	   0x1000
#define ACCEL_MSIX_SIZE	   0x2000

#endif /* OPENTPH_HW_ACCEL_H */
