#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The text that lspci prints for a dump never contradicts the dump: each fact that both
# give is the same. Dumps are a fixture, functions with pseudo-random registers, and the
# files of $OPENTPH_DUMPS.
#
# Usage: lspci.sh HOST-FACTS     LSPCI: another lspci than the installed one
# shellcheck source-path=SCRIPTDIR source=../support/cases.sh
. "$(dirname "$0")/../support/cases.sh"
facts=$1
here=$(dirname "$0")
lspci=${LSPCI:-lspci}
command -v "$lspci" >/dev/null || skip_all "there is no $lspci"

# bare FILE: headers and rows only, since long lines of text are too much for lspci
bare() {
	sed -n -e 's/\r$//' -e 's/^\([0-9a-f:]*:[0-9a-f]*\.[0-7]\) .*/\n\1 x/p' \
		-e '/^[0-9a-f]\{2,3\}:\( [0-9a-f][0-9a-f]\)*$/p' "$1"
	echo
}

# compare HEX TEXT: prints contradictions, and how many facts both have
compare() {
	awk -F '\t' '
	function fact(value) {
		return value !~ /^\(/ || value == "(absent)"
	}

	# pci.ids may give other names, and hex has no system
	$2 ~ /^(name|group|node|driver)$/ || NF < 3 { next }
	FNR == NR { hex[$1, $2] = $3; next }
	!(($1, $2) in hex) { print $1, $2 ": in the text only" }
	fact($3) && fact(hex[$1, $2]) {
		both++
		if ($3 != hex[$1, $2])
			print $1, $2 ": " hex[$1, $2] " in hex, " $3 " in text"
	}
	END { print "both " both + 0 }' "$1" "$2"
}

# check NAME FILE LEAST: for each form of text; LEAST facts at least with -vv
check() {
	bare "$2" >"$scratch/bare.hex"
	"$facts" hex "$2" >"$scratch/hex" || { fail "$1: hex"; return; }
	for options in -v -vv -vvv -vvn -vvnn -vvD; do
		"$lspci" -F "$scratch/bare.hex" $options >"$scratch/text.txt" 2>"$scratch/output" || {
			fail "$1: lspci $options"
			continue
		}
		"$facts" text "$scratch/text.txt" >"$scratch/text" || { fail "$1: text"; continue; }
		compare "$scratch/hex" "$scratch/text" >"$scratch/output"
		both=$(sed -n 's/^both //p' "$scratch/output")
		least=$3
		[ $options != -v ] || least=1
		expect_true "$1 $options: $both facts agree" \
			[ "$(wc -l <"$scratch/output")" -eq 1 -a "$both" -ge "$least" ]
	done
}

awk -f "$here/expand.awk" "$here/switch.hex" >"$scratch/switch.hex"
check switch "$scratch/switch.hex" 300
awk -f "$here/synth.awk" >"$scratch/synth.hex"
check synth "$scratch/synth.hex" 2000
for file in "${OPENTPH_DUMPS:-$scratch/none}"/*.hex; do
	[ ! -e "$file" ] || check "$(basename "$file" .hex)" "$file" 20
done

# The comparison finds a contradiction, and the reader a wrong word
"$lspci" -F "$scratch/bare.hex" -vv 2>/dev/null |
	sed 's/MaxReadReq [0-9]*/MaxReadReq 4096/' >"$scratch/text.txt"
"$facts" text "$scratch/text.txt" >"$scratch/text"
compare "$scratch/hex" "$scratch/text" >"$scratch/output"
expect_true "a contradiction is found" \
	grep -q 'DevCtl.MaxReadReq: [0-9] in hex, 5 in text' "$scratch/output"
: >"$scratch/output"

# Posted text of a server: the counts are those of grep
posted=${OPENTPH_DUMPS:-$scratch/none}/cmlgpu-lspci.txt
# count NAME FACT VALUE PATTERN
count() {
	expect_true "cmlgpu: $1" \
		[ "$(grep -cP "\t$2\t$3$" "$scratch/text")" -eq "$(grep -cE "$4" "$posted")" ]
}
if [ -e "$posted" ]; then
	"$facts" text "$posted" >"$scratch/text"
	count "functions" class '.*' '^[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] '
	count "completers" DevCap2.TPHComp 1 'TPHComp\+'
	count "no completers" DevCap2.TPHComp 0 ' TPHComp-'
	count "no prefixes" DevCap2.EETLPPrefix 0 'EETLPPrefix-'
	count "redirect" ACSCtl.ReqRedir 0 'ACSCtl:.* ReqRedir-'
	count "ACS" ACSCap.SrcValid 1 'ACSCap:.*SrcValid\+'
	count "root ports" Flags.Type 4 'Express \(v.\) Root Port'
	count "payload" DevCap.MaxPayload 1 'DevCap:.*MaxPayload 256 bytes'
	count "requests" DevCtl.MaxReadReq 5 'MaxReadReq 4096 bytes'
	count "nodes" node 1 'NUMA node: 1$'
	count "bridges" class 0604.. ' PCI bridge: '
	count "drivers" driver nvidia 'driver in use: nvidia$'
	count "VFs" 'IOVCtl.Number of VFs' '[0-9]+' 'Number of VFs:'
fi

# Values of the table in the README of the dumps; lspci of that time has no blocking
for name in r7625 r7525; do
	posted=${OPENTPH_DUMPS:-$scratch/none}/$name-excerpt.txt
	[ -e "$posted" ] || continue
	"$facts" text "$posted" >"$scratch/text"
	completer=1 valid=1 group=2
	[ $name = r7625 ] || completer=0 valid=0 group=0
	for fact in "DevCap2.TPHComp=$completer" DevCap2.EETLPPrefix=1 DevCap2.MaxEETLPPrefixes=1 \
		"DevCtl2.EETLPPrefixBlk=(not in the text)" "ACSCtl.SrcValid=$valid" \
		ACSCtl.ReqRedir=1 ACSCtl.CmpltRedir=1 ACSCtl.UpstreamFwd=1 Flags.Type=4 \
		"group=$group"; do
		expect_true "$name: $fact" grep -qF \
			"$(printf '0000:00:01.1\t%s\t%s' "${fact%%=*}" "${fact#*=}")" "$scratch/text"
	done
done
finish
