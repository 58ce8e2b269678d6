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

# Indented lines with tph that need no VM and no display, in their order
grep -E '^    .*(build/src/cli/tph|>rules$)' "$top/README.md" |
	grep -vE 'build/demo/|wireshark' | sed 's/^ *//' >commands
while read -r command; do
	command=$(echo "$command" | sed "s,build/src,$build/src,g; s, vm/, $top/vm/,")
	if sh -c "$command" </dev/null >"$scratch/output" 2>&1; then
		pass "$command"
	else
		fail "$command"
	fi
	cat "$scratch/output" >>all
done <commands
[ "$(wc -l <commands)" -eq 11 ] || fail "README has not the eleven commands"
[ -s sim.png ] && [ -s tagged.pcapng ] && [ -s sim.pftrace ] || fail "README's files are not written"

# Lines without a date are printed as shown
for shown in '2 rules hold' '^ .*dn0 .*TH\+ PH 2 ST 0x5a$'; do
	cp all "$scratch/output"
	grep -qE "$shown" all || fail "no command prints: $shown"
done
plain_blocks "$top/README.md" | grep -E '^60010002|not captured' >shown
while IFS= read -r line; do
	grep -qxF "$line" all || fail "README shows: $line"
done <shown
[ "$(wc -l <shown)" -eq 2 ] || fail "README does not show the TLP"

# The path in it is the output of tph path, for the switch with a port that blocks prefixes
awk -f "$top/tests/hostlib/expand.awk" "$top/tests/hostlib/switch.hex" |
	sed '/^0000:02:00.0/,/^$/ s/^b0: \(.\{24\}\).\{5\}/b0: \100 80/' >blocked
"$build/src/cli/tph" path -F blocked 04:00.0 03:00.0 >path
plain_blocks "$top/README.md" | sed -n '/> 0000:03:00.0: turns/,/reach the link/p' >shown
if diff path shown >"$scratch/output"; then
	pass "the path"
else
	fail "README shows another path than tph path prints"
fi

# Paths in it exist
grep -oE '`(src|include|guest|kernel|vm|tests|fuzz|bench|docs|man|wireshark|examples)/[a-z0-9_/.-]*`' "$top/README.md" |
	tr -d '`' | while read -r path; do
	[ -e "$top/$path" ] || echo "$path"
done >missing
if [ -s missing ]; then
	cp missing "$scratch/output"
	fail "README names paths that do not exist"
else
	pass "the paths"
fi

# The index has every page, and all links lead to files
for page in "$top"/docs/*.md; do
	grep -qF "](${page##*/})" "$top/docs/README.md" || [ "${page##*/}" = README.md ] || echo "$page"
done >"$scratch/output"
expect_true "docs/README.md lists every page" [ ! -s "$scratch/output" ]
(cd "$top" && ls ./*.md docs/*.md) | while read -r page; do
	# shellcheck disable=SC2016
	(cd "$top" && grep -oE '\]\([^)#]+' "$page") | sed 's/^](//' | grep -v '^https:' | while read -r link; do
		[ -e "$top/$(dirname "$page")/$link" ] || echo "$page: $link"
	done
done >"$scratch/output"
expect_true "links lead to files" [ ! -s "$scratch/output" ]
finish
