// SPDX-License-Identifier: BSD-3-Clause
/* Remedies of verdicts, in rows by rule */
#include <stdio.h>

#include "ground.h"
#include "host/path/path.h"

#define ADVICE TPH_HOST_BY_ADVICE

/**
 * struct row - a remedy of a rule
 * @rule:	rule
 * @kind:	kind
 * @command:	last argument of setpci, or as in struct tph_host_remedy
 * @text:	sentence
 * @cost:	as in struct tph_host_remedy
 * @fits:	NULL, or whether it fits the verdict
 */
struct row {
	uint8_t rule, kind;
	const char *command, *text, *cost;
	bool (*fits)(const struct tph_host_path *path,
		     const struct tph_host_verdict *verdict);
};

static bool lacks_tph(const struct tph_host_path *path,
		      const struct tph_host_verdict *verdict)
{
	return path->from->caps[TPH_HOST_TPH].why == TPH_HOST_ABSENT;
}

static bool has_notph(const struct tph_host_path *path,
		      const struct tph_host_verdict *verdict)
{
	const char *cmdline = tph_host_kernel(path->from->host)->cmdline;

	return !lacks_tph(path, verdict) && cmdline && strstr(cmdline, "notph");
}

/* Nothing enabled it at all */
static bool is_off(const struct tph_host_path *path,
		   const struct tph_host_verdict *verdict)
{
	return !lacks_tph(path, verdict) && !verdict->effect.value.value;
}

static bool has_8_bits(const struct tph_host_path *path,
		       const struct tph_host_verdict *verdict)
{
	struct tph_host_value ext =
		tph_host_get(path->from, TPH_HOST_F_TPH_EXT);

	return verdict->effect.value.value && !ext.why && !ext.value;
}

static bool is_limited(const struct tph_host_path *path,
		       const struct tph_host_verdict *verdict)
{
	return verdict->effect.value.value && !has_8_bits(path, verdict);
}

static bool is_memory(const struct tph_host_path *path,
		      const struct tph_host_verdict *verdict)
{
	return !path->to;
}

static bool is_peer(const struct tph_host_path *path,
		    const struct tph_host_verdict *verdict)
{
	return path->to;
}

static const struct row rows[] = {
	{TPH_HOST_RULE_ITSELF, ADVICE, "", "Name two functions.", NULL, NULL},
	{TPH_HOST_RULE_APART, ADVICE, "", "Place both below one switch.", NULL,
	 NULL},
	{TPH_HOST_RULE_TURN, ADVICE, "",
	 "Use functions below different ports of one switch.", NULL, NULL},
	{TPH_HOST_RULE_REQUESTER, ADVICE, "",
	 "Use another requester: this one has no TPH capability.", NULL,
	 lacks_tph},
	{TPH_HOST_RULE_REQUESTER, TPH_HOST_BY_KERNEL_ARGUMENT, "pci=notph",
	 "Remove this kernel argument.", NULL, has_notph},
	{TPH_HOST_RULE_REQUESTER, ADVICE, "",
	 "Load a driver that enables TPH for this function: software that writes the register around it confuses the kernel.",
	 NULL, is_off},
	{TPH_HOST_RULE_REQUESTER, ADVICE, "",
	 "Use tags of 8 bits: the function has no others.", NULL, has_8_bits},
	{TPH_HOST_RULE_REQUESTER, ADVICE, "",
	 "Use tags of 8 bits, or a kernel with pcie_enable_tph_ext(): others enable no more than the Root Port completes.",
	 NULL, is_limited},
	{TPH_HOST_RULE_BUS, ADVICE, "",
	 "Use functions that no conventional bus separates.", NULL, NULL},
	{TPH_HOST_RULE_PREFIX, ADVICE, "",
	 "Use tags of 8 bits, or a way through ports that support End-End prefixes.",
	 NULL, NULL},
	{TPH_HOST_RULE_NUMBER, ADVICE, "",
	 "Use tags of 8 bits, or the requester without PASIDs.", NULL, NULL},
	{TPH_HOST_RULE_BLOCK, TPH_HOST_BY_SETPCI, "CAP_EXP+28.w=0:8000",
	 "Let the port forward End-End prefixes until the next boot or reset.",
	 "End-End prefixes, PASIDs among them, reach the link of this port",
	 NULL},
	{TPH_HOST_RULE_COMPLETER, ADVICE, "",
	 "Use tags of a width that the function completes, or another function.",
	 NULL, is_peer},
	{TPH_HOST_RULE_COMPLETER, TPH_HOST_BY_FIRMWARE,
	 "TPH, or TLP Processing Hints",
	 "Turn it on, if the firmware has such an option.", NULL, is_memory},
};

static bool unknown_remedy(const struct tph_host_verdict *verdict, size_t index,
			   struct tph_host_remedy *remedy)
{
	const struct tph_host_effect *effect = &verdict->effect;
	const char *text = tph_host_why_remedy(effect->value.why);

	if (effect->rule == TPH_HOST_RULE_MISSING)
		text = "make a dump of the whole machine";
	if (index || !text)
		return false;
	*remedy = (struct tph_host_remedy){.text = text};
	return true;
}

static bool row_remedy(const struct tph_host_path *path,
		       const struct tph_host_verdict *verdict, size_t index,
		       struct tph_host_remedy *remedy)
{
	const struct tph_host_function *at = path->hops[verdict->hop].function;
	const struct row *row;

	for (row = rows; row < rows + ARRAY_SIZE(rows); row++) {
		if (row->rule != verdict->effect.rule ||
		    (row->fits && !row->fits(path, verdict)) || index--)
			continue;
		*remedy = (struct tph_host_remedy){
			.kind = row->kind,
			.text = row->text,
			.cost = row->cost,
		};
		if (row->kind == TPH_HOST_BY_SETPCI)
			snprintf(remedy->command, sizeof(remedy->command),
				 "setpci -s %s %s", at->bdf, row->command);
		else
			snprintf(remedy->command, sizeof(remedy->command), "%s",
				 row->command);
		return true;
	}
	return false;
}

bool tph_host_path_remedy(const struct tph_host_path *path,
			  enum tph_host_width width, size_t index,
			  struct tph_host_remedy *ret_remedy)
{
	const struct tph_host_verdict *verdict = &path->verdict[width];

	if (verdict->fate == TPH_HOST_ARRIVES)
		return false;
	if (verdict->fate == TPH_HOST_UNCERTAIN)
		return unknown_remedy(verdict, index, ret_remedy);
	if (verdict->effect.rule == TPH_HOST_RULE_ACS)
		return redirect_remedy(path, index, ret_remedy);
	return row_remedy(path, verdict, index, ret_remedy);
}
