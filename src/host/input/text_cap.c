// SPDX-License-Identifier: BSD-3-Clause
/* Headings of capabilities, and the end of their list */
#include <errno.h>
#include <string.h>

#include "error/error.h"
#include "ground.h"
#include "host/input/text.h"

#define EXTENDED_START 0x100

struct name {
	const char *text;
	uint8_t value;
};

/* Version 3.0 has "Access Controls <?>" */
static const struct name caps[] = {
	{"Express", TPH_HOST_EXP},
	{"Transaction Processing Hints", TPH_HOST_TPH},
	{"Access Control", TPH_HOST_ACS},
	{"Address Translation Service", TPH_HOST_ATS},
	{"Single Root I/O Virtualization", TPH_HOST_SRIOV},
	{"Process Address Space ID", TPH_HOST_PASID},
	{"Device 3", TPH_HOST_DEV3},
};

static const struct name types[] = {
	{"Endpoint", TPH_HOST_ENDPOINT},
	{"Legacy Endpoint", TPH_HOST_LEGACY_ENDPOINT},
	{"Root Port", TPH_HOST_ROOT_PORT},
	{"Upstream Port", TPH_HOST_UPSTREAM},
	{"Downstream Port", TPH_HOST_DOWNSTREAM},
	{"PCI-Express to PCI/PCI-X Bridge", TPH_HOST_PCIE_TO_PCI},
	{"PCI/PCI-X Bridge", TPH_HOST_PCIE_TO_PCI}, /* version 3.0 */
	{"PCI/PCI-X to PCI-Express Bridge", TPH_HOST_PCI_TO_PCIE},
	{"Root Complex Integrated Endpoint", TPH_HOST_RCIEP},
	{"Root Complex Event Collector", TPH_HOST_RCEC},
};

/* lspci prints the flag @zero only if it is set, and later or before it @known always */
static const struct {
	uint8_t known, zero;
} implied[] = {
	{TPH_HOST_F_TPH_TABLE, TPH_HOST_F_TPH_INT_VEC},
	{TPH_HOST_F_TPH_TABLE, TPH_HOST_F_TPH_DEV_SPEC},
	{TPH_HOST_F_TPH_TABLE, TPH_HOST_F_TPH_EXT},
	{TPH_HOST_F_FLIT, TPH_HOST_F_FLIT_SUPPORTED},
};

/* Return: value of the name that @text begins with, @none if there is none */
static unsigned int find(const struct name *names, size_t count,
			 const char *text, unsigned int none)
{
	for (size_t i = 0; i < count; i++)
		if (!strncmp(text, names[i].text, strlen(names[i].text)))
			return names[i].value;
	return none;
}

/* "(v2) Root Port (Slot+), IntMsgNum 0, FLIT Mode Supported"; -v has no version */
static void take_express(struct text_block *block, const char *text)
{
	const char *unknown, *version = text_skip(text, "(v");
	uint32_t value;

	block->version = UINT32_MAX;
	if (version)
		version = text_number(version, 10, &block->version);
	if (version && *version == ')')
		text = version + 1;
	text += strspn(text, " ");
	unknown = text_skip(text, "Unknown type");
	if (!unknown || !text_number(unknown, 10, &value))
		value = find(types, ARRAY_SIZE(types), text, UINT32_MAX);
	if (value <= 0xf)
		host_set(block->function, TPH_HOST_F_PORT_TYPE, value);
	if (text_after(text, "FLIT Mode Supported"))
		host_set(block->function, TPH_HOST_F_FLIT_SUPPORTED, 1);
}

/* Older lspci prints registers that mean nothing too */
static void drop_express(struct text_block *block)
{
	struct tph_host_value type =
		tph_host_get(block->function, TPH_HOST_F_PORT_TYPE);

	for (enum tph_host_field i = 0; i < TPH_HOST_FIELD_COUNT; i++)
		if (tph_host_field_info(i)->cap == TPH_HOST_EXP && !type.why &&
		    !host_express_has(i, block->version,
				      (unsigned int)type.value))
			host_unset(block->function, i, TPH_HOST_ABSENT);
}

/* Without a name: "#17", "Extended Capability ID 0x17" */
static enum tph_host_cap cap_of(const char *name, unsigned int offset)
{
	enum tph_host_cap cap;
	const char *number;
	uint32_t id;

