#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The demonstration's cases on the debug kernel, where a splat or a leak fails the run
# (vm/run checks for them); a race of the importer; allocations that fail; and a leak in
# the kernel makes it fail. OPENTPH_DEBUG_RUNS limits the number of runs of the
# demonstration, picked by OPENTPH_SEED.
# shellcheck disable=SC2086 # lists of words
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
kernel=$("$top/vm/kernel" --print debug) || exit
out=${OPENTPH_BUILD:-$top/build}/tests/debug

runs='switch noiommu eetlp-block root-ports rciep acs acs-requester acs-completer acs-translated
acs-function completers connectx connectx-8 connectx-small connectx-direct connectx-block
connectx-rciep connectx-acs udmabuf udmabuf-no-firmware'
for run in $(sample check/debug-kernel.sh "$OPENTPH_DEBUG_RUNS" $runs); do
	started=$(date +%s)
	if "$top/vm/demo" --kernel "$kernel" --out "$out/$run" "$run" \
		</dev/null >"$scratch/output" 2>&1; then
		pass "$run: $(grep -E '^[0-9]+ cases passed' "$scratch/output")," \
			"no splat, no leak ($(($(date +%s) - started)) s)"
	else
		fail "$run: vm/demo ended with $? on the debug kernel"
	fi
done

# B4 of the review: work for an attachment that is gone
build=${OPENTPH_BUILD:-$top/build}
expect_true "a program is built" "${CC:-cc}" -Wall -Werror -O1 -pthread -I"$top/include" \
	-o "$scratch/release-race" "$top/tests/guest/program/release-race.c" \
	"$build/src/libtph/libopentph.a"
expect "release against revocation: no splat, no leak" 0 '^imports 3000 revoked [1-9]' \
	"$top/vm/run" --kernel "$kernel" --add "$scratch/release-race" -- release-race 3000

# Each allocation of a registration and of a later mapping fails in turn.
expect_true "a program is built in the sysroot" "$top/vm/rdma-cc" -Wall -Werror -O1 -pthread \
	-I"$top/include" -o "$scratch/failed-map" "$top/tests/guest/program/failed-map.c" \
	"$build/src/libtph/libopentph.a" -libverbs
faults=/sys/kernel/debug
expect "allocations that fail: no splat, no leak, the next mapping is right" 0 \
	'^failed allocations: registration [1-9][0-9]*, mapping [1-9]' \
	"$top/vm/run" --kernel "$kernel" --topology "$top/vm/topology/connectx.conf" --rdma \
	--setup "write $faults/failslab/ignore-gfp-wait N" \
	--setup "write $faults/fail_page_alloc/ignore-gfp-wait N" \
	--add "$scratch/failed-map" -- failed-map

leaky=$("$top/vm/kernel" --print --extra-patch "$top/tests/mutation/mapping-leaks.patch" debug) || {
	fail "mapping-leaks: the kernel does not build"
	finish
}
expect "mapping-leaks: found" 2 'the guest.s kernel complained: unreferenced object' \
	"$top/vm/demo" --kernel "$leaky" --out "$out/leaky" --only op/ switch
expect "a kernel that cannot find leaks is refused" 125 'complained: .*kmemleak is off' \
	"$top/vm/run" --kernel "$kernel" --topology none --append kmemleak=off -- true
finish
