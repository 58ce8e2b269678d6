#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Random TLPs with runs and without, compared in all that can be observed: TLPs on links,
# memory, counters, errors, interrupts. OPENTPH_RUNS_TLPS says how many, OPENTPH_SEED
# which.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
traffic=${OPENTPH_BUILD:-$top/build}/tests/runs/runs-traffic
tlps=${OPENTPH_RUNS_TLPS:-10000000}
seed=${OPENTPH_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}

expect "$tlps random TLPs from seed $seed on" 0 'are the same with runs and without' \
	"$traffic" -n "$tlps" -s "$seed"
expect "a number that is none" 2 '^Usage: runs-traffic' "$traffic" -n x
finish
