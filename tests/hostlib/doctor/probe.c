// SPDX-License-Identifier: BSD-3-Clause
/* DEVICE CPU: the answer of doctor_verbs() */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/doctor/doctor.h"

int main(int argc, char **argv)
{
	const char *call = "-";
	int error;

	if (argc != 3)
		return 2;
	error = -doctor_verbs(argv[1], atoi(argv[2]), &call);
	printf("%s %s\n", error ? strerrorname_np(error) : "0", call);
	return 0;
}
