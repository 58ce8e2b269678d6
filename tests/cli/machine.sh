#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A machine of 10,000 functions needs at most 128 MiB: TPH MAKE-MACHINE CONVERT PEAK-MEMORY
tph=$1 make_machine=$2 convert=$3 peak_memory=$4
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0

"$make_machine" 10000 >"$dir/hex" || exit 1
"$convert" "$dir/hex" identity >"$dir/json" || exit 1

# within NAME COMMAND...
within() {
	name=$1
	shift
	kib=$("$peak_memory" "$@") || { echo "$name failed"; failed=1; return; }
	echo "$name: $kib KiB"
	[ "$kib" -le 131072 ] || failed=1
}
within hex "$tph" ls -F "$dir/hex"
within JSON "$tph" ls -F "$dir/json"
within "writing JSON" "$convert" "$dir/hex"

# Nothing is lost. 10,000 functions are 151 root ports with a switch, each 66 functions,
# and 34 of the next: 4 ports of its switch. That makes 151 * 10 + 2 + 4 ports and
# 151 * 8 + 4 functions with TPH, after the line of headings; the others are VFs.
for form in hex json; do
	lines=$("$tph" ls -F "$dir/$form" | wc -l)
	[ "$lines" -eq $((1 + 1516 + 1212)) ] || { echo "$form: $lines lines"; failed=1; }
done
exit "$failed"
