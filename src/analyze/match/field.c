// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/match/field.h"

#include <string.h>

#include "analyze/packet/kind.h"
#include "analyze/packet/verdict.h"
#include "ground.h"

/* Completions of unordered IO have another layout */
static bool has_byte_count(const struct tlp *t)
{
	return t->type >= TLP_CPL && t->type <= TLP_CPLDLK;
}

static bool has_target(const struct tlp *t)
{
	return is_config(t) || (is_message(t) && t->routing == TLP_ROUTE_BY_ID);
}

/* Non-flit posted writes with hints have the ST in place of the tag; flit-mode
 * messages have no tag */
static bool has_tag(const struct tlp *t)
{
	if (t->flit)
		return has_requester(t) && !is_message(t);
	return !(t->th && t->type == TLP_MWR);
}

/* OHC-A4, of messages, has no room for them */
static bool has_pasid_flags(const struct tlp *t)
{
	return t->pv &&
	       !(t->flit && is_message(t) && t->routing != TLP_ROUTE_BY_ADDR);
}

/* Valid fields of OHC-C */
#define OHC_C_SUB_STREAM(dw) ((dw) >> 4 & 7)
#define NOT_IDE		     7

static uint32_t ohc_c(const struct tlp *t)
{
	return t->ohc_dw[TLP_OHC_SLOT_C];
}

static bool has_ohc_c(const struct tlp *t)
{
	return t->flit && t->ohc & TLP_OHC_C;
}

static bool is_ide(const struct tlp *t)
{
	return has_ohc_c(t) && OHC_C_SUB_STREAM(ohc_c(t)) != NOT_IDE;
}

static const char *dir_name(unsigned int n)
{
	static const char *const names[] = {
		[CAPTURE_DOWN] = "down", [CAPTURE_UP] = "up", NULL};

	return names[n];
}

/* The number of a type includes the width of its address: MWr is two values,
 * MWr64 is one of them */
static const char *type_name(unsigned int n)
{
	return n / 2 < TLP_TYPE_MAX ? tlp_type_name(n / 2) : NULL;
}

static const char *type_with_width(unsigned int n)
{
	static const char *const names[TLP_TYPE_MAX][2] = {
		[TLP_MRD] = {"MRd32", "MRd64"},
		[TLP_MRDLK] = {"MRdLk32", "MRdLk64"},
		[TLP_MWR] = {"MWr32", "MWr64"},
		[TLP_DMWR] = {"DMWr32", "DMWr64"},
		[TLP_FETCHADD] = {"FetchAdd32", "FetchAdd64"},
		[TLP_SWAP] = {"Swap32", "Swap64"},
		[TLP_CAS] = {"CAS32", "CAS64"},
		[TLP_UIOMRD] = {NULL, "UIOMRd64"},
		[TLP_UIOMWR] = {NULL, "UIOMWr64"},
	};

	return names[n / 2][n % 2];
}

static const char *status_name(unsigned int n)
{
	static const char *const names[8] = {
		[TLP_CPL_SC] = "SC",
		[TLP_CPL_UR] = "UR",
		[TLP_CPL_RRS] = "RRS",
		[TLP_CPL_CA] = "CA",
	};

	return n < 8 && !names[n] ? "reserved" : n < 8 ? names[n] : NULL;
}

static const char *routing_name(unsigned int n)
{
	static const char *const names[8] = {
		[TLP_ROUTE_TO_RC] = "root",
		[TLP_ROUTE_BY_ADDR] = "address",
		[TLP_ROUTE_BY_ID] = "id",
		[TLP_ROUTE_BROADCAST] = "broadcast",
		[TLP_ROUTE_LOCAL] = "local",
		[TLP_ROUTE_GATHER] = "gathered",
	};

	return n < 8 && !names[n] ? "reserved" : n < 8 ? names[n] : NULL;
}

static bool get_link(const struct packet *w, struct field_value *v)
{
	v->text = w->raw.link;
	return *v->text;
}

static bool get_ecrc_ok(const struct packet *w, struct field_value *v)
{
	enum verdict_ecrc ecrc = verdict_ecrc(w);

	v->number = ecrc == VERDICT_ECRC_OK;
	return ecrc == VERDICT_ECRC_OK || ecrc == VERDICT_ECRC_BAD;
}

static bool next_rule(const struct packet *w, struct field_value *v)
{
	v->rule = verdict_next_broken(w, v->rule);
	if (!v->rule)
		return false;
	v->number = verdict_rule_number(v->rule);
	return true;
}

static bool get_rules(const struct packet *w, struct field_value *v)
{
	v->rule = NULL;
	return next_rule(w, v);
}

/*
 * FIELD(name, kind, packets that have it, value, names...), in the order of
 * JSON. Packets of different links may run backwards, none before the first
 * one.
 */
#define PACKET_FIELDS(FIELD)                                \
	FIELD(number, NUMBER, p->number, p->number)         \
	FIELD(offset, NUMBER, true, p->offset)              \
	FIELD(line, NUMBER, p->line, p->line)               \
	FIELD(time_ns, NUMBER, p->timed, p->ns)             \
	FIELD(time, TIME, p->timed && p->ns >= w->first_ns, \
	      p->ns - w->first_ns)                          \
	FIELD(dir, NAME, p->dir != CAPTURE_DIR_UNKNOWN, p->dir, dir_name)

