#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The engine's model and its kernel driver share one description of the hardware,
# byte for byte.
# shellcheck disable=SC2016
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"

# new_file PATH: the file as the series makes it
new_file() {
	cat "$top"/kernel/patches/*.patch | awk -v path="$1" '
	/^diff --git / { inside = $4 == "b/" path; body = 0 }
	/^-- $/ { inside = 0 }
	inside && body && /^\+/ { print substr($0, 2) }
	inside && /^@@ / { body = 1 }'
}

new_file samples/tph/tph_dma_hw.h >"$scratch/tph_dma_hw.h"
expect_true "the series has samples/tph/tph_dma_hw.h" [ -s "$scratch/tph_dma_hw.h" ]
expect "it is include/opentph/hw/dma.h" 0 '^same$' sh -c \
	'diff -u "$1" "$2" && echo same' sh "$top/include/opentph/hw/dma.h" "$scratch/tph_dma_hw.h"
for header in "$top"/include/opentph/hw/*.h; do
	expect_true "${header##*/} may be taken into a kernel" grep -q -m 1 \
		'SPDX-License-Identifier: (GPL-2.0-only OR BSD-3-Clause)' "$header"
done
finish