	number = text_skip(name, "#");
	if (!number)
		number = text_skip(name, "Extended Capability ID 0x");
	if (number && offset >= EXTENDED_START)
		return text_number(number, 16, &id) ? pcilib_extended(id)
						    : TPH_HOST_CAPS;
	cap = find(caps, ARRAY_SIZE(caps), name, TPH_HOST_CAPS);
	return (cap == TPH_HOST_EXP) == (offset < EXTENDED_START)
		       ? cap
		       : TPH_HOST_CAPS;
}

/* "[100 v1] ", older lspci "[100] ". Return: the name after it, NULL: malformed. */
static const char *heading(const char *text, uint32_t *ret_offset)
{
	const char *end;

	text = text_skip(text, "[");
	end = text ? text_number(text, 16, ret_offset) : NULL;
	if (!end || *ret_offset > 0xfff)
		return NULL;
	end = strchr(end, ']');
	return end ? end + 1 + strspn(end + 1, " ") : NULL;
}

/* The part of a capability that lines after its heading could show is complete */
static void end_capability(struct text_block *block)
{
	struct tph_host_function *function = block->function;

	text_register_end(block);
	for (size_t i = 0; i < ARRAY_SIZE(implied); i++)
		if (tph_host_field_info(implied[i].known)->cap == block->cap &&
		    !tph_host_get(function, implied[i].known).why &&
		    tph_host_get(function, implied[i].zero).why)
			host_set(function, implied[i].zero, 0);
	if (block->cap == TPH_HOST_EXP)
		drop_express(block);
	block->cap = TPH_HOST_CAPS;
}

static void remark_filter(struct text *text)
{
	if (!text->filtered)
		host_note(text->host,
			  "line %lu: no line \"Control\" or \"Flags\" before "
			  "it: a filter went over the text, capabilities are "
			  "left out",
			  text->line);
	text->filtered = true;
}

void text_capability(struct text *text, const char *rest)
{
	struct text_block *block = &text->block;
	const char *name;
	uint32_t offset;

	end_capability(block);
	if (!block->shown) {
		remark_filter(text);
		return;
	}
	block->listed = true;
	if (text_skip(rest, "<access denied>")) {
		block->denied = true;
		return;
	}
	name = heading(rest, &offset);
	/* <chain looped>, <chain broken> */
	if (!name || !strncmp(name, "<chain", 6)) {
		block->cut = true;
		return;
	}
	block->extended |= offset >= EXTENDED_START;
	block->cap = cap_of(name, offset);
	if (block->cap == TPH_HOST_CAPS)
		return;
	block->seen |= 1u << block->cap;
	host_set_cap(block->function, block->cap, offset);
	if (block->cap == TPH_HOST_EXP)
		take_express(block, name + strlen("Express"));
}

/*
 * May the list lack @cap? lspci reads extended capabilities only if the system lets it
 * read beyond 256 bytes, and does not say so: a list without any of them proves nothing
 * of a PCI Express function.
 */
static enum tph_host_why lack_of(const struct text_block *block,
				 enum tph_host_cap cap)
{
	if (block->denied)
		return TPH_HOST_NO_ROOT;
	if (!block->shown || !block->whole || block->cut ||
	    (!block->listed && !block->none))
		return TPH_HOST_NOT_SHOWN;
	if (cap == TPH_HOST_EXP || block->extended ||
	    !(block->seen & 1u << TPH_HOST_EXP))
		return TPH_HOST_ABSENT;
	return TPH_HOST_NOT_SHOWN;
}

int text_capabilities_end(struct text *text)
{
	struct text_block *block = &text->block;
	struct tph_host_function *function = block->function;

	if (!function)
		return 0;
	end_capability(block);
	block->function = NULL;
	for (enum tph_host_cap i = TPH_HOST_EXP; i < TPH_HOST_CAPS; i++)
		if (!(block->seen & 1u << i))
			host_unset_cap(function, i, lack_of(block, i));
	if (!block->st_count)
		return 0;
	function->st = host_keep(text->host, block->st,
				 block->st_count * sizeof(*block->st));
	if (!function->st)
		return error_fail(-ENOMEM, "out of memory");
	function->st_count = (uint16_t)block->st_count;
	return 0;
}
