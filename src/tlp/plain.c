// SPDX-License-Identifier: BSD-3-Clause
#include "tlp/plain.h"

/* Fields are in these eights: see tlp_wrong_bits() */
#define EIGHT(_first, _last)                                               \
	_Static_assert(offsetof(struct tlp, _last) +                       \
				       sizeof(((struct tlp *)0)->_last) == \
			       offsetof(struct tlp, _first) + 8,           \
		       "fields of struct tlp have moved")
EIGHT(addr64, st);
EIGHT(flit, at);
EIGHT(st_ext, req_segment);
EIGHT(reserved, ohc);

/* Bits that no header has room for. Flit mode and reserved bits are not plain */
#define WRONG                                                                 \
	.flit = true, .tc = 0xf8, .attr = 0xf8, .at = 0xfc, .first_be = 0xf0, \
	.last_be = 0xf0, .reserved = UINT32_MAX

#define MEM(_type, _code, _size, _data, _addr)                                 \
	{                                                                      \
		.dw0 = (uint32_t)(_code) << 24, .type = (_type),               \
		.size = (_size), .data = (_data), .shortest = 1, .more = 1023, \
		.wrong = {WRONG, .tag = 0xfc00, .addr = 3 | (_addr)},          \
	}
/* The ST takes the place of the tag */
#define HINTED_MWR(_code, _size, _addr)                                     \
	{                                                                   \
		.dw0 = (uint32_t)(_code) << 24 | DW0_TH, .type = TLP_MWR,   \
		.st_byte = 6, .size = (_size), .data = true, .shortest = 1, \
		.more = 1023,                                               \
		.wrong = {WRONG, .tag = 0xffff, .ph = 0xfc, .st = 0xff00,   \
			  .addr = 3 | (_addr)},                             \
	}
#define CPL(_type, _code, _data)                                             \
	{                                                                    \
		.dw0 = (uint32_t)(_code) << 24, .type = (_type), .size = 12, \
		.data = (_data), .completion = true,                         \
		.shortest = (_data) ? 1 : 0, .more = (_data) ? 1023 : 0,     \
		.wrong = {WRONG, .tag = 0xfc00, .status = 0xf8,              \
			  .lower_addr = 0x80},                               \
	}
#define ABOVE_4G (~0ull << 32)

static const struct tlp_plain mrd32 = MEM(TLP_MRD, 0x00, 12, false, ABOVE_4G);
static const struct tlp_plain mrd64 = MEM(TLP_MRD, 0x20, 16, false, 0);
static const struct tlp_plain mwr32 = MEM(TLP_MWR, 0x40, 12, true, ABOVE_4G);
static const struct tlp_plain mwr64 = MEM(TLP_MWR, 0x60, 16, true, 0);
static const struct tlp_plain hinted_mwr32 = HINTED_MWR(0x40, 12, ABOVE_4G);
static const struct tlp_plain hinted_mwr64 = HINTED_MWR(0x60, 16, 0);
static const struct tlp_plain cpl = CPL(TLP_CPL, 0x0a, false);
static const struct tlp_plain cpld = CPL(TLP_CPLD, 0x4a, true);

const struct tlp_plain *const tlp_plains[TLP_TYPE_MAX][2][2] = {
	[TLP_MRD] = {{&mrd32}, {&mrd64}},
	[TLP_MWR] = {{&mwr32, &hinted_mwr32}, {&mwr64, &hinted_mwr64}},
	[TLP_CPL] = {{&cpl}, {&cpl}},
	[TLP_CPLD] = {{&cpld}, {&cpld}},
};

const struct tlp_plain *const tlp_plain_codes[256][2] = {
	[0x00] = {&mrd32},
	[0x20] = {&mrd64},
	[0x40] = {&mwr32, &hinted_mwr32},
	[0x60] = {&mwr64, &hinted_mwr64},
	[0x4a] = {&cpld},
};
