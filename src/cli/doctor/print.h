/* SPDX-License-Identifier: BSD-3-Clause */
/* Output of tph doctor */
#ifndef CLI_DOCTOR_PRINT_H
#define CLI_DOCTOR_PRINT_H

#include <stdio.h>

#include "host/doctor/doctor.h"

/* Lines for people, from @first on, and the sums */
void print_text(const struct doctor_result *first, FILE *out);

/* One JSON object on a line for each result from @first on */
void print_json(const struct doctor_result *first, FILE *out);

#endif /* CLI_DOCTOR_PRINT_H */
