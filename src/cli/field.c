// SPDX-License-Identifier: BSD-3-Clause
#include "field.h"

#include <string.h>

static bool is_memory(const struct tlp *t)
{
	return tlp_may_hint(t->type);
}

static bool is_config(const struct tlp *t)
{
	return t->type >= TLP_CFGRD0 && t->type <= TLP_CFGWR1;
}

static bool is_message(const struct tlp *t)
{
	return t->type == TLP_MSG || t->type == TLP_MSGD;
}

static bool is_completion(const struct tlp *t)
{
	return tlp_class(t->type) == TLP_COMPLETION;
}

static bool has_enables(const struct tlp *t)
{
	return !is_message(t) && !is_completion(t);
}

static bool has_target(const struct tlp *t)
{
	return is_config(t) || (is_message(t) && t->routing == TLP_ROUTE_BY_ID);
}

/* The tag of a posted write with hints gave its place to the ST */
static bool has_tag(const struct tlp *t)
{
	return !(t->th && t->type == TLP_MWR);
}

#define NUMBER(_name, _applies, _value)                                      \
	static bool get_##_name(const struct wire *w, struct field_value *v) \
	{                                                                    \
		const struct tlp *t = &w->tlp;                               \
                                                                             \
		v->number = (_value);                                        \
		return t && (_applies);                                      \
	}
#define NAME(_name, _applies, _value)                                        \
	static bool get_##_name(const struct wire *w, struct field_value *v) \
	{                                                                    \
		const struct tlp *t = &w->tlp;                               \
                                                                             \
		v->name = (_value);                                          \
		return t && (_applies);                                      \
	}

static const char *status_name(unsigned int status)
{
	static const char *const names[8] = {
		[TLP_CPL_SC] = "SC",
		[TLP_CPL_UR] = "UR",
		[TLP_CPL_RRS] = "RRS",
		[TLP_CPL_CA] = "CA",
	};
	const char *name = names[status & 7];

	return name ? name : "reserved";
}

static const char *routing_name(unsigned int routing)
{
	static const char *const names[8] = {
		[TLP_ROUTE_TO_RC] = "root",
		[TLP_ROUTE_BY_ADDR] = "address",
		[TLP_ROUTE_BY_ID] = "id",
		[TLP_ROUTE_BROADCAST] = "broadcast",
		[TLP_ROUTE_LOCAL] = "local",
		[TLP_ROUTE_GATHER] = "gathered",
	};
	const char *name = names[routing & 7];

	return name ? name : "reserved";
}

NAME(link, true, w->packet.link)
NAME(dir, true, wire_dir_name(w))
NAME(type, true, tlp_type_name(t->type))
NUMBER(requester, true, t->requester)
NUMBER(completer, is_completion(t), t->completer)
NUMBER(target, has_target(t), t->target)
NUMBER(tag, has_tag(t), t->tag)
NUMBER(addr, wire_has_addr(t), t->addr)
NUMBER(addr_width, is_memory(t), t->addr64 ? 64 : 32)
NUMBER(length, t->length, t->length)
NUMBER(bytes, true, wire_bytes(t))
NUMBER(first_be, has_enables(t), t->first_be)
NUMBER(last_be, has_enables(t), t->last_be)
NUMBER(th, is_memory(t), t->th)
NUMBER(ph, t->th, t->ph)
NUMBER(st, t->th, t->st)
NUMBER(width, t->th, t->st_ext ? 16 : 8)
NUMBER(reg, is_config(t), t->reg)
NAME(status, is_completion(t), status_name(t->status))
NUMBER(byte_count, is_completion(t), t->byte_count)
NUMBER(lower_addr, is_completion(t), t->lower_addr)
NUMBER(bcm, is_completion(t), t->bcm)
NUMBER(msg_code, is_message(t), t->msg_code)
NAME(routing, is_message(t), routing_name(t->routing))
NUMBER(dw2, is_message(t), t->msg_dw[0])
NUMBER(dw3, is_message(t), t->msg_dw[1])
NUMBER(tc, true, t->tc)
NUMBER(ido, true, t->attr >> 2 & 1)
NUMBER(ro, true, t->attr >> 1 & 1)
NUMBER(no_snoop, true, t->attr & 1)
NUMBER(at, true, t->at)
NUMBER(ep, true, t->ep)
NUMBER(td, true, t->td)
NUMBER(ecrc, t->td, t->ecrc)
NUMBER(reserved, true, t->reserved)

static const char *dir_names(unsigned int n)
{
	static const char *const names[] = {"up", "down", NULL};

	return names[n];
}

static const char *type_names(unsigned int n)
{
	return n < TLP_TYPE_MAX ? tlp_type_name(n) : NULL;
}

static const char *status_names(unsigned int n)
{
	return n < 8 ? status_name(n) : NULL;
}

static const char *routing_names(unsigned int n)
{
	return n < 8 ? routing_name(n) : NULL;
}

const struct field fields[] = {
	{"link", FIELD_NAME, get_link, NULL},
	{"dir", FIELD_NAME, get_dir, dir_names},
	{"type", FIELD_NAME, get_type, type_names},
	{"requester", FIELD_BDF, get_requester, NULL},
	{"completer", FIELD_BDF, get_completer, NULL},
	{"target", FIELD_BDF, get_target, NULL},
	{"tag", FIELD_NUMBER, get_tag, NULL},
	{"addr", FIELD_HEX, get_addr, NULL},
	{"addr_width", FIELD_NUMBER, get_addr_width, NULL},
	{"length", FIELD_NUMBER, get_length, NULL},
	{"bytes", FIELD_NUMBER, get_bytes, NULL},
	{"first_be", FIELD_NUMBER, get_first_be, NULL},
	{"last_be", FIELD_NUMBER, get_last_be, NULL},
	{"th", FIELD_FLAG, get_th, NULL},
	{"ph", FIELD_NUMBER, get_ph, NULL},
	{"st", FIELD_NUMBER, get_st, NULL},
	{"width", FIELD_NUMBER, get_width, NULL},
	{"reg", FIELD_NUMBER, get_reg, NULL},
	{"status", FIELD_NAME, get_status, status_names},
	{"byte_count", FIELD_NUMBER, get_byte_count, NULL},
	{"lower_addr", FIELD_NUMBER, get_lower_addr, NULL},
	{"bcm", FIELD_FLAG, get_bcm, NULL},
	{"msg_code", FIELD_NUMBER, get_msg_code, NULL},
	{"routing", FIELD_NAME, get_routing, routing_names},
	{"dw2", FIELD_HEX, get_dw2, NULL},
	{"dw3", FIELD_HEX, get_dw3, NULL},
	{"tc", FIELD_NUMBER, get_tc, NULL},
	{"ido", FIELD_FLAG, get_ido, NULL},
	{"ro", FIELD_FLAG, get_ro, NULL},
	{"no_snoop", FIELD_FLAG, get_no_snoop, NULL},
	{"at", FIELD_NUMBER, get_at, NULL},
	{"ep", FIELD_FLAG, get_ep, NULL},
	{"td", FIELD_FLAG, get_td, NULL},
	{"ecrc", FIELD_HEX, get_ecrc, NULL},
	{"reserved", FIELD_HEX, get_reserved, NULL},
};

const size_t fields_count = sizeof(fields) / sizeof(fields[0]);

const struct field *field_find(const char *name)
{
	for (size_t i = 0; i < fields_count; i++)
		if (!strcmp(fields[i].name, name))
			return &fields[i];
	return NULL;
}
