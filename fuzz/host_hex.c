// SPDX-License-Identifier: BSD-3-Clause
/*
 * Rows of hex of lspci, by libpci, alone and with the text between them: facts in their
 * ranges, the ST table in bounds
 */
#include "fuzz/host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static int read_both(struct tph_host *host, FILE *file)
{
	int ret = input_text(host, file);

	rewind(file);
	return ret ? ret : input_hex(host, file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	tph_host_free(host_input(data, len, TPH_HOST_HEX, input_hex));
	tph_host_free(host_input(data, len, TPH_HOST_AUTO, read_both));
	return 0;
}
