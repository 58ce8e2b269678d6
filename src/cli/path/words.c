// SPDX-License-Identifier: BSD-3-Clause
/* Paths in words */
#include "cli/path/path.h"
#include "ground.h"

const char *path_width(enum tph_host_width width)
{
	return width == TPH_HOST_ST8 ? "8" : "16";
}

const char *path_fate(enum tph_host_fate fate)
{
	static const char *const words[] = {
		[TPH_HOST_LOST] = "lost",
		[TPH_HOST_UNCERTAIN] = "unknown",
		[TPH_HOST_ARRIVES] = "arrives",
	};

	return words[fate];
}

const char *path_role(enum tph_host_role role)
{
	static const char *const words[] = {
		[TPH_HOST_SENDS] = "sends",	  [TPH_HOST_UP] = "up",
		[TPH_HOST_TURNS] = "turns",	  [TPH_HOST_ROOT] = "crosses",
		[TPH_HOST_UNSEEN] = "unseen",	  [TPH_HOST_DOWN] = "down",
		[TPH_HOST_RECEIVES] = "receives",
	};

	return words[role];
}

const char *path_route(enum tph_host_route route)
{
	static const char *const words[] = {
		[TPH_HOST_BY_SWITCH] = "switch",
		[TPH_HOST_BY_ROOT] = "root-complex",
		[TPH_HOST_BELOW_PORT] = "below-port",
		[TPH_HOST_NOWHERE] = "itself",
		[TPH_HOST_BY_UNSEEN] = "unknown",
		[TPH_HOST_TO_MEMORY] = "memory",
	};

	return words[route];
}

bool path_route_known(const struct tph_host_path *path)
{
	const struct tph_host_hop *hop = path->hops;

	if (path->route == TPH_HOST_BY_ROOT)
		return true;
	for (; hop < path->hops + path->count; hop++)
		if (hop->acs.fate == TPH_HOST_UNCERTAIN ||
		    (hop->on[TPH_HOST_ST8].fate == TPH_HOST_UNCERTAIN &&
		     hop->on[TPH_HOST_ST8].rule <= TPH_HOST_RULE_TURN))
			return false;
	return true;
}

const char *path_remedy(enum tph_host_remedy_kind kind)
{
	static const char *const words[] = {
		[TPH_HOST_BY_ADVICE] = "advice",
		[TPH_HOST_BY_SETPCI] = "setpci",
		[TPH_HOST_BY_KERNEL_ARGUMENT] = "kernel-argument",
		[TPH_HOST_BY_FIRMWARE] = "firmware",
	};

	return words[kind];
}

const char *path_place(const struct tph_host_path *path, size_t hop)
{
	static const char *const places[] = {
		[TPH_HOST_ROOT] = "root complex",
		[TPH_HOST_UNSEEN] = "a bridge that the dump lacks",
		[TPH_HOST_RECEIVES] = "root complex",
	};
	const struct tph_host_hop *at = &path->hops[hop];

	return at->function ? at->function->bdf : places[at->role];
}

void path_evidence(const struct tph_host_effect *effect,
		   const struct tph_host_function *at, char text[PATH_TEXT])
{
	const struct tph_host_field_info *info =
		tph_host_field_info(effect->field);
	bool other = effect->function != at;
	int n;

	text[0] = '\0';
	if (!effect->function)
		return;
	n = snprintf(text, PATH_TEXT, "%s%s%s",
		     other ? effect->function->bdf : "", other ? " " : "",
		     info->reg);
	if (!effect->value.why)
		snprintf(text + n, PATH_TEXT - (size_t)n, ".%s=%d", info->name,
			 effect->value.value);
	else if (effect->value.why == TPH_HOST_ABSENT)
		snprintf(text + n, PATH_TEXT - (size_t)n, " absent");
	else
		snprintf(text + n, PATH_TEXT - (size_t)n, ".%s? (%s)",
			 info->name, tph_host_why_text(effect->value.why));
}
