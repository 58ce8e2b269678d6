/* SPDX-License-Identifier: BSD-3-Clause */
/* Answers of checks, compared with expectations */
#ifndef TESTS_HOSTLIB_DOCTOR_ANSWERS_H
#define TESTS_HOSTLIB_DOCTOR_ANSWERS_H

#include "host/doctor/doctor.h"

/* Makes check @id; doctor_free() the result. Ends the test on failure. */
struct doctor *answers_ask(const struct doctor_source *source, const char *id);

/*
 * The answers of @doctor as lines "STATE FUNCTION REGISTER=VALUE", "-" for parts that are
 * absent, must be @expected. Frees @doctor.
 */
void answers_expect(struct doctor *doctor, const char *expected);

#endif /* TESTS_HOSTLIB_DOCTOR_ANSWERS_H */
