#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The series' KUnit suites, run by the guest's kernel at its start.
# shellcheck disable=SC2016
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
"$top/vm/run" --topology none --append 'kunit.enable=1 kunit.filter_glob=*tph*' -- \
	sh -c 'cat /sys/kernel/debug/kunit/*/results' </dev/null >"$scratch/output" 2>&1 ||
	fail "the guest that runs KUnit"
# KTAP: "    ok 1 name" is a case, "ok 1 name" its suite.
while read -r line; do
	case $line in
	'not ok '*) fail "KUnit: $line" ;;
	'ok '*'# SKIP'*) ;;
	'ok '*) pass "KUnit: ${line#ok }" ;;
	esac
done <<END
$(grep -E '^ +(not )?ok [0-9]+' "$scratch/output" | sed 's/^ *//')
END
[ $cases_passed -gt 0 ] || fail "KUnit ran no case"
finish
