/* SPDX-License-Identifier: BSD-3-Clause */
/* The parts of pcapng (draft-ietf-opsawg-pcapng) that captures of TLPs use */
#ifndef CAPTURE_PCAPNG_FORMAT_H
#define CAPTURE_PCAPNG_FORMAT_H

#include <stdint.h>
#include <string.h>

enum pcapng_block {
	PCAPNG_INTERFACE = 1,
	PCAPNG_SIMPLE_PACKET = 3,
	PCAPNG_STATISTICS = 5,
	PCAPNG_ENHANCED_PACKET = 6,
	PCAPNG_SECTION = 0x0a0d0d0a, /* the same in both byte orders */
};

#define PCAPNG_MAGIC 0x1a2b3c4d
#define PCAPNG_MAJOR 1

/* Block type and length before the body, length again after it */
#define PCAPNG_HEAD	8
#define PCAPNG_TAIL	4
#define PCAPNG_OVERHEAD (PCAPNG_HEAD + PCAPNG_TAIL)

/* Fixed parts of the bodies */
#define PCAPNG_SECTION_BODY    16
#define PCAPNG_INTERFACE_BODY  8
#define PCAPNG_ENHANCED_BODY   20
#define PCAPNG_SIMPLE_BODY     4
#define PCAPNG_STATISTICS_BODY 12

enum pcapng_option {
	PCAPNG_OPT_END = 0,
	PCAPNG_OPT_COMMENT = 1,
	PCAPNG_EPB_FLAGS = 2,
	PCAPNG_EPB_DROPCOUNT = 4,
	PCAPNG_IF_NAME = 2,
	PCAPNG_IF_DESCRIPTION = 3,
	PCAPNG_SHB_USERAPPL = 4,
	PCAPNG_IF_TSRESOL = 9,
	PCAPNG_IF_TSOFFSET = 14,
	PCAPNG_ISB_STARTTIME = 2,
	PCAPNG_ISB_ENDTIME = 3,
	PCAPNG_ISB_IFRECV = 4,
	PCAPNG_ISB_IFDROP = 5,
};

/* epb_flags bits 1:0 */
#define PCAPNG_DIR_MASK	    3
#define PCAPNG_DIR_INBOUND  1
#define PCAPNG_DIR_OUTBOUND 2

/* The comment of packets whose header was rebuilt, for people and for our reader */
#define PCAPNG_REBUILT \
	"OpenTPH: header rebuilt from a descriptor; TD and EP are not known"

/* All parts are padded to 32 bits */
static inline size_t pcapng_pad(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

#endif /* CAPTURE_PCAPNG_FORMAT_H */
