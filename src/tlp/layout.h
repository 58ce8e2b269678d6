/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Places of the fields of a non-flit header (PCIe Base sec 2.2.1), and
 * properties of types. A DW is read big-endian: byte 0 is bits 31:24.
 */
#ifndef TLP_LAYOUT_H
#define TLP_LAYOUT_H

#include <string.h>

#include <opentph/tlp.h>

#include "ground.h"

/* Hot, or short since arguments are constant; rare, and better out of the hot way */
#define INLINE	 static inline __attribute__((always_inline))
#define NOINLINE __attribute__((noinline))

/* DW0 */
#define DW0_T9	     (1u << 23)
#define DW0_TC	     20
#define DW0_T8	     (1u << 19)
#define DW0_ATTR2    (1u << 18)
#define DW0_LN	     (1u << 17)
#define DW0_TH	     (1u << 16)
#define DW0_TD	     (1u << 15)
#define DW0_EP	     (1u << 14)
#define DW0_ATTR10   12
#define DW0_AT	     10
#define DW0_LENGTH   0x3ffu
#define DW0_OPTIONS  0xfefc00u /* T9, TC, T8, Attr[2], LN; TD, EP, Attr, AT */
#define BYTE0_4DW    0x20
#define BYTE0_PREFIX 0x80
#define BYTE0_FMT    0xe0

/* Completion DW1, DW2 */
#define CPL_STATUS     13
#define CPL_BCM	       (1u << 12)
#define CPL_BYTE_COUNT 0xfffu
#define CPL_R	       (1u << 7)
#define CPL_LOWER_ADDR 0x7fu

/* Configuration DW2 */
#define CFG_R	0xf000u
#define CFG_REG 0xffcu

/* Extended TPH prefix: ST[15:8]; PASID prefix */
#define PREFIX_ST    16
#define PREFIX_PMR   (1u << 23)
#define PREFIX_ER    (1u << 22)
#define PREFIX_PASID 0xfffffu

/* Bits of struct tlp @reserved that are not at their place in the header */
#define RESERVED_LOW   10
#define RESERVED_CPL_R (1u << 17)

#define TLP_MAX_END_END 4

/* Kind of the fields in DW1 to DW3 */
enum tlp_shape {
	SHAPE_MEM,
	SHAPE_IO,
	SHAPE_CFG,
	SHAPE_MSG,
	SHAPE_CPL,
	SHAPE_UIO_CPL,
	SHAPE_NOP,
	SHAPE_MAX,
};

/* No such code, in struct tlp_type_info */
#define NO_CODE 0xff

/**
 * struct tlp_type_info - properties of a type
 * @name:	as the specification writes it
 * @code:	byte 0 by enum tlp_framing and by width of the address (0 if
 *		there is none), routing 0; NO_CODE
 * @shape:	layout of DW1 to DW3
 * @class:	flow control class
 * @data:	a payload follows the header
 * @sized:	Length has a meaning
 * @hints:	may carry hints
 * @st_byte:	byte of a non-flit header that holds ST[7:0] under TH; 0: none
 */
struct tlp_type_info {
	char name[12];
	uint8_t code[2][2];
	uint8_t shape;
	uint8_t class;
	bool data, sized, hints;
	uint8_t st_byte;
};

extern const struct tlp_type_info tlp_types[TLP_TYPE_MAX];

/**
 * struct tlp_code - meaning of byte 0
 * @type:	enum tlp_type
 * @dws:	size of the header; 0 if the code is reserved or a prefix
 */
struct tlp_code {
	uint8_t type, dws;
};

/* By enum tlp_framing */
extern const struct tlp_code tlp_codes[2][256];

/* Return: byte 0 of the TLP, routing 0; NO_CODE */
static inline uint8_t tlp_type_code(const struct tlp *tlp)
{
	const struct tlp_type_info *info = &tlp_types[tlp->type];

	return info->code[tlp->flit][info->shape == SHAPE_MEM && tlp->addr64];
}

/**
 * struct tlp_frame - parts of a TLP
 * @header:	the first DW that is not a prefix
 * @info:	properties of its type
 * @code:	type and size of the header
 * @dw0:	first DW of the header
 * @length:	1..1024, also where Length is reserved
 * @nprefix:	number of prefixes
 * @head:	bytes of prefixes, header and OHC
 * @data:	bytes of payload
 * @tail:	bytes of digest or trailer
 */
struct tlp_frame {
	const uint8_t *header;
	const struct tlp_type_info *info;
	const struct tlp_code *code;
	uint32_t dw0, length;
	unsigned int nprefix;
	size_t head, data, tail;
};

/* Implied LastBE when byte 7 holds the ST (sec 2.2.7.1.1) */
static inline uint8_t implied_last_be(unsigned int length)
{
	return length > 1 ? 0xf : 0;
}

/* body.c: DW2 and DW3, and Code and routing of messages. @h is DW0 */
void tlp_unpack_io(const uint8_t *h, struct tlp *tlp);
void tlp_pack_io(const struct tlp *tlp, uint8_t *h);
void tlp_unpack_cfg(const uint8_t *h, struct tlp *tlp);
void tlp_pack_cfg(const struct tlp *tlp, uint8_t *h);
void tlp_unpack_msg(const uint8_t *h, struct tlp *tlp);
void tlp_pack_msg(const struct tlp *tlp, uint8_t *h);

void tlp_unpack_prefixes(const uint8_t *p, unsigned int n, struct tlp *tlp);

/*
 * The prefixes as tlp_encode() writes them. Return: their number, which is more
 * than fits if the fields are not valid.
 */
unsigned int tlp_list_prefixes(const struct tlp *tlp,
			       uint32_t list[TLP_MAX_PREFIX + 2]);

bool tlp_prefixes_valid(const struct tlp *tlp);

/* Return: true if tlp_encode() can encode all fields */
bool tlp_fields_valid(const struct tlp *tlp);

#endif /* TLP_LAYOUT_H */
