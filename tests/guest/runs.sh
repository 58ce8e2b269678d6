#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Captures of the demonstration with runs of TLPs and without (docs/runs.md): tagged
# writes and their payloads are the same, in the same order over all links. Left out are
# cases whose traffic lasts as long as something else.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}

# capture TOPOLOGY PROGRAM OPTIONS FILE CASES [--no-runs]: tagged writes to FILE
capture() {
	c_name=${2##*/}
	c_rdma=
	[ "$c_name" = "$2" ] || c_rdma=--rdma
	cat >"$scratch/each" <<-END
		for case in $5; do
			$c_name $3 --only=\$case || exit
		done
	END
	# shellcheck disable=SC2086
	"$top/vm/run" $c_rdma $6 --topology "$top/vm/topology/$1.conf" --capture "$scratch/capture" \
		--log "$scratch/log" --add "$build/guest/demo/$2" --add "$scratch/each" -- \
		sh /bin/each </dev/null >"$scratch/output" 2>&1 || return
	# Without the columns of numbers and times
	"$build/src/cli/tph" dump -x "$scratch/capture" th=1 2>/dev/null |
		sed -E 's/^ *[0-9]+ +[0-9.]+ +//' >"$4"
}

# compare TOPOLOGY PROGRAM OPTIONS CASES
compare() {
	capture "$1" "$2" "$3" "$scratch/runs" "$4" &&
		capture "$1" "$2" "$3" "$scratch/single" "$4" --no-runs
	expect_true "$1: the guest runs" [ $? -eq 0 ]
	n=$(grep -c TH+ "$scratch/single")
	expect_true "$1: tagged writes: $n" [ "$n" -gt 100 ]
	diff "$scratch/runs" "$scratch/single" 2>&1 | head -20 >"$scratch/output"
	expect_true "$1: the same TLPs with runs and without" cmp -s "$scratch/runs" "$scratch/single"
}

compare switch tph-demo --path=peer 'op untagged ph width unknown two-dmabufs change effect'
compare connectx rdma/tph-demo-rdma --nic=16 \
	'rdma/add rdma/store rdma/xor rdma/max rdma/unaligned rdma/both rdma/dmah/beats rdma/two-regions'
finish
