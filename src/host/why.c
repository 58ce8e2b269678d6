// SPDX-License-Identifier: BSD-3-Clause
/* Reasons for unknown facts, and remedies */
#include "host/model.h"

static const struct {
	const char *text, *remedy;
} words[] = {
	[TPH_HOST_KNOWN] = {"known", NULL},
	[TPH_HOST_ABSENT] = {"absent", NULL},
	[TPH_HOST_NO_ROOT] = {"needs root", "run it as root"},
	[TPH_HOST_SHORT] = {"not in the dump",
			    "make the dump as root, by lspci -xxxx"},
	[TPH_HOST_NOT_SHOWN] = {"not in the text",
				"make the dump as root, by lspci -vvxxxx"},
	[TPH_HOST_NOT_IN_DUMP] =
		{"not in the dump",
		 "run it on the machine, or make the dump by tph doctor --dump"},
	[TPH_HOST_UNREADABLE] = {"cannot be read", NULL},
};

const char *tph_host_why_text(enum tph_host_why why)
{
	return why < ARRAY_SIZE(words) ? words[why].text : "unknown";
}

const char *tph_host_why_remedy(enum tph_host_why why)
{
	return why < ARRAY_SIZE(words) ? words[why].remedy : NULL;
}
