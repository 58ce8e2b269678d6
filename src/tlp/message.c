// SPDX-License-Identifier: BSD-3-Clause
/*
 * Table of the named messages (PCIe Base sec 2.2.8, ATS and PRI: sec 10).
 */
#include <errno.h>

#include "tlp/layout.h"

#define RC     (1 << TLP_ROUTE_TO_RC)
#define ID     (1 << TLP_ROUTE_BY_ID)
#define ALL    (1 << TLP_ROUTE_BROADCAST)
#define LOCAL  (1 << TLP_ROUTE_LOCAL)
#define GATHER (1 << TLP_ROUTE_GATHER)

#define MSG(_code, _name, _routings, _tc0) \
	[(_code)] = {                      \
		.name = _name,             \
		.routings = _routings,     \
		.tc0 = _tc0,               \
		.without_data = true,      \
	}
#define MSGD(_code, _name, _routings, _tc0, _without, _dws) \
	[(_code)] = {                                       \
		.name = _name,                              \
		.routings = _routings,                      \
		.tc0 = _tc0,                                \
		.without_data = _without,                   \
		.with_data = true,                          \
		.length = _dws,                             \
	}

static const struct tlp_message messages[256] = {
	MSG(0x00, "Unlock", ALL, true),
	MSGD(0x01, "Invalidate_Request", ID, false, false, 2),
	MSG(0x02, "Invalidate_Completion", ID, false),
	MSG(0x04, "Page_Request", RC, false),
	MSG(0x05, "PRG_Response", ID, false),
	MSG(0x10, "LTR", LOCAL, true),
	MSG(0x12, "OBFF", LOCAL, true),
	MSG(0x14, "PM_Active_State_Nak", LOCAL, true),
	MSG(0x18, "PM_PME", RC, true),
	MSG(0x19, "PME_Turn_Off", ALL, true),
	MSG(0x1b, "PME_TO_Ack", GATHER, true),
	MSG(0x20, "Assert_INTA", LOCAL, true),
	MSG(0x21, "Assert_INTB", LOCAL, true),
	MSG(0x22, "Assert_INTC", LOCAL, true),
	MSG(0x23, "Assert_INTD", LOCAL, true),
	MSG(0x24, "Deassert_INTA", LOCAL, true),
	MSG(0x25, "Deassert_INTB", LOCAL, true),
	MSG(0x26, "Deassert_INTC", LOCAL, true),
	MSG(0x27, "Deassert_INTD", LOCAL, true),
	MSG(0x30, "ERR_COR", RC, true),
	MSG(0x31, "ERR_NONFATAL", RC, true),
	MSG(0x33, "ERR_FATAL", RC, true),
	/* "Ignored messages", sec 2.2.8.7: used by hot-plug before r1.1 */
	MSG(0x40, "Attention_Indicator_Off", LOCAL, false),
	MSG(0x41, "Attention_Indicator_On", LOCAL, false),
	MSG(0x43, "Attention_Indicator_Blink", LOCAL, false),
	MSG(0x44, "Power_Indicator_Off", LOCAL, false),
	MSG(0x45, "Power_Indicator_On", LOCAL, false),
	MSG(0x47, "Power_Indicator_Blink", LOCAL, false),
	MSG(0x48, "Attention_Button_Pressed", LOCAL, false),
	MSGD(0x50, "Set_Slot_Power_Limit", LOCAL, true, false, 1),
	MSG(0x52, "PTM_Request", LOCAL, true),
	/* With data (ResponseD): the propagation delay */
	MSGD(0x53, "PTM_Response", LOCAL, true, true, 1),
	MSGD(0x7e, "Vendor_Defined_0", RC | ID | ALL | LOCAL, false, true, 0),
	MSGD(0x7f, "Vendor_Defined_1", RC | ID | ALL | LOCAL, false, true, 0),
};

const struct tlp_message *tlp_message(uint8_t code)
{
	return messages[code].name ? &messages[code] : NULL;
}

int tlp_message_code(const char *name)
{
	for (int code = 0; code < 256; code++)
		if (messages[code].name && !strcmp(messages[code].name, name))
			return code;
	return -ENOENT;
}
