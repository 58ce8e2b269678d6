// SPDX-License-Identifier: BSD-3-Clause
/* Facts that are unknown, and small help for checks */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ground.h"
#include "host/doctor/check.h"

void unknowns_add(struct unknowns *unknowns, enum tph_host_why why,
		  const struct tph_host_function *function)
{
	size_t at = unknowns->why[why].count++;

	if (at < CHECK_NAMES)
		unknowns->why[why].first[at] = function;
}

bool unknowns_any(const struct unknowns *unknowns)
{
	for (size_t i = 0; i < ARRAY_SIZE(unknowns->why); i++)
		if (unknowns->why[i].count)
			return true;
	return false;
}

static const char *names(struct check *check, const struct unknown *unknown)
{
	const char *text = unknown->first[0]->bdf;

	for (size_t i = 1; i < min(unknown->count, (size_t)CHECK_NAMES); i++)
		text = check_text(check, "%s %s", text, unknown->first[i]->bdf);
	if (unknown->count > CHECK_NAMES)
		text = check_text(check, "%s and %zu more", text,
				  unknown->count - CHECK_NAMES);
	return text;
}

static void add_remedy(struct check *check, struct doctor_result *result,
		       enum tph_host_why why)
{
	const char *remedy = tph_host_why_remedy(why);

	if (why == TPH_HOST_NO_ROOT)
		result->remedy = DOCTOR_AS_ROOT;
	else if (remedy)
		result->remedy = check_text(check, "To know it, %s.", remedy);
	result->root = why == TPH_HOST_NO_ROOT;
}

void unknowns_report(const struct unknowns *unknowns, struct check *check,
		     const char *reg, const char *subject)
{
	struct doctor_result *result;

	for (enum tph_host_why why = 0; why < ARRAY_SIZE(unknowns->why);
	     why++) {
		size_t count = unknowns->why[why].count;

		if (!count)
			continue;
		if (count == 1)
			result = check_found(check, DOCTOR_UNKNOWN,
					     unknowns->why[why].first[0],
					     "%s: %s", subject,
					     tph_host_why_text(why));
		else
			result = check_found(check, DOCTOR_UNKNOWN, NULL,
					     "%s of %zu functions: %s", subject,
					     count, tph_host_why_text(why));
		result->reg = reg;
		if (count > 1)
			result->value = names(check, &unknowns->why[why]);
		add_remedy(check, result, why);
	}
}

void check_unknown(struct check *check, enum tph_host_why why,
		   const char *subject)
{
	add_remedy(check,
		   check_found(check, DOCTOR_UNKNOWN, NULL, "%s: %s", subject,
			       tph_host_why_text(why)),
		   why);
}

void check_not_here(struct check *check, const char *subject)
{
	check_found(check, DOCTOR_UNKNOWN, NULL, "%s: not in dumps", subject)
		->remedy = "To know it, run it on the machine.";
}

const char *check_errno(int error)
{
	const char *name = strerrorname_np(error);

	return name ? name : "unknown error";
}

bool check_is_endpoint(const struct tph_host_function *function)
{
	return !tph_host_is_bridge(function) &&
	       function->class_code >> 8 != 0x0600;
}
