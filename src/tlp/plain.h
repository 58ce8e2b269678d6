/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Plain TLPs: the forms of most memory requests and completions. They have no prefixes
 * and no reserved bits, so a table says which bits of their fields may be set.
 */
#ifndef TLP_PLAIN_H
#define TLP_PLAIN_H

#include "tlp/layout.h"

/**
 * struct tlp_plain - a form of plain TLPs: all that follows from type, width and TH
 * @dw0:	byte 0 and TH in their places
 * @type:	enum tlp_type
 * @size:	bytes of the header
 * @st_byte:	byte that holds ST[7:0]; 0 without hints
 * @data:	a payload follows
 * @completion:	it is a completion, else a memory request
 * @shortest:	least Length
 * @more:	greatest Length, above @shortest
 * @wrong:	bits that are 0 in all valid TLPs of the form, see tlp_wrong_bits()
 */
struct tlp_plain {
	uint32_t dw0;
	uint8_t type, size, st_byte;
	bool data, completion;
	uint16_t shortest, more;
	struct tlp wrong;
};

/* By type, addr64 and th; NULL: TLPs like that are not plain */
extern const struct tlp_plain *const tlp_plains[TLP_TYPE_MAX][2][2];

/* By byte 0 and TH; the forms that have a Length */
extern const struct tlp_plain *const tlp_plain_codes[256][2];

/* Eight bytes of a struct tlp that begin with a field; plain.c checks which they are */
#define TLP_EIGHT(_tlp, _field) \
	load_le64((const uint8_t *)(_tlp) + offsetof(struct tlp, _field))

/* Return: 0 if @td, @ep, @ln, @bcm, @tc, @attr and @at are 0 */
static inline uint64_t tlp_options(const struct tlp *tlp)
{
	return TLP_EIGHT(tlp, flit);
}

/* Return: the bits of @tlp that no TLP of the form has */
static inline uint64_t tlp_wrong_bits(const struct tlp *tlp,
				      const struct tlp *wrong)
{
	return (tlp->addr & wrong->addr) |
	       (TLP_EIGHT(tlp, addr64) & TLP_EIGHT(wrong, addr64)) |
	       (TLP_EIGHT(tlp, flit) & TLP_EIGHT(wrong, flit)) |
	       TLP_EIGHT(tlp, st_ext) |
	       (TLP_EIGHT(tlp, reserved) & TLP_EIGHT(wrong, reserved));
}

/*
 * Return: the form of a plain TLP whose fields can all be encoded; NULL if it is
 * another one, or tlp_fields_valid() has to decide
 */
static inline const struct tlp_plain *tlp_find_plain(const struct tlp *tlp)
{
	const struct tlp_plain *plain;

	if ((unsigned int)tlp->type >= TLP_TYPE_MAX)
		return NULL;
	plain = tlp_plains[tlp->type][tlp->addr64][tlp->th];
	if (!plain || tlp_wrong_bits(tlp, &plain->wrong) ||
	    (uint16_t)(tlp->length - plain->shortest) > plain->more)
		return NULL;
	if (plain->completion && tlp->byte_count - 1u > 4095)
		return NULL;
	return plain;
}

#endif /* TLP_PLAIN_H */
