// SPDX-License-Identifier: BSD-3-Clause
/* The types of TLPs: names, codes, contents (PCIe Base sec 2.2.1) */
#include "tlp/layout.h"

/* Non-flit 3 DW and 4 DW, flit 3 DW and 4 DW */
#define CODES(_c32, _c64, _flit32, _flit64) \
	{                                   \
		{_c32, _c64},               \
		{                           \
			_flit32, _flit64    \
		}                           \
	}
/* One size with the same code in both framings; flit framing only */
#define BOTH(_code)	 CODES(_code, NO_CODE, _code, NO_CODE)
#define FLIT_ONLY(_code) CODES(NO_CODE, NO_CODE, _code, NO_CODE)

#define MEM(_name, _code, _class, _data, _st_byte)                  \
	{                                                           \
		.name = _name,                                      \
		.code = CODES(_code, (_code) | BYTE0_4DW, _code,    \
			      (_code) | BYTE0_4DW),                 \
		.shape = SHAPE_MEM, .class = _class, .data = _data, \
		.sized = true, .hints = true, .st_byte = _st_byte,  \
	}
#define REQ(_name, _code, _shape, _data)                               \
	{                                                              \
		.name = _name, .code = BOTH(_code), .shape = _shape,   \
		.class = TLP_NON_POSTED, .data = _data, .sized = true, \
	}
/* Length counts the payload only, so it is reserved without one */
#define MSG(_name, _code, _shape, _class, _data)                     \
	{                                                            \
		.name = _name, .code = BOTH(_code), .shape = _shape, \
		.class = _class, .data = _data, .sized = _data,      \
	}
/* Unordered IO has 64-bit addresses only */
#define UIO(_name, _code, _class, _data)                            \
	{                                                           \
		.name = _name,                                      \
		.code = CODES(NO_CODE, NO_CODE, NO_CODE, _code),    \
		.shape = SHAPE_MEM, .class = _class, .data = _data, \
		.sized = true, .hints = true,                       \
	}
/* Length is the completed part of the request, also without data */
#define UIO_CPL(_name, _code, _data)                             \
	{                                                        \
		.name = _name, .code = FLIT_ONLY(_code),         \
		.shape = SHAPE_UIO_CPL, .class = TLP_COMPLETION, \
		.data = _data, .sized = true,                    \
	}

const struct tlp_type_info tlp_types[TLP_TYPE_MAX] = {
	[TLP_MRD] = {.name = "MRd",
		     .code = CODES(0x00, 0x20, 0x03, 0x20),
		     .shape = SHAPE_MEM,
		     .class = TLP_NON_POSTED,
		     .sized = true,
		     .hints = true,
		     .st_byte = 7},
	[TLP_MRDLK] = MEM("MRdLk", 0x01, TLP_NON_POSTED, false, 7),
	[TLP_MWR] = MEM("MWr", 0x40, TLP_POSTED, true, 6),
	[TLP_DMWR] = MEM("DMWr", 0x5b, TLP_NON_POSTED, true, 7),
	[TLP_FETCHADD] = MEM("FetchAdd", 0x4c, TLP_NON_POSTED, true, 7),
	[TLP_SWAP] = MEM("Swap", 0x4d, TLP_NON_POSTED, true, 7),
	[TLP_CAS] = MEM("CAS", 0x4e, TLP_NON_POSTED, true, 7),
	[TLP_IORD] = REQ("IORd", 0x02, SHAPE_IO, false),
	[TLP_IOWR] = REQ("IOWr", 0x42, SHAPE_IO, true),
	[TLP_CFGRD0] = REQ("CfgRd0", 0x04, SHAPE_CFG, false),
	[TLP_CFGWR0] = REQ("CfgWr0", 0x44, SHAPE_CFG, true),
	[TLP_CFGRD1] = REQ("CfgRd1", 0x05, SHAPE_CFG, false),
	[TLP_CFGWR1] = REQ("CfgWr1", 0x45, SHAPE_CFG, true),
	[TLP_MSG] = MSG("Msg", 0x30, SHAPE_MSG, TLP_POSTED, false),
	[TLP_MSGD] = MSG("MsgD", 0x70, SHAPE_MSG, TLP_POSTED, true),
	[TLP_CPL] = MSG("Cpl", 0x0a, SHAPE_CPL, TLP_COMPLETION, false),
	[TLP_CPLD] = MSG("CplD", 0x4a, SHAPE_CPL, TLP_COMPLETION, true),
	[TLP_CPLLK] = MSG("CplLk", 0x0b, SHAPE_CPL, TLP_COMPLETION, false),
	[TLP_CPLDLK] = MSG("CplDLk", 0x4b, SHAPE_CPL, TLP_COMPLETION, true),
	[TLP_NOP] = {.name = "NOP",
		     .code = FLIT_ONLY(0x00),
		     .shape = SHAPE_NOP,
		     .class = TLP_POSTED},
	[TLP_UIOMRD] = UIO("UIOMRd", 0x22, TLP_NON_POSTED, false),
	[TLP_UIOMWR] = UIO("UIOMWr", 0x61, TLP_POSTED, true),
	[TLP_UIOWRCPL] = UIO_CPL("UIOWrCpl", 0x0c, false),
	[TLP_UIORDCPL] = UIO_CPL("UIORdCpl", 0x0d, false),
	[TLP_UIORDCPLD] = UIO_CPL("UIORdCplD", 0x48, true),
};

