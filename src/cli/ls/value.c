// SPDX-License-Identifier: BSD-3-Clause
/* Values of registers in words */
#include <string.h>

#include "cli/host.h"
#include "cli/ls/ls.h"
#include "ground.h"

/* Names of the values of a field, by value; NULL: the number is printed */
struct names {
	enum tph_host_field field;
	const char *names[4];
};

static const struct names names[] = {
	{TPH_HOST_F_TPH_COMPLETER, {"none", "8", "reserved", "8 16"}},
	{TPH_HOST_F_TPH_MODE, {"NoST", "IntVec", "DevSpec"}},
	{TPH_HOST_F_TPH_REQUESTER, {"off", "8", "reserved", "8 16"}},
	{TPH_HOST_F_TPH_TABLE, {"none", "capability", "MSI-X", "reserved"}},
};

/* 128 << value bytes (PCIe r6.2, 7.5.3.3 and 7.5.3.4) */
static bool is_bytes(enum tph_host_field field)
{
	return field == TPH_HOST_F_MPS_SUPPORTED || field == TPH_HOST_F_MPS ||
	       field == TPH_HOST_F_MRRS;
}

const char *ls_name(enum tph_host_field field, int32_t value)
{
	if (field == TPH_HOST_F_PORT_TYPE)
		return host_type_name(value);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].field == field && value >= 0 &&
		    (size_t)value < ARRAY_SIZE(names[i].names))
			return names[i].names[value];
	return NULL;
}

void ls_value(const struct tph_host_function *function,
	      enum tph_host_field field, char text[LS_TEXT])
{
	const struct tph_host_field_info *info = tph_host_field_info(field);
	struct tph_host_value value = tph_host_get(function, field);
	bool flag = !(info->mask & (info->mask - 1));
	const char *name = ls_name(field, value.value);

	if (value.why)
		snprintf(text, LS_TEXT, "%s?", info->name);
	else if (flag)
		snprintf(text, LS_TEXT, "%s%c", info->name,
			 value.value ? '+' : '-');
	else if (name)
		snprintf(text, LS_TEXT, "%s %s", info->name, name);
	else if (is_bytes(field))
		snprintf(text, LS_TEXT, "%s %u", info->name,
			 128u << value.value);
	else if (field == TPH_HOST_F_TPH_TABLE_SIZE)
		snprintf(text, LS_TEXT, "%s %u", info->name,
			 (unsigned int)value.value + 1);
	/* 00b means 4 (PCIe r6.2, 7.5.3.15) */
	else if (field == TPH_HOST_F_PREFIX_MAX)
		snprintf(text, LS_TEXT, "%s %u", info->name,
			 value.value ? (unsigned int)value.value : 4);
	else
		snprintf(text, LS_TEXT, "%s %d", info->name, value.value);
}

void ls_sends(const struct tph_host_function *function, char text[LS_TEXT])
{
	struct tph_host_value cap = function->caps[TPH_HOST_TPH];
	struct tph_host_value ext = tph_host_get(function, TPH_HOST_F_TPH_EXT);

	if (cap.why)
		strcpy(text, cap.why == TPH_HOST_ABSENT ? "-" : "?");
	else
		strcpy(text, ext.why ? "8 ?" : ext.value ? "8 16" : "8");
}

void ls_completes(const struct tph_host_function *function, char text[LS_TEXT])
{
	struct tph_host_value type =
		tph_host_get(function, TPH_HOST_F_TPH_COMPLETER);

	if (type.why)
		strcpy(text, type.why == TPH_HOST_ABSENT ? "-" : "?");
	else
		strcpy(text, type.value ? ls_name(TPH_HOST_F_TPH_COMPLETER,
						  type.value)
					: "-");
}

bool ls_has_role(const struct tph_host_function *function)
{
	char sends[LS_TEXT], completes[LS_TEXT];

	ls_sends(function, sends);
	ls_completes(function, completes);
	return strcmp(sends, "-") || strcmp(completes, "-");
}
