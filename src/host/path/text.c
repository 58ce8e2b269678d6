// SPDX-License-Identifier: BSD-3-Clause
/* Rules in words */
#include "ground.h"
#include "host/path/path.h"

static const struct {
	const char *lost, *question;
} texts[TPH_HOST_RULES] = {
	[TPH_HOST_RULE_NONE] = {"", ""},
	[TPH_HOST_RULE_ITSELF] =
		{"requests to itself do not leave the function",
		 "do requests to itself leave the function?"},
	[TPH_HOST_RULE_MISSING] = {"a bridge above is missing",
				   "which bridges are above?"},
	[TPH_HOST_RULE_APART] =
		{"no bridge is above both, and a root complex need not forward hints",
		 "is a bridge above both?"},
	[TPH_HOST_RULE_ACS] =
		{"it redirects peers to the root complex, which need not forward hints",
		 "does it redirect peers to the root complex?"},
	[TPH_HOST_RULE_TURN] =
		{"the bridge above both is not the Upstream Port of a switch: requests may stay in the device",
		 "is the bridge above both the Upstream Port of a switch?"},
	[TPH_HOST_RULE_REQUESTER] = {"requests with such tags are not enabled",
				     "are requests with such tags enabled?"},
	[TPH_HOST_RULE_BUS] = {"a conventional bus has no hints",
			       "does it lead to a conventional bus?"},
	[TPH_HOST_RULE_FLIT] =
		{"the link is not in flit mode",
		 "is the link in flit mode? Else it loses the prefix of the tag"},
	[TPH_HOST_RULE_PREFIX] =
		{"it does not support End-End prefixes, and one holds half of the tag",
		 "does it support End-End prefixes?"},
	[TPH_HOST_RULE_NUMBER] =
		{"it supports fewer End-End prefixes than a tag and a PASID need",
		 "are there more End-End prefixes than it supports?"},
	[TPH_HOST_RULE_BLOCK] =
		{"it blocks End-End prefixes, and one holds half of the tag",
		 "does it block End-End prefixes?"},
	[TPH_HOST_RULE_COMPLETER] = {"it does not complete such requests",
				     "does it complete such requests?"},
	[TPH_HOST_RULE_INTEGRATED] =
		{"there is no Root Port above",
		 "does the root complex complete such requests? No register of it is known"},
};

const char *tph_host_rule_text(enum tph_host_rule rule, bool lost)
{
	if (rule >= TPH_HOST_RULES)
		return "";
	return lost ? texts[rule].lost : texts[rule].question;
}
