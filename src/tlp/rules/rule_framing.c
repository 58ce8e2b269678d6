// SPDX-License-Identifier: BSD-3-Clause
/* Rules for bytes that are not a TLP, which tlp_decode() reports as errno */
#include <errno.h>

#include "tlp/rules/rule.h"

enum defect {
	TYPE_RESERVED,
	TS_RESERVED,
	PREFIX_ORDER,
	PREFIX_TOO_MANY,
	PREFIX_NO_HEADER,
	DIGEST_MISSING,
	DIGEST_UNANNOUNCED,
	TRUNCATED,
	BYTES_BEHIND,
};

#define DEFECT(_name, _section, _what) \
	RULE(_name, _section, TLP_MALFORMED, 0, NULL, _what)

static const struct rule rows[] = {
	[TYPE_RESERVED] =
		DEFECT("type-reserved", "2.3", "no TLP has this Fmt and Type"),
	[TS_RESERVED] =
		DEFECT("ts-reserved", "2.2.1.2", "no trailer has this TS"),
	[PREFIX_ORDER] = DEFECT("prefix-order", "2.2.10.1",
				"local prefixes come before End-End ones"),
	[PREFIX_TOO_MANY] = DEFECT(
		"prefix-too-many", "2.2.10.2",
		"a TLP has at most 4 End-End prefixes; at most 8 prefixes are decoded"),
	[PREFIX_NO_HEADER] = DEFECT("prefix-no-header", "2.2.10",
				    "a header follows the prefixes"),
	[DIGEST_MISSING] =
		DEFECT("digest-missing", "2.2.3",
		       "TD announces a digest, and 4 bytes are missing"),
	[DIGEST_UNANNOUNCED] =
		DEFECT("digest-unannounced", "2.2.3",
		       "4 bytes follow, and TD announces no digest"),
	[TRUNCATED] = DEFECT("truncated", "2.2.2",
			     "fewer bytes than the header says"),
	[BYTES_BEHIND] = DEFECT("bytes-behind", "2.2.2",
				"more bytes than the header says"),
};

const struct rule_set tlp_framing_rules = RULE_SET(rows, 0);

static enum defect wrong_size(const uint8_t *buf, size_t len,
			      enum tlp_framing framing)
{
	struct tlp tlp;
	ssize_t need = tlp_parse(buf, len, framing, &tlp);

	if (need < 0 || need == (ssize_t)len)
		return TRUNCATED;
	if (need > (ssize_t)len)
		return tlp.td && need - len == 4 ? DIGEST_MISSING : TRUNCATED;
	return !tlp.td && len - need == 4 ? DIGEST_UNANNOUNCED : BYTES_BEHIND;
}

/* Flit mode has local prefixes only, with codes 80h to 8fh */
static bool is_prefix(uint8_t byte0, enum tlp_framing framing)
{
	return framing == TLP_FLIT ? byte0 >> 4 == BYTE0_PREFIX >> 4
				   : byte0 >> 5 == BYTE0_PREFIX >> 5;
}

static enum defect wrong_protocol(const uint8_t *p, size_t len,
				  enum tlp_framing framing)
{
	unsigned int n = 0, end_end = 0;

	for (; len >= 4 && is_prefix(*p, framing); p += 4, len -= 4) {
		if (*p & 0x10)
			end_end++;
		else if (end_end)
			return PREFIX_ORDER;
		if (end_end > TLP_MAX_END_END || ++n > TLP_MAX_PREFIX)
			return PREFIX_TOO_MANY;
	}
	if (!len)
		return PREFIX_NO_HEADER;
	return framing == TLP_FLIT && tlp_codes[framing][*p].dws
		       ? TS_RESERVED
		       : TYPE_RESERVED;
}

const struct tlp_rule *tlp_broken_framing(const void *buf, size_t len,
					  enum tlp_framing framing)
{
	struct tlp tlp;
	int ret;

	ret = framing == TLP_FLIT ? tlp_decode_flit(buf, len, &tlp)
				  : tlp_decode(buf, len, &tlp);
	if (!ret)
		return NULL;
	return &rows[ret == -EPROTO ? wrong_protocol(buf, len, framing)
				    : wrong_size(buf, len, framing)]
			.rule;
}
