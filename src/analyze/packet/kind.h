/* SPDX-License-Identifier: BSD-3-Clause */
/* Kinds of TLPs that share fields */
#ifndef ANALYZE_PACKET_KIND_H
#define ANALYZE_PACKET_KIND_H

#include <opentph/tlp.h>

static inline bool is_memory(const struct tlp *t)
{
	return tlp_may_hint(t->type);
}

static inline bool is_config(const struct tlp *t)
{
	return t->type >= TLP_CFGRD0 && t->type <= TLP_CFGWR1;
}

static inline bool is_message(const struct tlp *t)
{
	return t->type == TLP_MSG || t->type == TLP_MSGD;
}

static inline bool is_completion(const struct tlp *t)
{
	return tlp_class(t->type) == TLP_COMPLETION;
}

/* All except NOP, which has no other fields */
static inline bool has_requester(const struct tlp *t)
{
	return t->type != TLP_NOP;
}

static inline bool has_enables(const struct tlp *t)
{
	return has_requester(t) && !is_message(t) && !is_completion(t);
}

#endif /* ANALYZE_PACKET_KIND_H */
