/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the fields of a non-flit header are (PCIe Base sec 2.2.1). A DW is read
 * big-endian: byte 0 is bits 31:24.
 */
#ifndef TLP_LAYOUT_H
#define TLP_LAYOUT_H

#include <string.h>

#include <opentph/tlp.h>

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

/* Extended TPH prefix: ST[15:8] */
#define PREFIX_ST 16

/* Where struct tlp @reserved keeps what is not at its own place there */
#define RESERVED_LOW   10
#define RESERVED_CPL_R (1u << 17)

#define TLP_MAX_END_END 4

/* Which fields DW1 to DW3 hold */
enum tlp_shape {
	SHAPE_MEM,
	SHAPE_IO,
	SHAPE_CFG,
	SHAPE_MSG,
	SHAPE_CPL,
	SHAPE_MAX,
};

/**
 * struct tlp_type_info - what the codec knows of a type
 * @name:	as the specification writes it
 * @byte0:	Fmt and Type, of the 3 DW form if there are two
 * @shape:	layout of DW1 to DW3
 * @class:	flow control class
 * @data:	a payload follows the header
 * @sized:	Length has a meaning
 * @st_byte:	byte of the header that holds ST[7:0] under TH; 0: no hints
 */
struct tlp_type_info {
	char name[12];
	uint8_t byte0;
	uint8_t shape;
	uint8_t class;
	bool data, sized;
	uint8_t st_byte;
};

extern const struct tlp_type_info tlp_types[TLP_TYPE_MAX];

/**
 * struct tlp_code - what byte 0 says
 * @type:	enum tlp_type
 * @dws:	size of the header; 0 if the code is reserved or a prefix
 */
struct tlp_code {
	uint8_t type, dws;
};

extern const struct tlp_code tlp_codes[256];

static inline uint32_t get_be32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return __builtin_bswap32(v);
}

static inline void put_be32(uint8_t *p, uint32_t v)
{
	v = __builtin_bswap32(v);
	memcpy(p, &v, sizeof(v));
}

/* LastBE that goes without saying when byte 7 holds the ST (sec 2.2.7.1.1) */
static inline uint8_t implied_last_be(unsigned int length)
{
	return length > 1 ? 0xf : 0;
}

/* Return: index of the Extended TPH prefix, or @tlp->nprefix */
unsigned int tlp_find_ext_tph(const struct tlp *tlp);

/* Return: true if tlp_encode() can express all fields */
bool tlp_fields_valid(const struct tlp *tlp);

#endif /* TLP_LAYOUT_H */
