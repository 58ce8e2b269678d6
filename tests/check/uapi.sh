#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Random calls of the series' user interfaces from four threads on the debug kernel, and
# the same with allocations that fail. A splat or a leak fails the run (vm/run checks
# for them). OPENTPH_UAPI_CALLS=1000000 for the whole; OPENTPH_SEED for another seed.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
calls=${OPENTPH_UAPI_CALLS:-20000}
seed=${OPENTPH_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
kernel=$("$top/vm/kernel" --print debug) || exit

# uapi NAME ARGUMENT...
uapi() {
	u_name=$1
	shift
	"$top/vm/run" --topology "$top/vm/topology/switch.conf" --kernel "$kernel" \
		--timeout $((calls / 20 + 600)) --add "$build/guest/uapi/tph-uapi" -- \
		tph-uapi -n "$calls" -t 4 -s "$seed" "$@" 0000:03:00.0 0000:04:00.0 \
		</dev/null >"$scratch/output" 2>&1
	u_status=$?
	sed 's/^/      /' "$scratch/output"
	expect_true "$u_name: seed $seed, $calls calls" [ $u_status -eq 0 ]
}

uapi "random calls"
uapi "random calls with failed allocations" -f 3
expect_true "allocations failed" grep -qE ', [1-9][0-9]* with a failed allocation' "$scratch/output"
finish
