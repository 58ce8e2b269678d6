// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any text: a scanned TLP encodes, and its formatted line scans to the same
 * bytes; an invalid line has a message with a place in the line.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/tlp.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define TEXT_SIZE 1024

static void check_error(const char *line, const struct tlp_scan_error *error)
{
	size_t len = strnlen(error->message, sizeof(error->message));

	if (!len || len == sizeof(error->message) || error->column < 1 ||
	    error->column > strlen(line) + 1)
		abort();
}

/* The line of tlp_format(), followed by the payload */
static void put_line(const struct tlp *tlp, char *line)
{
	int n = tlp_format(tlp, line, TEXT_SIZE);

	if (n >= TEXT_SIZE)
		abort();
	line += n;
	if (tlp->payload)
		line += sprintf(line, " data ");
	for (size_t i = 0; tlp->payload && i < tlp->length * 4u; i++)
		line += sprintf(line, "%02x", tlp->payload[i]);
}

static void check_tlp(const struct tlp *tlp)
{
	static uint8_t wire[TLP_MAX_SIZE], again[TLP_MAX_SIZE];
	static uint8_t payload[TLP_MAX_PAYLOAD];
	static char line[TEXT_SIZE + 2 * TLP_MAX_PAYLOAD + 16];
	static char second[TEXT_SIZE], first[TEXT_SIZE];
	ssize_t n = tlp_encode(tlp, wire, sizeof(wire));
	struct tlp out;

	if (n <= 0 || (size_t)n != tlp_size(tlp))
		abort();
	if (tlp->flit ? tlp_decode_flit(wire, n, &out)
		      : tlp_decode(wire, n, &out))
		abort();
	tlp_format(&out, first, sizeof(first));
	put_line(tlp, line);
	if (strncmp(line, first, strlen(first)))
		abort();
	if (tlp_scan(line, &out, payload, sizeof(payload), NULL))
		abort();
	if (tlp_encode(&out, again, sizeof(again)) != n ||
	    memcmp(wire, again, n))
		abort();
	tlp_format(&out, second, sizeof(second));
	if (strcmp(first, second))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct tlp_scan_error error = {0};
	uint8_t *payload;
	struct tlp tlp;
	size_t room;
	char *line;
	int ret;

	/*
	 * Heap blocks of the exact size, so that ASan detects accesses beyond
	 * them
	 */
	room = len % 4 ? TLP_MAX_PAYLOAD : len;
	line = malloc(len + 1);
	payload = malloc(room ? room : 1);
	if (line && payload) {
		memcpy(line, data, len);
		line[len] = '\0';
		ret = tlp_scan(line, &tlp, payload, room, &error);
		if (ret == -EINVAL)
			check_error(line, &error);
		else if (!ret)
			check_tlp(&tlp);
		else if (ret != -ENODATA)
			abort();
	}
	free(line);
	free(payload);
	return 0;
}
