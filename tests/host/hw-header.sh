#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The engine's model and its kernel driver share one description of the hardware,
# byte for byte.
# shellcheck disable=SC2016
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"

expect "kernel/importer/tph_dma_hw.h is include/opentph/hw/dma.h" 0 '^same$' sh -c \
	'diff -u "$1" "$2" && echo same' sh "$top/include/opentph/hw/dma.h" \
	"$top/kernel/importer/tph_dma_hw.h"
for header in "$top"/include/opentph/hw/*.h; do
	expect_true "${header##*/} may be taken into a kernel" grep -q -m 1 \
		'SPDX-License-Identifier: (GPL-2.0-only OR BSD-3-Clause)' "$header"
done
finish