#define TLP_FIELDS(FIELD)                                                   \
	FIELD(type, NAME, true, t->type * 2 + t->addr64, type_name,         \
	      type_with_width)                                              \
	FIELD(flit, FLAG, true, t->flit)                                    \
	FIELD(requester, BDF, has_requester(t), t->requester)               \
	FIELD(completer, BDF, is_completion(t), t->completer)               \
	FIELD(target, BDF, has_target(t), t->target)                        \
	FIELD(tag, NUMBER, has_tag(t), t->tag)                              \
	FIELD(addr, HEX, packet_has_addr(t), t->addr)                       \
	FIELD(addr_width, NUMBER, is_memory(t), t->addr64 ? 64 : 32)        \
	FIELD(length, NUMBER, t->length, t->length)                         \
	FIELD(bytes, NUMBER, has_requester(t), packet_bytes(t))             \
	FIELD(first_be, NUMBER, has_enables(t), t->first_be)                \
	FIELD(last_be, NUMBER, has_enables(t), t->last_be)                  \
	FIELD(th, FLAG, is_memory(t), t->th)                                \
	FIELD(ph, NUMBER, t->th, t->ph)                                     \
	FIELD(st, NUMBER, t->th, t->st)                                     \
	FIELD(width, NUMBER, t->th, t->st_ext ? 16 : 8)                     \
	FIELD(reg, NUMBER, is_config(t), t->reg)                            \
	FIELD(status, NAME, is_completion(t), t->status, status_name)       \
	FIELD(byte_count, NUMBER, has_byte_count(t), t->byte_count)         \
	FIELD(lower_addr, NUMBER, has_byte_count(t), t->lower_addr)         \
	FIELD(bcm, FLAG, is_completion(t) && !t->flit, t->bcm)              \
	FIELD(msg_code, NUMBER, is_message(t), t->msg_code)                 \
	FIELD(routing, NAME, is_message(t), t->routing, routing_name)       \
	FIELD(dw2, HEX, is_message(t), t->msg_dw[0])                        \
	FIELD(dw3, HEX, is_message(t), t->msg_dw[1])                        \
	FIELD(tc, NUMBER, true, t->tc)                                      \
	FIELD(ido, FLAG, true, t->attr >> 2 & 1)                            \
	FIELD(ro, FLAG, true, t->attr >> 1 & 1)                             \
	FIELD(no_snoop, FLAG, true, t->attr & 1)                            \
	FIELD(at, NUMBER, is_memory(t) || !t->flit, t->at)                  \
	FIELD(ama, NUMBER, t->av, t->ama)                                   \
	FIELD(ln, FLAG, !t->flit, t->ln)                                    \
	FIELD(pasid, NUMBER, t->pv, t->pasid)                               \
	FIELD(pmr, FLAG, has_pasid_flags(t), t->pmr)                        \
	FIELD(er, FLAG, has_pasid_flags(t), t->er)                          \
	FIELD(nw, FLAG, is_memory(t) && t->ohc & TLP_OHC_A, t->nw)          \
	FIELD(dst_segment, NUMBER, t->dsv, t->dst_segment)                  \
	FIELD(cpl_segment, NUMBER, is_completion(t) && t->ohc & TLP_OHC_A,  \
	      t->cpl_segment)                                               \
	FIELD(req_segment, NUMBER, has_ohc_c(t), t->req_segment)            \
	FIELD(ide_stream, NUMBER, is_ide(t), ohc_c(t) >> 8 & 0xff)          \
	FIELD(ide_substream, NUMBER, is_ide(t), OHC_C_SUB_STREAM(ohc_c(t))) \
	FIELD(ide_pr_sent, NUMBER, is_ide(t), ohc_c(t) >> 16 & 0xff)        \
	FIELD(ide_k, FLAG, is_ide(t), ohc_c(t) >> 1 & 1)                    \
	FIELD(ide_t, FLAG, is_ide(t), ohc_c(t) & 1)                         \
	FIELD(ohc, HEX, t->flit, t->ohc)                                    \
	FIELD(ts, NUMBER, t->flit, t->ts)                                   \
	FIELD(ep, FLAG, has_requester(t) && !p->rebuilt, t->ep)             \
	FIELD(td, FLAG, !p->rebuilt, t->td)                                 \
	FIELD(ecrc, HEX, t->td && !w->missing, t->ecrc)                     \
	FIELD(reserved, HEX, true, t->reserved)

#define GETTER(_name, _kind, _applies, _value, ...)                            \
	static bool get_##_name(const struct packet *w, struct field_value *v) \
	{                                                                      \
		const struct capture_packet *p = &w->raw;                      \
		const struct tlp *t = &w->tlp;                                 \
                                                                               \
		if (!p || !t || !(_applies))                                   \
			return false;                                          \
		v->number = (_value);                                          \
		return true;                                                   \
	}

PACKET_FIELDS(GETTER)
TLP_FIELDS(GETTER)

/* clang-format off */
#define ROW(_name, _kind, _applies, _value, ...) \
	{.name = #_name, .kind = FIELD_##_kind, .get = get_##_name, \
	 .next = NULL, ##__VA_ARGS__},
#define PACKET_ROW(_name, _kind, _applies, _value, ...) \
	{.name = #_name, .kind = FIELD_##_kind, .of_packet = true, \
	 .get = get_##_name, .next = NULL, ##__VA_ARGS__},

const struct field fields[] = {
	PACKET_FIELDS(PACKET_ROW)
	{.name = "link", .kind = FIELD_TEXT, .of_packet = true, .get = get_link},
	TLP_FIELDS(ROW)
	{.name = "ecrc_ok", .kind = FIELD_FLAG, .get = get_ecrc_ok},
	{.name = "rules", .kind = FIELD_NAME, .of_packet = true,
	 .get = get_rules, .next = next_rule, .value_name = verdict_rule_name,
	 .other_name = verdict_rule_group},
};
/* clang-format on */

const size_t fields_count = ARRAY_SIZE(fields);

const struct field *field_find(const char *name)
{
	for (size_t i = 0; i < fields_count; i++)
		if (!strcmp(fields[i].name, name))
			return &fields[i];
	return NULL;
}
