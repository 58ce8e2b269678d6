#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Instructions of hot operations, counted by callgrind, stay below their limits. Counts do
# not depend on the load of the machine; loops around the operations are part of them.
# The difference of runs with N and 2N operations has no instructions of the start.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
operations=$build/bench/bench-operations
tph=$build/src/cli/tph
n=4000

# Counts of GCC 12 for x86-64, and 5 %
limits='
write                 posted 256-byte write    597
captured              and captured twice     1396
encode-header         its header                85
encode-completion     header of a CplD          88
encode                the write as a TLP       155
decode                decode the write         106
decode-completion     decode a CplD            114
parse                 parse its header         108
malformed             judge the write           32
malformed-completion  judge a CplD              29
stat                  tph stat, a TLP          402
dump                  tph dump, a line        2357
'

command -v valgrind >/dev/null || skip_all "valgrind is not installed"
[ "$(uname -m)" = x86_64 ] || skip_all "the limits are for x86-64"
grep -q -e '-O3 .*-flto' "$build/build.ninja" || skip_all "$build is built without LTO"

# total COMMAND...: its instructions
total() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null |
		sed -n 's/.*Collected : \([0-9]*\)$/\1/p'
}

# perform OPERATION COUNT: total of so many
perform() {
	case $1 in
	stat | dump) total "$tph" "$1" "$scratch/$2.pcapng" ;;
	*) total "$operations" "$1" "$2" "$top/vm/topology/switch.conf" ;;
	esac
}

# each OPERATION: instructions of one; nothing if it cannot be counted
each() {
	e_once=$(perform "$1" $n)
	e_twice=$(perform "$1" $((2 * n)))
	[ -z "$e_once" ] || [ -z "$e_twice" ] || echo $(((e_twice - e_once + n / 2) / n))
}

# within COUNT LIMIT
within() {
	[ -n "$1" ] && [ "$1" -gt 0 ] && [ "$1" -le "$2" ]
}

"$operations" capture $n "$scratch/$n.pcapng" &&
	"$operations" capture $((2 * n)) "$scratch/$((2 * n)).pcapng" || exit 1

echo "$limits" >"$scratch/limits"
while read -r operation rest; do
	[ -n "$operation" ] || continue
	limit=${rest##* }
	name=$(echo "${rest% *}" | sed 's/ *$//')
	count=$(each "$operation")
	if within "$count" "$limit"; then
		pass "$(printf '%-26s %6d instructions, at most %6d' "$name" "$count" "$limit")"
	else
		fail "$(printf '%-26s %6s instructions, at most %6d' "$name" "${count:-no}" "$limit")"
	fi
	echo "$operation $count" >>"$scratch/counts"
done <"$scratch/limits"

for operation in write decode stat; do
	count=$(sed -n "s/^$operation //p" "$scratch/counts")
	expect_true "another run counts the same: $operation" [ "$(each $operation)" = "$count" ]
done
expect_true "a count at its limit is within it" within 100 100
within 101 100
expect_true "a count above its limit is not" [ $? -ne 0 ]
within "$(each none)" 100
expect_true "an operation that fails is not within a limit" [ $? -ne 0 ]
finish
