/* SPDX-License-Identifier: BSD-3-Clause */
/* Facts that text of lspci gives */
#ifndef TESTS_HOSTLIB_FACT_H
#define TESTS_HOSTLIB_FACT_H

#include "tests/hostlib/machine.h"

/* A reason as an expected value */
#define UNKNOWN(reason) (-1000 - TPH_HOST_##reason)

/* A function as -vv prints it; "\n" ends it */
#define ENDPOINT "41:00.0 Ethernet controller: Example NIC (rev 01)\n"
#define CONTROL	 "\tControl: I/O- Mem+ BusMaster+ SpecCycle- MemWINV-\n"
#define STATUS	 "\tStatus: Cap+ 66MHz- UDF- FastB2B- ParErr-\n"
#define HEADER	 ENDPOINT CONTROL STATUS
#define EXPRESS	 "\tCapabilities: [70] Express (v2) Endpoint, MSI 00\n"
#define ACS	 "\tCapabilities: [1c0 v1] Access Control Services\n"
#define AER	 "\tCapabilities: [100 v1] Advanced Error Reporting\n"

/**
 * struct fact - an expected value
 * @field:	field
 * @value:	value, or UNKNOWN()
 */
struct fact {
	enum tph_host_field field;
	int value;
};

/* Return: the value, or UNKNOWN() of its reason */
int fact_value(struct tph_host_value value);

/* The function at @bdf of the text has these facts */
void fact_expect(const char *text, const char *bdf, const struct fact *facts,
		 size_t count);

#define EXPECT(text, ...)                                               \
	do {                                                            \
		static const struct fact facts[] = {__VA_ARGS__};       \
		fact_expect(text, "41:00.0", facts, ARRAY_SIZE(facts)); \
	} while (0)

#endif /* TESTS_HOSTLIB_FACT_H */
