#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The examples that need devices, in the guest; tests/host/examples.sh has the rest.
# Sums are 1+10, 2+20, 3+30, 4+40.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}

# boot TOPOLOGY "OPTIONS" PROGRAM...: runs them, each between "begin NAME" and "status N"
boot() {
	topology=$1 options=$2
	shift 2
	# shellcheck disable=SC2016
	echo 'for name; do echo "begin $name"; "$name" 2>&1; echo "status $?"; done' >"$scratch/all"
	for name; do
		options="$options --add $build/examples/$name"
	done
	# shellcheck disable=SC2086
	"$top/vm/run" --topology "$top/vm/topology/$topology.conf" $options \
		--add "$scratch/all:/opt/all" -- sh /opt/all "$@" </dev/null >"$scratch/boot" 2>&1 || {
		cp "$scratch/boot" "$scratch/output"
		fail "$topology: the guest"
	}
}

# ran NAME STATUS LINE...: it ended with STATUS and printed exactly these lines
ran() {
	tr -d '\r' <"$scratch/boot" | sed -n "/^begin $1\$/,/^status /p" >"$scratch/output"
	r_name=$1 r_status=$2
	shift 2
	{
		echo "begin $r_name"
		printf '%s\n' "$@"
		echo "status $r_status"
	} >"$scratch/wanted"
	sed 's/^0000:[0-9a-f:.]*: /BDF: /' "$scratch/output" | diff "$scratch/wanted" - >"$scratch/differ"
	[ $? -eq 0 ] || cp "$scratch/differ" "$scratch/output"
	expect_true "$topology: $r_name" [ ! -s "$scratch/differ" ]
}

boot switch '' required_tag fdinfo counters
ran required_tag 0 'tagged: 11 22 33 44'
ran fdinfo 0 'requested: ST 0x5a PH 2' 'BDF: no tag, reason: importer' 'BDF: ST 0x5a PH 2'
ran counters 0 'tagged 2 unknown 1 dropped 1' 'ST 0x5a: 1 writes, 64 bytes' \
	'event range: ST 0x5b at 64 bytes before the end'

# Here no tag arrives.
boot root-ports '' required_tag fdinfo
ran required_tag 0 'second pass: 11 22 33 44'
ran fdinfo 0 'requested: ST 0x5a PH 2' 'BDF: no tag, reason: importer' 'BDF: no tag, reason: path'

boot connectx --rdma rdma_write
ran rdma_write 0 '11 22 33 44'
finish
