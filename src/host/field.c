// SPDX-License-Identifier: BSD-3-Clause
/* Fields of registers */
#include "host/model.h"

/* Version 1 ends here; integrated endpoints have no link (PCIe r6.2, 7.5.3) */
#define EXP_VERSION_1_END 0x24
#define EXP_LINK	  0x0c
#define EXP_LINK_END	  0x14
#define EXP_LINK_STATUS_2 0x32

static const struct tph_host_field_info fields[TPH_HOST_FIELD_COUNT] = {
#define X(name, cap, offset, size, mask, reg, field) \
	[TPH_HOST_F_##name] = {TPH_HOST_##cap, offset, size, mask, reg, field},
	TPH_HOST_FIELDS(X)
#undef X
};

const struct tph_host_field_info *tph_host_field_info(enum tph_host_field field)
{
	return &fields[field];
}

struct tph_host_value tph_host_get(const struct tph_host_function *function,
				   enum tph_host_field field)
{
	struct tph_host_value cap = function->caps[fields[field].cap];

	return cap.why ? cap : model_of(function)->fields[field];
}

void host_set(struct tph_host_function *function, enum tph_host_field field,
	      uint32_t value)
{
	model_of(function)->fields[field] =
		(struct tph_host_value){.value = (int32_t)value};
}

/* An unknown gives way to any fact, absence is one */
static void unset(struct tph_host_value *value, enum tph_host_why why)
{
	if (why == TPH_HOST_ABSENT ||
	    (value->why != TPH_HOST_KNOWN && value->why != TPH_HOST_ABSENT))
		*value = (struct tph_host_value){.why = (uint8_t)why};
}

void host_unset(struct tph_host_function *function, enum tph_host_field field,
		enum tph_host_why why)
{
	unset(&model_of(function)->fields[field], why);
}

void host_set_cap(struct tph_host_function *function, enum tph_host_cap cap,
		  unsigned int offset)
{
	function->caps[cap] = (struct tph_host_value){.value = (int32_t)offset};
}

void host_unset_cap(struct tph_host_function *function, enum tph_host_cap cap,
		    enum tph_host_why why)
{
	unset(&function->caps[cap], why);
}

static bool is_link_register(unsigned int offset)
{
	return (offset >= EXP_LINK && offset < EXP_LINK_END) ||
	       offset == EXP_LINK_STATUS_2;
}

bool host_express_has(enum tph_host_field field, unsigned int version,
		      unsigned int type)
{
	unsigned int offset = fields[field].offset;

	if ((type == TPH_HOST_RCIEP || type == TPH_HOST_RCEC) &&
	    is_link_register(offset))
		return false;
	return offset < EXP_VERSION_1_END || version > 1;
}

void host_set_lost(struct tph_host_function *function)
{
	model_of(function)->lost = true;
}

void host_set_config(struct tph_host_function *function,
		     const struct host_config *config)
{
	model_of(function)->config = *config;
}

const struct host_config *host_config(const struct tph_host_function *function)
{
	return &model_of(function)->config;
}

bool tph_host_is_bridge(const struct tph_host_function *function)
{
	return function->class_code >> 8 == 0x0604;
}
