// SPDX-License-Identifier: BSD-3-Clause
/*
 * Rules of messages (PCIe Base sec 2.2.8). A receiver treats an undefined
 * message as an Unsupported Request (sec 2.3.1).
 */
#include "tlp/rules/rule.h"

static bool tc(const struct tlp *tlp, const struct tlp_limits *limits)
{
	const struct tlp_message *msg = tlp_message(tlp->msg_code);

	return msg && msg->tc0 && tlp->tc;
}

static bool unknown(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return !tlp_message(tlp->msg_code);
}

static bool routing_reserved(const struct tlp *tlp,
			     const struct tlp_limits *limits)
{
	return tlp->routing > TLP_ROUTE_GATHER;
}

static bool routing(const struct tlp *tlp, const struct tlp_limits *limits)
{
	const struct tlp_message *msg = tlp_message(tlp->msg_code);

	return msg && tlp->routing <= TLP_ROUTE_GATHER &&
	       !(msg->routings >> tlp->routing & 1);
}

static bool data(const struct tlp *tlp, const struct tlp_limits *limits)
{
	const struct tlp_message *msg = tlp_message(tlp->msg_code);

	return msg &&
	       !(tlp->type == TLP_MSGD ? msg->with_data : msg->without_data);
}

static bool length(const struct tlp *tlp, const struct tlp_limits *limits)
{
	const struct tlp_message *msg = tlp_message(tlp->msg_code);

	return msg && msg->length && tlp->length != msg->length;
}

static bool is_vendor(const struct tlp *tlp)
{
	return (tlp->msg_code | 1) == 0x7f;
}

static bool attr(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->attr & 3 && !is_vendor(tlp);
}

static bool intx_function(const struct tlp *tlp,
			  const struct tlp_limits *limits)
{
	return (tlp->msg_code & ~7) == 0x20 && TLP_BDF_FN(tlp->requester);
}

static const struct rule rows[] = {
	RULE("msg-tc", "2.2.8", TLP_MALFORMED, TYPES_MSG, tc,
	     "this message has traffic class 0"),
	RULE("msg-unknown", "2.2.8", TLP_UNSUPPORTED, TYPES_MSG, unknown,
	     "no message has this code"),
	RULE("msg-routing", "2.2.8", TLP_UNSUPPORTED, TYPES_MSG, routing,
	     "this message is not routed this way"),
	RULE("msg-data", "2.2.8", TLP_UNSUPPORTED, TYPES_MSG, data,
	     "this message is a Msg where a MsgD is required, or the reverse"),
	RULE("msg-length", "2.2.8", TLP_UNSUPPORTED, TYPE(MSGD), length,
	     "the data of this message have a fixed length"),
	RULE("msg-routing-reserved", "2.2.8", TLP_REMARK, TYPES_MSG,
	     routing_reserved,
	     "routing 6 and 7 are reserved; they end at the receiver"),
	RULE("msg-attr", "2.2.8", TLP_REMARK, TYPES_MSG, attr,
	     "RO and NS are reserved except in vendor-defined messages"),
	RULE("msg-intx-function", "2.2.8.1", TLP_REMARK, TYPE(MSG),
	     intx_function, "INTx messages come from function 0"),
};

const struct rule_set tlp_message_rules = RULE_SET(rows, TYPES_MSG);
