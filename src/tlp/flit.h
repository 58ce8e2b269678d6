/* SPDX-License-Identifier: BSD-3-Clause */
/* Places of the fields of a flit-mode header (PCIe Base r6 sec 2.2) */
#ifndef TLP_FLIT_H
#define TLP_FLIT_H

#include "tlp/layout.h"

/* DW0; Length is at the same place as in a non-flit header */
#define FLIT_TC	  21
#define FLIT_OHC  16
#define FLIT_TS	  13
#define FLIT_ATTR 10

/* DW1, and DW2 of a completion */
#define FLIT_EP	   (1u << 15)
#define FLIT_R	   (1u << 14)
#define FLIT_TAG   0x3fffu
#define FLIT_MSG_R 0x7f00u /* in place of the tag, with FLIT_R */
#define FLIT_LA6   (1u << 14)
#define FLIT_LA52  12

/* OHC-A1: memory requests, messages routed by address */
#define A1_NW	 (1u << 31)
#define A1_PV	 (1u << 30)
#define A1_PMR	 (1u << 29)
#define A1_ER	 (1u << 28)
#define A1_PASID 8
/* A1, A2, A3 */
#define OHC_BE 0xffu
/* A3, A4, A5 */
#define OHC_DST_SEGMENT 24
#define OHC_DSV		(1u << 15)
/* A4: the PASID is in three pieces */
#define A4_PV	 (1u << 14)
#define A4_PASID 0x00ff0fffu
/* A5 */
#define A5_CPL_SEGMENT 16
#define A5_LA	       3
#define A5_STATUS      7u
/* B */
#define B_ST	 8
#define B_PH	 6
#define B_HV	 4
#define B_AMA	 1
#define B_AV	 1u
#define HV_ST_8	 1
#define HV_ST_16 3
/* C */
#define C_REQ_SEGMENT 24
#define C_NOT_IDE     0x70u /* Sub-Stream 111b */

/* Bits of struct tlp @reserved that are not at their place in the header */
#define RESERVED_DW1_R	  (1u << 17)
#define RESERVED_NO_OHC_A (1u << 18)
#define RESERVED_MSG_R	  16 /* DW1 14:8 at 30:24 */
#define RESERVED_UIO_DW2  0xffffu

/* Layouts of OHC-A */
enum ohc_a {
	OHC_A_RAW,
	OHC_A1,
	OHC_A2,
	OHC_A3,
	OHC_A4,
	OHC_A5,
};

/* DW of the OHC words of an OHC field, and of the trailer of a TS (0xff: none) */
extern const uint8_t tlp_ohc_dws[32];
extern const uint8_t tlp_trailer_dws[8];

/* Return: enum ohc_a of the TLP's type (and routing) */
static inline unsigned int tlp_ohc_a(const struct tlp *tlp)
{
	static const uint8_t layout[SHAPE_MAX] = {
		[SHAPE_MEM] = OHC_A1,	 [SHAPE_IO] = OHC_A2,
		[SHAPE_CFG] = OHC_A3,	 [SHAPE_MSG] = OHC_A4,
		[SHAPE_CPL] = OHC_A5,	 [SHAPE_UIO_CPL] = OHC_A5,
		[SHAPE_NOP] = OHC_A_RAW,
	};
	unsigned int shape = tlp_types[tlp->type].shape;

	if (shape == SHAPE_MSG && tlp->routing == TLP_ROUTE_BY_ADDR)
		return OHC_A1;
	return layout[shape];
}

/* @len may end after the header, not inside it */
void tlp_unpack_flit_frame(const uint8_t *buf, size_t len,
			   const struct tlp_frame *f, struct tlp *tlp);

/* Read the OHC words at @p, after the fields of the header base */
void tlp_unpack_ohc(const uint8_t *p, struct tlp *tlp);

/* Return: the OHC field that the TLP needs, including @tlp->ohc */
uint8_t tlp_needed_ohc(const struct tlp *tlp);

/* Write the OHC words of @ohc. Return: the place after them */
uint8_t *tlp_pack_ohc(const struct tlp *tlp, uint8_t ohc, uint8_t *p);

/* Return: enum tlp_ts for the wire */
uint8_t tlp_wire_ts(const struct tlp *tlp);

/* Write header base and OHC; @code as tlp_type_code(), @ohc as tlp_needed_ohc() */
void tlp_pack_flit_header(const struct tlp *tlp, uint8_t *h, uint8_t code,
			  uint8_t ohc);

/* Write ECRC, or MAC and PCRC */
void tlp_pack_trailer(const struct tlp *tlp, uint8_t *p);

/* The flit-mode part of tlp_fields_valid() */
bool tlp_flit_fields_valid(const struct tlp *tlp);

#endif /* TLP_FLIT_H */
