/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables of rules, one for each kind of TLP; rules.c walks them */
#ifndef TLP_RULES_RULE_H
#define TLP_RULES_RULE_H

#include "tlp/layout.h"

#define TYPE(_type)  (1u << TLP_##_type)
#define TYPES_CFG    (TYPE(CFGRD0) | TYPE(CFGWR0) | TYPE(CFGRD1) | TYPE(CFGWR1))
#define TYPES_IO     (TYPE(IORD) | TYPE(IOWR))
#define TYPES_ATOMIC (TYPE(FETCHADD) | TYPE(SWAP) | TYPE(CAS))
/* Requests that have byte enables, in the header or implied */
#define TYPES_BE  (TYPE(MRD) | TYPE(MRDLK) | TYPE(MWR) | TYPE(DMWR))
#define TYPES_MEM (TYPES_BE | TYPES_ATOMIC)
/* Unordered IO: only rules that are known to apply */
#define TYPES_UIO     (TYPE(UIOMRD) | TYPE(UIOMWR))
#define TYPES_UIO_CPL (TYPE(UIOWRCPL) | TYPE(UIORDCPL) | TYPE(UIORDCPLD))
#define TYPES_MSG     (TYPE(MSG) | TYPE(MSGD))
#define TYPES_CPL     (TYPE(CPL) | TYPE(CPLD) | TYPE(CPLLK) | TYPE(CPLDLK))
#define TYPES_ALL     (~0u)

/* The smallest Read Completion Boundary, used by root complexes */
#define TLP_RCB 64

/**
 * struct rule - a rule and its test
 * @rule:	public part
 * @types:	bit n: applies to enum tlp_type n
 * @broken:	true if the TLP breaks the rule; NULL if that shows in the wire
 *		bytes only. @limits is never NULL
 */
struct rule {
	struct tlp_rule rule;
	uint32_t types;
	bool (*broken)(const struct tlp *tlp, const struct tlp_limits *limits);
};

/* Rows in order of verdict, gravest first; @types has the types of all rows */
struct rule_set {
	const struct rule *rows;
	unsigned int count;
	uint32_t types;
};

#define RULE(_name, _section, _verdict, _types, _broken, _what)         \
	{                                                               \
		{_name, _section, _what, _verdict}, (_types), (_broken) \
	}
#define RULE_SET(_rows, _types)                                       \
	{                                                             \
		(_rows), sizeof(_rows) / sizeof((_rows)[0]), (_types) \
	}

extern const struct rule_set tlp_framing_rules;
extern const struct rule_set tlp_memory_rules;
extern const struct rule_set tlp_io_cfg_rules;
extern const struct rule_set tlp_message_rules;
extern const struct rule_set tlp_completion_rules;
extern const struct rule_set tlp_flit_rules;
extern const struct rule_set tlp_common_rules;

#endif /* TLP_RULES_RULE_H */
