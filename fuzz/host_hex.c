// SPDX-License-Identifier: BSD-3-Clause
/* Rows of hex of lspci, by libpci: facts in their ranges, the ST table in bounds */
#include "fuzz/host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	tph_host_free(host_input(data, len, TPH_HOST_HEX, input_hex));
	return 0;
}
