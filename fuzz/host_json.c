// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any bytes as a dump in JSON: it is refused with a message, or it can be written, and
 * then has the same text when it is read and written again. A first byte of 0 makes a
 * dump of the rest: two configuration spaces, the second one below the first; checksums
 * would keep the fuzzer out of them.
 */
#include <stdio.h>

#include "fuzz/host.h"

#define FLAGS TPH_HOST_WRITE_IDENTITY

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct tph_host *read_text(const void *text, size_t len)
{
	return host_input(text, len, TPH_HOST_JSON, input_json);
}

static char *write_text(const struct tph_host *host, unsigned int flags,
			size_t *ret_len)
{
	char *text = NULL;
	FILE *file = open_memstream(&text, ret_len);

	if (!file || tph_host_write(host, file, flags) || fclose(file))
		abort();
	return text;
}

static void check_dump(const void *text, size_t len)
{
	struct tph_host *host = read_text(text, len), *again;
	char *first, *second;
	size_t n;

	if (!host)
		return;
	free(write_text(host, 0, &n));
	first = write_text(host, FLAGS, &n);
	again = read_text(first, n);
	if (!again)
		abort();
	second = write_text(again, FLAGS, &n);
	if (strcmp(first, second)) {
		fprintf(stderr, "%s%s", first, second);
		abort();
	}
	free(first);
	free(second);
	tph_host_free(again);
	tph_host_free(host);
}

static void check_bytes(const uint8_t *data, size_t len)
{
	size_t half = len / 2 < 4096 ? len / 2 : 4096;
	char *upper = host_pack(data, half);
	char *lower = host_pack(data + half, half);
	char *text;
	int n;

	if (!upper || !lower)
		abort();
	n = asprintf(&text,
		     "[{\"realpath\":\"/pci0000:00/0000:00:01.0\","
		     "\"config\":\"%s\",\"modalias\":\"pci:v00008086d00000001"
		     "sv00000000sd00000000bc06sc04i00\"},"
		     "{\"realpath\":\"/0000:00:01.0/0000:01:00.0\","
		     "\"config\":\"%s\",\"modalias\":\"-\"}]",
		     upper, lower);
	if (n < 0)
		abort();
	check_dump(text, (size_t)n);
	free(text);
	free(upper);
	free(lower);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len && !data[0])
		check_bytes(data + 1, len - 1);
	else
		check_dump(data, len);
	return 0;
}
