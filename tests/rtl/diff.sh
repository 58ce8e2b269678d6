#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The RTL of the accelerator beside the C model (tests/rtl/diff), with its assertions; and
# proofs that the comparison can fail: an expectation of each kind is made wrong.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
diff=${OPENTPH_BUILD:-$top/build}/tests/rtl/diff/test-rtl-diff
[ -x "$diff-128" ] || skip_all "built without the RTL (-Drtl)"

for width in 64 128 256 128-13-0; do
	expect "RTL of $width: equal, and no assertion fails" 0 '^ok 1 - .* are the same' \
		"$diff-$width" -a -n 50000
done

for fault in memory data register status interrupt retire twice state counts; do
	expect "wrong $fault is noticed" 1 '^not ok 1 - seed 1 case .* differs: ' \
		"$diff-128" -s 1 --fault $fault
done

# The case of a difference is the same again, alone
"$diff-128" -s 7 --only 5 >"$scratch/one" 2>&1
"$diff-128" -s 7 --only 5 >"$scratch/two" 2>&1
for file in one two; do
	grep -v ' clocks a TLP, ' "$scratch/$file" >"$scratch/$file.lines"
done
expect_true "a case is the same again" cmp -s "$scratch/one.lines" "$scratch/two.lines"
expect "a number that is none" 2 '^Usage: test-rtl-diff' "$diff-128" -n x
expect "a fault that does not exist" 2 '^Usage: test-rtl-diff' "$diff-128" --fault none
finish
