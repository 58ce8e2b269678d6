// SPDX-License-Identifier: BSD-3-Clause
/* The types of TLPs: names, codes, what each carries (PCIe Base sec 2.2.1) */
#include "layout.h"

#define MEM(_name, _byte0, _class, _data, _st_byte)                 \
	{                                                           \
		.name = _name, .byte0 = _byte0, .shape = SHAPE_MEM, \
		.class = _class, .data = _data, .sized = true,      \
		.st_byte = _st_byte,                                \
	}
#define REQ(_name, _byte0, _shape, _data)                              \
	{                                                              \
		.name = _name, .byte0 = _byte0, .shape = _shape,       \
		.class = TLP_NON_POSTED, .data = _data, .sized = true, \
	}
/* Length counts the payload only, so it is reserved if there is none */
#define MSG(_name, _byte0, _shape, _class, _data)                \
	{                                                        \
		.name = _name, .byte0 = _byte0, .shape = _shape, \
		.class = _class, .data = _data, .sized = _data,  \
	}

const struct tlp_type_info tlp_types[TLP_TYPE_MAX] = {
	[TLP_MRD] = MEM("MRd", 0x00, TLP_NON_POSTED, false, 7),
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
};

#define DW3(_byte0, _type) [(_byte0)] = {(_type), 3}
#define BOTH(_byte0, _type) \
	DW3(_byte0, _type), [(_byte0) | BYTE0_4DW] = {(_type), 4}

const struct tlp_code tlp_codes[256] = {
	BOTH(0x00, TLP_MRD),
	BOTH(0x01, TLP_MRDLK),
	BOTH(0x40, TLP_MWR),
	BOTH(0x5b, TLP_DMWR),
	BOTH(0x4c, TLP_FETCHADD),
	BOTH(0x4d, TLP_SWAP),
	BOTH(0x4e, TLP_CAS),
	DW3(0x02, TLP_IORD),
	DW3(0x42, TLP_IOWR),
	DW3(0x04, TLP_CFGRD0),
	DW3(0x44, TLP_CFGWR0),
	DW3(0x05, TLP_CFGRD1),
	DW3(0x45, TLP_CFGWR1),
	DW3(0x0a, TLP_CPL),
	DW3(0x4a, TLP_CPLD),
	DW3(0x0b, TLP_CPLLK),
	DW3(0x4b, TLP_CPLDLK),
	[0x30 ... 0x37] = {TLP_MSG, 4},
	[0x70 ... 0x77] = {TLP_MSGD, 4},
};

bool tlp_has_data(enum tlp_type type)
{
	return type < TLP_TYPE_MAX && tlp_types[type].data;
}

bool tlp_may_hint(enum tlp_type type)
{
	return type < TLP_TYPE_MAX && tlp_types[type].st_byte;
}

enum tlp_class tlp_class(enum tlp_type type)
{
	return type < TLP_TYPE_MAX ? tlp_types[type].class : TLP_NON_POSTED;
}

const char *tlp_type_name(enum tlp_type type)
{
	return type < TLP_TYPE_MAX ? tlp_types[type].name : "?";
}
