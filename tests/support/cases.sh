# SPDX-License-Identifier: BSD-3-Clause
# shellcheck shell=sh disable=SC2034
# Cases of a test script: each prints a line, and the last line has the sums. The caller
# ends with "finish". $scratch is a folder of its own, removed at the end.
top=$(cd "$(dirname "$0")/../.." && pwd)
cases_passed=0 cases_failed=0
scratch=$(mktemp -d "${TMPDIR:-/tmp}/tph-test.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

pass() {
	echo "ok    $*"
	cases_passed=$((cases_passed + 1))
}

fail() {
	echo "FAIL  $*"
	[ ! -s "$scratch/output" ] || tail -n 15 "$scratch/output" | sed 's/^/      /'
	cases_failed=$((cases_failed + 1))
}

skip_all() {
	echo "skipped: $*"
	exit 77
}

# expect NAME STATUS PATTERN COMMAND...: the command ends with STATUS ("fail" is
# any but 0) and prints a line that matches PATTERN
expect() {
	e_name=$1 e_status=$2 e_pattern=$3
	shift 3
	"$@" </dev/null >"$scratch/output" 2>&1
	e_got=$?
	if [ "$e_status" = fail ] && [ $e_got -ne 0 ]; then
		e_status=$e_got
	fi
	if [ "$e_status" != $e_got ]; then
		fail "$e_name: status $e_got, not $e_status"
	elif ! grep -qE -e "$e_pattern" "$scratch/output"; then
		fail "$e_name: no line like '$e_pattern'"
	else
		pass "$e_name"
	fi
}

# expect_true NAME COMMAND...
expect_true() {
	e_name=$1
	shift
	if "$@"; then
		pass "$e_name"
	else
		fail "$e_name"
	fi
}

# plain_blocks FILE: print the blocks of a Markdown file that name no language
plain_blocks() {
	awk '/^```/ { open = !open; plain = open && $0 == "```"; next } plain' "$1"
}

# by_seed: lines in an order that OPENTPH_SEED decides
by_seed() {
	awk -v seed="${OPENTPH_SEED:-1}" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' |
		LC_ALL=C sort | cut -f 2-
}

# sample NAME COUNT WORD...: all words; or COUNT of them by OPENTPH_SEED, if COUNT is not
# empty, and a line on standard error that says so
sample() {
	s_name=$1 s_count=$2
	shift 2
	if [ -z "$s_count" ] || [ "$s_count" -ge $# ]; then
		printf '%s\n' "$@"
		return
	fi
	echo "shortened: $s_name: $s_count of $# runs" >&2
	printf '%s\n' "$@" | by_seed | head -n "$s_count"
}

finish() {
	echo "$cases_passed passed, $cases_failed failed"
	[ $cases_failed -eq 0 ]
	exit
}
