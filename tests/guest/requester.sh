#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Captured writes have the Requester IDs that lspci shows in the guest.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}

# requester TOPOLOGY PATH
requester() {
	# shellcheck disable=SC2016
	"$top/vm/run" --topology "$top/vm/topology/$1.conf" --capture "$scratch/capture" \
		--add "$build/guest/demo/tph-demo" -- \
		sh -c 'lspci -n -d 1234:7412 && tph-demo "$0" --only=untagged' "--path=$2" \
		</dev/null >"$scratch/output" 2>&1 || { fail "$1: the guest"; return; }
	lspci=$(sed -n 's/^\([0-9a-f:.]*\) 0880: 1234:7412.*/\1/p' "$scratch/output")
	# Only writes of devices: the root complex's writes have 00:00.0.
	wire=$("$build/src/cli/tph" dump --json "$scratch/capture" |
		grep '"type":"MWr"' | sed -n 's/.*"requester":"\([^"]*\)".*/\1/p' |
		grep -v '^00:00\.0$' | sort -u)
	echo "lspci: $lspci, wire: $wire" >"$scratch/output"
	if [ -n "$lspci" ] && [ "$lspci" = "$wire" ]; then
		pass "$1: $wire"
	else
		fail "$1: the IDs differ"
	fi
}

requester switch peer
requester root-ports root-complex
requester rciep root-complex
finish
