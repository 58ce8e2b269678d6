// SPDX-License-Identifier: BSD-3-Clause
/* A TLP from text to bytes, with its digest, and back; no device, no guest. */
#include <err.h>
#include <stdio.h>

#include <opentph/tlp.h>

int main(void)
{
	static const char text[] =
		"MWr64 01:00.0 > 0x1234567ffc 2 DW PH 2 ST 0x1234 data 1122334455667788";
	uint8_t payload[TLP_MAX_PAYLOAD], wire[TLP_MAX_SIZE];
	const struct tlp_rule *rule = NULL;
	struct tlp_scan_error error;
	char line[256];
	struct tlp tlp;
	ssize_t n, i;

	if (tlp_scan(text, &tlp, payload, sizeof(payload), &error))
		errx(1, "column %u: %s", error.column, error.message);
	n = tlp_encode(&tlp, wire, sizeof(wire));
	if (n < 0)
		errx(1, "tlp_encode: %zd", n);
	n = tlp_ecrc_seal(wire, n, sizeof(wire), TLP_NON_FLIT);
	if (n < 0)
		errx(1, "tlp_ecrc_seal: %zd", n);
	for (i = 0; i < n; i++)
		printf("%s%02x", i && i % 4 == 0 ? " " : "", wire[i]);

	if (tlp_decode(wire, n, &tlp))
		errx(1, "these bytes are not a TLP");
	tlp_format(&tlp, line, sizeof(line));
	printf("\n%s\n", line);
	printf("digest %s\n",
	       tlp_ecrc_check(wire, n, TLP_NON_FLIT, NULL) ? "bad" : "good");
	while ((rule = tlp_next_broken(&tlp, NULL, rule)))
		printf("breaks %s: %s (sec %s)\n", rule->name,
		       tlp_verdict_name(rule->verdict), rule->section);
	return 0;
}
