// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any text as a topology: it is refused with a message, or prints in all forms
 */
#include <stdlib.h>
#include <string.h>

#include "fabric/fabric.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
const char *__lsan_default_suppressions(void);

/* libconfig leaks its buffer of an unterminated string */
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct topology topology;
	static FILE *null;
	char error[FABRIC_ERROR_MAX] = "";
	char *text = malloc(len + 1);

	if (!null)
		null = fopen("/dev/null", "w");
	if (!text || !null)
		abort();
	memcpy(text, data, len);
	text[len] = 0;
	if (topology_parse(text, "f", &topology, error)) {
		if (strncmp(error, "f:", 2))
			abort();
	} else {
		topology_print(&topology, null);
		topology_print_json(&topology, null);
		topology_print_init(&topology, null);
		if (topology_print_qemu(&topology, "/tmp", null))
			abort();
	}
	free(text);
	return 0;
}
