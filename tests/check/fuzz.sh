#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A minute (OPENTPH_FUZZ_SECONDS) of each fuzz target, two at a time; a finding is a failure.
top=$(cd "$(dirname "$0")/../.." && pwd)
seconds=${OPENTPH_FUZZ_SECONDS:-60}
targets=$(sed -n "s/^  '\([a-z_]*\)': \[.*/\1/p" "$top/fuzz/meson.build")

# Built once, before two of them run beside each other
# shellcheck disable=SC2086 # names of targets have no blanks
"$top/fuzz/run" 1 $targets || exit

logs=$(mktemp -d "${TMPDIR:-/tmp}/tph-fuzz.XXXXXX") || exit
trap 'rm -rf "$logs"' EXIT
# Each free lane of two takes the next target.
printf '%s\n' $targets |
	xargs -P 2 -I '{}' sh -c '"$1" "$2" "$3" >"$4/$3" 2>&1 || touch "$4/$3.failed"' \
		sh "$top/fuzz/run" "$seconds" '{}' "$logs"
failed=$(find "$logs" -name '*.failed' | wc -l)
grep -hvE '^[0-9]+ passed' "$logs"/*
echo "$(($(echo "$targets" | wc -l) - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
