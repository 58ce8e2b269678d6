// SPDX-License-Identifier: BSD-3-Clause
/* Text of lspci: facts in their ranges, names that are fit for a terminal */
#include "fuzz/host.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	tph_host_free(host_input(data, len, TPH_HOST_TEXT, input_text));
	return 0;
}
