#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Random TLPs into the RTL of the accelerator and into the C model, in each width: memory,
# counters, events, interrupts and data are compared after each TLP. OPENTPH_RTL_TLPS says
# how many, OPENTPH_SEED which.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
diff=${OPENTPH_BUILD:-$top/build}/tests/rtl/diff/test-rtl-diff
tlps=${OPENTPH_RTL_TLPS:-1000000}
seed=${OPENTPH_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
[ -x "$diff-128" ] || skip_all "built without the RTL (-Drtl)"

for width in 128 64 256; do
	expect "$width bits: $tlps random TLPs of seed $seed" 0 '^ok 1 - .* are the same' \
		"$diff-$width" -a -n "$tlps" -s "$seed"
done
finish
