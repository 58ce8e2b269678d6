#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# README shows the example as it is, and its commands work.
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
build=${OPENTPH_BUILD:-$top/build}
cd "$scratch" || exit

sed -n '/^```c$/,/^```$/p' "$top/README.md" | sed '1d;$d' >example.c
if cmp example.c "$top/examples/tagged_write.c" >"$scratch/output"; then
	pass "the example"
else
	fail "the example is not examples/tagged_write.c"
fi

# Indented lines that begin with a program of the build and need no VM
grep -E '^    build/src/cli/tph (sim|dump sim)' "$top/README.md" | sed 's/^ *//' >commands
while read -r command; do
	command=$(echo "$command" | sed "s,build/,$build/,; s,vm/,$top/vm/,")
	if sh -c "$command" </dev/null >"$scratch/output" 2>&1; then
		pass "$command"
	else
		fail "$command"
	fi
done <commands
[ "$(wc -l <commands)" -eq 2 ] || fail "README has not the two commands"
grep -qE 'TH\+ PH 2 ST 0x5a' "$scratch/output" || fail "the capture has no tagged write"

# What it names is there
grep -oE '`(src|include|guest|kernel|vm|tests|fuzz|bench|docs|man|examples|samples)/[a-z_/.]*`' "$top/README.md" |
	tr -d '`' | grep -v '^samples/' | while read -r path; do
	[ -e "$top/$path" ] || echo "$path"
done >missing
if [ -s missing ]; then
	cp missing "$scratch/output"
	fail "README names what is not there"
else
	pass "the paths"
fi
finish
