// SPDX-License-Identifier: BSD-3-Clause
#include "tests/hostlib/doctor/answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <opentph/error.h>

struct doctor *answers_ask(const struct doctor_source *source, const char *id)
{
	struct doctor *doctor;

	assert_int_equal(doctor_create(source, &doctor), 0);
	if (doctor_ask(doctor, id))
		fail_msg("%s", tph_error());
	return doctor;
}

static const char *or_none(const char *text)
{
	return text ? text : "-";
}

void answers_expect(struct doctor *doctor, const char *expected)
{
	const struct doctor_result *r = doctor_results(doctor);
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	for (; r; r = r->next) {
		/* A failure or an unknown comes with words */
		assert_non_null(r->finding);
		fprintf(file, "%s %s %s=%s\n", doctor_state_name(r->state),
			r->function ? r->function->bdf : "-", or_none(r->reg),
			or_none(r->value));
	}
	assert_int_equal(fclose(file), 0);
	assert_string_equal(text, expected);
	free(text);
	doctor_free(doctor);
}
