/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-3-Clause) */
/*
 * DMA engine: registers and descriptors. Shared by the device model and its
 * drivers.
 *
 *   BAR0  64-bit  64 KiB  registers
 *   BAR4  32-bit   8 KiB  MSI-X table and PBA
 *
 * Registers are little-endian and 32 bits wide; a register that is written in
 * part keeps its value; reserved bits and registers read as 0. The engine copies
 * from one bus address to another: it reads the source with MRd and writes the
 * destination with MWr, split by Max_Payload_Size and at 4 KiB. What the TPH
 * capability says is looked at for each MWr. docs/dma-engine.md says more.
 */
#ifndef OPENTPH_HW_DMA_H
#define OPENTPH_HW_DMA_H

#include <linux/types.h>

/* 0x1234 is the vendor ID that emulated devices without a vendor use */
#define DMA_VENDOR_ID		0x1234
#define DMA_DEVICE_ID		0x7412
#define DMA_CLASS		0x088000 /* other system peripheral */

#define DMA_BAR_REGS		0
#define DMA_BAR_MSIX		4
#define DMA_REGS_SIZE		0x10000

#define DMA_REG_ID		0x00	/* RO */
#define DMA_ID_MAGIC		0x44485054 /* "TPHD" */
#define DMA_REG_VERSION		0x04	/* RO */
#define DMA_VERSION		1
#define DMA_REG_CTRL		0x08
#define DMA_CTRL_ENABLE		0x00000001 /* clearing it stops after the TLP in flight */
#define DMA_CTRL_RESET		0x00000002 /* WO: reset values, running work given up */
#define DMA_REG_STATUS		0x0c	/* RO */
#define DMA_STATUS_BUSY		0x00000001 /* a descriptor runs or waits */
#define DMA_STATUS_ERROR	0x00000002 /* ring unreadable or misset; reset clears */
/* The ring can be set while ENABLE and BUSY are 0; other writes are ignored */
#define DMA_REG_RING_LO		0x10	/* bus address of the ring, 64-byte aligned */
#define DMA_REG_RING_HI		0x14
#define DMA_REG_RING_ORDER	0x18	/* log2 of its length, 1..12; writing zeroes HEAD, TAIL */
#define DMA_RING_ORDER_MAX	12
#define DMA_REG_HEAD		0x1c	/* RO: next descriptor that the engine takes */
#define DMA_REG_TAIL		0x20	/* doorbell: first one that it does not take */
#define DMA_REG_INT_STATUS	0x24	/* W1C */
#define DMA_REG_INT_MASK	0x28	/* bits that raise MSI-X vector 0 */
#define DMA_INT_DONE		0x00000001 /* a descriptor with DMA_DESC_IRQ ended */
#define DMA_INT_ERROR		0x00000002 /* one ended with an error, or STATUS_ERROR */

/* Counters, RO, 64 bits each; reading the low half latches the high half */
#define DMA_REG_TLPS		0x40	/* MWr sent for data */
#define DMA_REG_BYTES		0x48
#define DMA_REG_HINTED		0x50	/* of them with TH */
#define DMA_REG_UNHINTED	0x58	/* hint asked for, but not allowed: sent without TH */

/*
 * One descriptor of the ring. Reserved fields and flags are 0, and so are ST_EXT
 * and TH_REQUIRED without TH; else it ends with INVALID.
 */
struct dma_desc {
	__le64 src;		/* bus address, any alignment */
	__le64 dst;		/* bus address, any alignment */
	__le32 len;		/* bytes, 1..2^24 */
	__le32 flags;		/* DMA_DESC_* */
	__le16 st_index;	/* entry of the ST table, unused in no-ST mode */
	__u8 ph;		/* 0..3 */
	__u8 reserved[5];
	__le32 status;		/* written by the engine, last: DMA_DESC_DONE and code */
	__le32 done;		/* written by the engine: bytes sent */
	__le64 cookie;		/* not touched */
	__le64 reserved2[2];
};

#define DMA_DESC_SIZE		64
#define DMA_DESC_TH		0x00000001 /* set TH on the writes */
#define DMA_DESC_ST_EXT		0x00000002 /* send 16 bits of the entry, else 8 */
#define DMA_DESC_TH_REQUIRED	0x00000004 /* end with HINT rather than send without TH */
#define DMA_DESC_IRQ		0x00000008
#define DMA_DESC_LEN_MAX	0x1000000

#define DMA_DESC_DONE		0x80000000
#define DMA_DESC_CODE		0x000000ff
enum dma_desc_code {
	DMA_CODE_OK,
	DMA_CODE_INVALID,	/* a field is out of range */
	DMA_CODE_READ,		/* a source read did not complete with success */
	DMA_CODE_MASTER,	/* Bus Master Enable was off; written once it is on */
	DMA_CODE_HINT,		/* TH_REQUIRED, but Requester Enable forbids it */
	DMA_CODE_STOPPED,	/* the engine was disabled while it ran */
};

#define DMA_ST_ENTRIES		64	/* ST table in the TPH capability */
#define DMA_MSIX_VECTORS	1
#define DMA_VECTOR_RING		0
#define DMA_MSIX_TABLE		0x0000	/* offset in BAR4 */
#define DMA_MSIX_PBA		0x1000
#define DMA_MSIX_SIZE		0x2000

#endif /* OPENTPH_HW_DMA_H */
