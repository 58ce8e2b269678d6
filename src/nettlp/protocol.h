/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The encapsulation of NetTLP (Kuga et al., NSDI 2020): TLPs in UDP datagrams between
 * an adapter, which is a PCIe function, and software that is its logic.
 */
#ifndef NETTLP_PROTOCOL_H
#define NETTLP_PROTOCOL_H

/* In front of the TLP, big-endian: u16 sequence number, u32 time stamp */
#define NETTLP_HEADER 6

/*
 * UDP ports; source and destination are equal. Requests that software sends through
 * the adapter, and their completions: 0x3000 and the tag. Requests to the adapter, and
 * the completions by software: 0x4000 and the low 4 bits of the tag. In a tagged MWr
 * the ST is in the place of the tag.
 */
#define NETTLP_SOFTWARE_PORT  0x3000
#define NETTLP_SOFTWARE_PORTS 256
#define NETTLP_ADAPTER_PORT   0x4000
#define NETTLP_ADAPTER_PORTS  16

/* The driver of the adapter answers questions of any source port here */
#define NETTLP_QUESTION_PORT 0x2fff
/* Configuration space of the adapter; older adapters, and libtlp, use the second one */
#define NETTLP_CONFIG_PORT     0x5001
#define NETTLP_CONFIG_PORT_OLD 0x4001

/* Questions are an int, in the byte order of x86 as are the answers */
enum nettlp_question {
	NETTLP_QUESTION_BAR4 = 1, /* u64: address of BAR4 */
	NETTLP_QUESTION_ID = 2,	  /* u16: ID of the function */
	NETTLP_QUESTION_MSIX = 3, /* 16 times u64 address, u32 data */
};
#define NETTLP_VECTORS 16

/* The adapter: its ID, and its BARs */
#define NETTLP_VENDOR_ID  0x3776
#define NETTLP_DEVICE_ID  0x8022
#define NETTLP_BAR_PIO	  0
#define NETTLP_BAR_MSIX	  2
#define NETTLP_BAR_WINDOW 4
#define NETTLP_WINDOW	  (256u << 20)

#endif /* NETTLP_PROTOCOL_H */