#define DW3(_byte0, _type)  [(_byte0)] = {(_type), 3}
#define DW4(_byte0, _type)  [(_byte0)] = {(_type), 4}
#define DW34(_byte0, _type) DW3(_byte0, _type), DW4((_byte0) | BYTE0_4DW, _type)
/* All types except MRd, whose 3 DW code differs */
#define COMMON                                                                 \
	DW4(0x20, TLP_MRD), DW34(0x01, TLP_MRDLK), DW34(0x40, TLP_MWR),        \
		DW34(0x5b, TLP_DMWR), DW34(0x4c, TLP_FETCHADD),                \
		DW34(0x4d, TLP_SWAP), DW34(0x4e, TLP_CAS),                     \
		DW3(0x02, TLP_IORD), DW3(0x42, TLP_IOWR),                      \
		DW3(0x04, TLP_CFGRD0), DW3(0x44, TLP_CFGWR0),                  \
		DW3(0x05, TLP_CFGRD1), DW3(0x45, TLP_CFGWR1),                  \
		DW3(0x0a, TLP_CPL), DW3(0x4a, TLP_CPLD), DW3(0x0b, TLP_CPLLK), \
		DW3(0x4b, TLP_CPLDLK),                                         \
		[0x30 ... 0x37] = {TLP_MSG, 4},                                \
			  [0x70 ... 0x77] = {TLP_MSGD, 4}

/* clang-format off */
const struct tlp_code tlp_codes[2][256] = {
	[TLP_NON_FLIT] = {COMMON, DW3(0x00, TLP_MRD)},
	[TLP_FLIT] = {COMMON,
		      DW3(0x03, TLP_MRD),
		      [0x00] = {TLP_NOP, 1},
		      DW4(0x22, TLP_UIOMRD),
		      DW4(0x61, TLP_UIOMWR),
		      DW3(0x0c, TLP_UIOWRCPL),
		      DW3(0x0d, TLP_UIORDCPL),
		      DW3(0x48, TLP_UIORDCPLD)},
};
/* clang-format on */

bool tlp_has_data(enum tlp_type type)
{
	return type < TLP_TYPE_MAX && tlp_types[type].data;
}

bool tlp_may_hint(enum tlp_type type)
{
	return type < TLP_TYPE_MAX && tlp_types[type].hints;
}

enum tlp_class tlp_class(enum tlp_type type)
{
	return type < TLP_TYPE_MAX ? tlp_types[type].class : TLP_NON_POSTED;
}

const char *tlp_type_name(enum tlp_type type)
{
	return type < TLP_TYPE_MAX ? tlp_types[type].name : "?";
}
