// SPDX-License-Identifier: BSD-3-Clause
/* Answers of checks */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "error/error.h"
#include "host/doctor/check.h"

/* Memory that lives as long as the answers */
struct kept {
	struct kept *next;
	char text[];
};

/**
 * struct doctor - answers
 * @source:	places of facts
 * @first:	first answer
 * @end:	end of the list
 * @spare:	answer that is dropped, for lack of memory
 * @kept:	texts
 * @error:	-ENOMEM or 0
 */
struct doctor {
	struct doctor_source source;
	struct doctor_result *first, **end;
	struct doctor_result spare;
	struct kept *kept;
	int error;
};

int doctor_create(const struct doctor_source *source,
		  struct doctor **ret_doctor)
{
	struct doctor *doctor = calloc(1, sizeof(*doctor));

	if (!doctor)
		return error_fail(-ENOMEM, "out of memory");
	doctor->source = *source;
	doctor->end = &doctor->first;
	*ret_doctor = doctor;
	return 0;
}

void doctor_free(struct doctor *doctor)
{
	struct doctor_result *result;
	struct kept *kept;

	if (!doctor)
		return;
	while ((result = doctor->first)) {
		doctor->first = result->next;
		free(result);
	}
	while ((kept = doctor->kept)) {
		doctor->kept = kept->next;
		free(kept);
	}
	free(doctor);
}

struct check check_begin(struct doctor *doctor, const char *id)
{
	return (struct check){id, doctor, &doctor->source};
}

int check_error(const struct check *check)
{
	return check->doctor->error;
}

const struct doctor_result *doctor_results(const struct doctor *doctor)
{
	return doctor->first;
}

static const char *keep(struct doctor *doctor, const char *format, va_list args)
{
	struct kept *kept;
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	kept = n < 0 ? NULL : malloc(sizeof(*kept) + (size_t)n + 1);
	if (!kept) {
		doctor->error = -ENOMEM;
		return "";
	}
	vsnprintf(kept->text, (size_t)n + 1, format, args);
	kept->next = doctor->kept;
	doctor->kept = kept;
	return kept->text;
}

const char *check_text(struct check *check, const char *format, ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = keep(check->doctor, format, args);
	va_end(args);
	return text;
}

static struct doctor_result *add(struct check *check, enum doctor_state state,
				 const struct tph_host_function *function,
				 const char *format, va_list args)
{
	struct doctor *doctor = check->doctor;
	struct doctor_result *result = calloc(1, sizeof(*result));

	if (!result) {
		doctor->error = -ENOMEM;
		return &doctor->spare;
	}
	result->id = check->id;
	result->state = state;
	result->function = function;
	result->finding = keep(doctor, format, args);
	*doctor->end = result;
	doctor->end = &result->next;
	return result;
}

struct doctor_result *check_found(struct check *check, enum doctor_state state,
				  const struct tph_host_function *function,
				  const char *format, ...)
{
	struct doctor_result *result;
	va_list args;

	va_start(args, format);
	result = add(check, state, function, format, args);
	va_end(args);
	return result;
}

/* A link with nothing below it; an empty slot has none */
static bool lacks_child(const struct tph_host_function *function)
{
	struct tph_host_value width =
		tph_host_get(function, TPH_HOST_F_LINK_WIDTH);

	return tph_host_is_bridge(function) && !function->child &&
	       width.why != TPH_HOST_ABSENT && (width.why || width.value);
}

/* Return: false if the dump has a part of a machine only */
static bool is_whole(const struct tph_host *host)
{
	const struct tph_host_function *function;

	if (tph_host_form(host) == TPH_HOST_LIVE)
		return true;
	for (size_t i = 0; (function = tph_host_at(host, i)); i++)
		if (function->top.why || lacks_child(function))
			return false;
	return true;
}

struct doctor_result *check_none(struct check *check, enum doctor_state state,
				 const char *format, ...)
{
	bool whole = is_whole(check->source->host);
	struct doctor_result *result;
	va_list args;

	va_start(args, format);
	result = add(check, whole ? state : DOCTOR_UNKNOWN, NULL, format, args);
	va_end(args);
	if (whole)
		return result;
	result->finding = check_text(check, "in this part of the machine %s",
				     result->finding);
	result->remedy = "To know it, make a dump of the whole machine.";
	return result;
}
